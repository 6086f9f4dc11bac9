(* The distance to the axis, R + r cos v, is positive, so it is determined by the image; then everything else is. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma away (R : realFieldType) (s t c d : R) : t < s -> 0 < t -> c ^+ 2 + d ^+ 2 = 1 -> 0 < s + t * c.
Proof.
move=> ts t0 cd; have c1 : -1 <= c.
  have : `|c| <= 1 by rewrite -(@expr_le1 _ 2) ?normr_ge0 // real_normK ?num_real // -cd ler_addl sqr_ge0.
  by rewrite ler_norml => /andP[].
apply: lt_le_trans (_ : 0 < s - t) _; first by rewrite subr_gt0.
by rewrite ler_add2l -[X in X <= _]mulN1r mulrC ler_pmul2l.
Qed.

Theorem proof : claim.
Proof.
move=> R s t a b c d a' b' c' d' ts t0 ab cd ab' cd' ex ey ez.
have w0 := away ts t0 cd; have w0' := away ts t0 cd'.
have sq (w x y : R) : x ^+ 2 + y ^+ 2 = 1 -> w ^+ 2 = (w * x) ^+ 2 + (w * y) ^+ 2.
  by move=> h; rewrite !exprMn -mulrDr h mulr1.
have ww : s + t * c = s + t * c'.
  by apply/eqP; rewrite -(@eqr_expn2 _ 2) ?ltW // (sq (s + t * c) _ _ ab) (sq (s + t * c') _ _ ab') ex ey.
have tn : t != 0 by rewrite gt_eqF.
have wn : s + t * c' != 0 by rewrite gt_eqF.
split; first by move: ex; rewrite ww => /(mulfI wn).
split; first by move: ey; rewrite ww => /(mulfI wn).
split; last exact: (mulfI tn ez).
by move: ww => /addrI /(mulfI tn).
Qed.
