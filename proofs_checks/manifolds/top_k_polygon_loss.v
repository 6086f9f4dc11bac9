(* One identity; and both squares vanish only if U = V. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R a U V C S loss power along C0 S0 UV.
have e : power * loss = C * S * (U - V) ^+ 2 + (a * power - along) ^+ 2 by rewrite /power /loss /along; ring.
split=> //; split.
  have l0 : 0 <= loss by rewrite addr_ge0 // mulr_ge0 ?sqr_ge0 // ltW.
  rewrite lt_neqAle l0 andbT eq_sym; apply/negP => /eqP z.
  have : 0 < C * S * (U - V) ^+ 2 + (a * power - along) ^+ 2.
    have uv : 0 < (U - V) ^+ 2 by rewrite exprn_even_gt0 //= subr_eq0.
    by rewrite ltr_paddr ?sqr_ge0 // mulr_gt0 // mulr_gt0.
  by rewrite -e z mulr0 ltxx.
have up : C * S * (U - V) ^+ 2 + (a * power - along) ^+ 2 = C * S * (U - V) ^+ 2 -> a * power = along.
  move=> h; have /eqP : (a * power - along) ^+ 2 = 0 by apply: (addrI (C * S * (U - V) ^+ 2)); rewrite h addr0.
  by rewrite sqrf_eq0 subr_eq0 => /eqP.
by rewrite e; apply/idP/idP => /eqP h; apply/eqP; [apply: up | rewrite h subrr expr0n addr0].
Qed.
