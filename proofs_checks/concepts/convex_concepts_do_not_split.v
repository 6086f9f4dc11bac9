(* Cauchy-Schwarz for the unit vector w: the projection of the segment is not longer than the segment, and at least 2 gamma. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n w x y t gamma s w1 g0 hx hy [ls us].
have sq : (dot w x - dot w y) ^+ 2 <= norm2 (x - y) by rewrite -dotBr; apply: cauchy_unit.
split; first by rewrite subr_gt0 (lt_le_trans us).
split; first by rewrite subr_gt0 (le_lt_trans hy).
split; first by rewrite dotDr !dotZr; move: (dot w x) (dot w y) => a b; ring.
split=> //; apply: le_trans sq; rewrite (_ : 4%:R * gamma ^+ 2 = (2%:R * gamma) ^+ 2); last by ring.
have le : 2%:R * gamma <= dot w x - dot w y.
  rewrite (_ : 2%:R * gamma = (t + gamma) - (t - gamma)); last by ring.
  exact: ler_sub.
have g2 : 0 <= 2%:R * gamma by rewrite mulr_ge0 ?ler0n // ltW.
by rewrite ler_expn2r // nnegrE // (le_trans g2 le).
Qed.
