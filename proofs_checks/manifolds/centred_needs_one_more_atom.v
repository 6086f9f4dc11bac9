(* With at most rank X atoms they are independent, and A (Z q) = X q = 0 makes every code zero. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p n m A Z X q Z0 AZ q0 Xq X1.
rewrite ltnNge; apply/negP => few.
have rA : \rank A = n.
  apply/eqP; rewrite eqn_leq rank_leq_col /=; apply: leq_trans few _.
  by rewrite -AZ; apply: mxrankM_maxl.
have /row_freeP[B BA] : row_free A^T by rewrite /row_free mxrank_tr rA.
have AB : B^T *m A = 1%:M by rewrite -[A]trmxK -trmx_mul BA trmx1.
have Zq : Z *m q = 0 by rewrite -[Z *m q]mul1mx -AB -mulmxA [A *m _]mulmxA AZ Xq mulmx0.
have Z00 : Z = 0.
  apply/matrixP => j i; rewrite [RHS]mxE.
  have /matrixP/(_ j 0) := Zq; rewrite !mxE => s0.
  have nn k : true -> 0 <= Z j k * q k 0 by move=> _; rewrite mulr_ge0 // ltW.
  have /eqP : Z j i * q i 0 = 0 by apply: (psumr_eq0P nn s0).
  by rewrite mulf_eq0 [q i 0 == 0]gt_eqF // orbF => /eqP.
by move: X1; rewrite -AZ Z00 mulmx0 mxrank0.
Qed.
