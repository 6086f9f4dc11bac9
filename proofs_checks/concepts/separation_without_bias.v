(* Motzkin's theorem with the points of C strict; Gordan's for both strict. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Hulls.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n k m X Y; split; split.
- move=> [w [wX wY]] [l [u [l0 [u0 [l1 e]]]]].
  have [i li] : exists i, 0 < l i 0 by apply: some_positive => //; rewrite l1 oner_eq0.
  have := dot_gt0_sum l0 li wX; rewrite e ltNge => /negP; apply.
  exact: le0_sum.
- move=> h; have [[w [h1 h2 _]]|[u [v [z [u0 un v0 e]]]]] := motzkin X^T (- Y^T) (0 : 'M[R]_(0, n)).
    exists w; split=> i; first by rewrite dot_col.
    by have := h2 i; rewrite mulNmx oppmxE oppr_ge0 -dot_col.
  case: h; have s0 := row_sum u0 un; set s := \sum_i _ in s0; exists (s^-1 *: u^T), (s^-1 *: v^T).
  split; first by move=> i; rewrite !mxE mulr_ge0 // invr_ge0 ltW.
  split; first by move=> i; rewrite !mxE mulr_ge0 // invr_ge0 ltW.
  split; first by under eq_bigr do rewrite !mxE; rewrite -mulr_sumr -/s mulVf ?gt_eqF.
  rewrite -!scalemxAr; congr (_ *: _); apply: (can_inj (@trmxK _ _ _)); rewrite !trmx_mul !trmxK.
  by apply/eqP; rewrite -subr_eq0; move: e; rewrite mulmx0 addr0 mulmxN => ->.
- move=> [w [wX wY]] [l [u [l0 [u0 [lu e]]]]].
  have wY' j : dot w (col j Y) <= 0 by apply: ltW.
  have d0 : dot w (X *m l) = 0.
    apply/eqP; rewrite eq_le {1}e le0_sum //=; apply: dot_ge0_sum => // i; exact: ltW.
  have [l00|/some_positive[//|i li]] := eqVneq (\sum_i l i 0) 0; last by have := dot_gt0_sum l0 li wX; rewrite d0 ltxx.
  have [j uj] : exists j, 0 < u j 0.
    by apply: some_positive => //; move: lu; rewrite l00 add0r => ->; rewrite oner_eq0.
  have : 0 < dot w ((- Y) *m u).
    apply: dot_gt0_sum u0 uj _ => c; rewrite dot_col linearN /= mulNmx oppmxE oppr_gt0 -dot_col; exact: wY.
  by rewrite mulNmx dotNr -e d0 oppr0 ltxx.
- move=> h; have [[w hw]|[u [u0 un e]]] := gordan (col_mx X^T (- Y^T)).
    exists w; split=> i; first by have := hw (lshift m i); rewrite mul_col_mx col_mxEu dot_col.
    by have := hw (rshift k i); rewrite mul_col_mx col_mxEd mulNmx oppmxE oppr_gt0 -dot_col.
  case: h; have s0 := row_sum u0 un; set s := \sum_i _ in s0.
  exists (s^-1 *: (lsubmx u)^T), (s^-1 *: (rsubmx u)^T).
  split; first by move=> i; rewrite !mxE mulr_ge0 // invr_ge0 ltW.
  split; first by move=> i; rewrite !mxE mulr_ge0 // invr_ge0 ltW.
  split.
    under eq_bigr do rewrite !mxE; under [X in _ + X]eq_bigr do rewrite !mxE.
    by rewrite -!mulr_sumr -mulrDr (_ : _ + _ = s) ?mulVf ?gt_eqF // /s big_split_ord.
  rewrite -!scalemxAr; congr (_ *: _); apply: (can_inj (@trmxK _ _ _)); rewrite !trmx_mul !trmxK.
  apply/eqP; rewrite -subr_eq0; move: e; rewrite -[u]hsubmxK mul_row_col mulmxN => e.
  by rewrite row_mxKl row_mxKr e.
Qed.
