(* A sum of positively weighted squared norms is zero only if every residual is. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r sigma W V M D E M0; apply/eqP/forallP => [h d|h].
  have nn k : true -> 0 <= M k * norm2 (col k V - D *m sigma (E *m col k W)).
    by move=> _; rewrite mulr_ge0 ?norm2_ge0 // ltW.
  have /eqP : M d * norm2 (col d V - D *m sigma (E *m col d W)) = 0 by apply: (psumr_eq0P nn h).
  rewrite mulf_eq0 gt_eqF //= norm2_eq0 subr_eq0.
  by [].
by rewrite big1 // => d _; have /eqP -> := h d; rewrite subrr /norm2 dot0r mulr0.
Qed.
