(* The kept modes have the same terms in both risks; and J has the smaller term in every mode. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n c P v K J P0 best; split; last first.
  apply: ler_sum => i _; have [inJ outJ] := best i.
  by case: (boolP (i \in J)) => [/inJ | /negP /outJ] h; case: ifP => _ //; rewrite lexx.
rewrite -subr_gt0 -[RHS]subr_gt0 -!sumrB; congr (0 < _); apply: eq_bigr => i _.
by case: ifP => _; rewrite ?subrr ?subr0.
Qed.
