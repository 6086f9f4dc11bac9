(* Reconstruction implies detection: pointwise by Cauchy-Schwarz for a unit vector, then a sum. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R N n q x z D b f delta f1 [d0 present] z0; rewrite mulr_suml; apply: ler_sum => i _.
case: (boolP [exists j, _]) => [_|]; first by rewrite subrr mul0r norm2_ge0.
rewrite negb_exists => /forallP off; rewrite subr0 mul1r; apply: le_trans (present i) _.
suff -> : dot f (x i - b) = dot f (x i - (b + D *m z i)) by apply: cauchy_unit.
rewrite !dotBr dotDr; suff -> : dot f (D *m z i) = 0 by rewrite addr0.
rewrite /dot; under eq_bigr do rewrite mxE mulr_sumr.
rewrite exchange_big big1 //= => j _; have := off j; rewrite negb_and negbK -leNgt.
case/orP => [/eqP o|zj]; last first.
  have -> : z i j 0 = 0 by apply/eqP; rewrite eq_le zj z0.
  by rewrite big1 // => k _; rewrite !mulr0.
transitivity (dot (col j D) f * z i j 0); last by rewrite o mul0r.
by rewrite /dot mulr_suml; apply: eq_bigr => k _; rewrite mxE mulrA [f k 0 * _]mulrC.
Qed.
