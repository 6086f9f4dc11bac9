(* Two positive vectors are not orthogonal; the scaled equation is the plain one, row by row. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n A x y p q G s z lam SG sz ssz symm ex ey x0 y0 n0 s0; split.
  have xy := dot_gt0 n0 x0 y0; apply: (mulIf (negbT (gt_eqF xy))) => /=.
  by rewrite -[RHS]dotZr -ey dot_mulmx symm ex [RHS]dotC dotZr dotC.
have e i : (SG *m sz) i 0 = s i 0 * (G *m ssz) i 0.
  rewrite !mxE mulr_sumr; apply: eq_bigr => k _; rewrite !mxE.
  by move: (s i 0) (s k 0) (G i k) (z k 0) => a b c u; ring.
have s1 i : s i 0 != 0 by rewrite gt_eqF.
apply/eqP/eqP => h; apply/matrixP => i j; rewrite (ord1 j).
  have /matrixP/(_ i 0) := h; rewrite e [RHS]mxE [sz i 0]mxE [RHS]mulrCA => /(mulfI (s1 i)) ->.
  by rewrite mxE.
by rewrite e h !mxE mulrCA.
Qed.
