(* The eigenvectors are an orthogonal basis, so a positive eigenvector of the flipped matrix is a flipped multiple of one of them. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Flips.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m B X lam m0 sym eig simple nz.
have dotB u v : dot (B *m u) v = dot u (B *m v) by rewrite dot_mulmx sym.
have eigdot k t x : B *m x = t *: x -> (t - lam k) * dot x (col k X) = 0.
  move=> e; rewrite mulrBl (_ : t * dot x (col k X) = dot (B *m x) (col k X)); last by rewrite e [RHS]dotC dotZr [dot _ x]dotC.
  by rewrite dotB eig dotZr subrr.
have orth k l : k != l -> dot (col k X) (col l X) = 0.
  by move=> /simple ne; have /eqP := eigdot l _ _ (eig k); rewrite mulf_eq0 subr_eq0 (negbTE ne) => /eqP.
have norm0 k : norm2 (col k X) != 0.
  rewrite norm2_eq0; apply/eqP => /matrixP/(_ (Ordinal m0) 0); rewrite !mxE; by apply/eqP.
have full x : (forall k, dot x (col k X) = 0) -> x = 0.
  move=> h; have free : X^T *m X \in unitmx.
    have -> : X^T *m X = diag_mx (\row_k norm2 (col k X)).
      apply/matrixP => k l; rewrite !mxE /norm2; have -> : \sum_j X^T k j * X j l = dot (col k X) (col l X).
        by apply: eq_bigr => j _; rewrite !mxE.
      by case: (k =P l) => [->|/eqP /orth ->].
    rewrite unitmxE det_diag unitfE; apply/prodf_neq0 => k _; by rewrite mxE.
  have Xu : X \in unitmx by move: free; rewrite unitmx_mul => /andP[].
  have : X^T *m x = 0.
    apply/matrixP => k l; rewrite (ord1 l) [RHS]mxE -[RHS](h k) dotC dotE; rewrite !mxE.
    by apply: eq_bigr => j _; rewrite !mxE.
  by move=> e; rewrite -[x]mul1mx -(mulVmx (_ : X^T \in unitmx)) ?unitmx_tr // -mulmxA e mulmx0.
have apart k l : k != l -> ~~ [forall i, 0 < X i k * X i l] /\ ~~ [forall i, X i k * X i l < 0].
  move=> /orth d0; split; apply/forallP => h; suff : dot (col k X) (col l X) != 0 by rewrite d0 eqxx.
    rewrite gt_eqF // /dot (bigD1 (Ordinal m0)) //= !mxE ltr_paddr ?h //; apply: sumr_ge0 => i _.
    by rewrite !mxE ltW ?h.
  rewrite lt_eqF // /dot (bigD1 (Ordinal m0)) //= !mxE -oppr_gt0 opprD ltr_paddr ?oppr_gt0 ?h // -sumrN sumr_ge0 // => i _.
  by rewrite !mxE oppr_ge0 ltW ?h.
split; last by split=> [k|]; [exact: two | exact: served].
move=> F t; pose flip (y : 'cV[R]_m) : 'cV[R]_m := \col_e flipped F e (y e 0).
have flipK y : flip (flip y) = y by apply/matrixP => i j; rewrite (ord1 j) !mxE flippedK.
have flipE (y : 'cV[R]_m) i : (\col_e flipped F e (y e 0)) i 0 = flipped F i (y i 0) by rewrite mxE.
split=> [[y hy]|[k [<- side]]].
  pose x := flip y; have Bx : B *m x = t *: x.
    apply/matrixP => i j; rewrite (ord1 j); have [_ e] := hy i.
    by rewrite -[LHS](flippedK F i) e flippedZ !mxE.
  have [k xk] : exists k, dot x (col k X) != 0.
    apply/existsP; apply: contraT; rewrite negb_exists => /forallP h; have x0 : x = 0.
      by apply: full => k; apply/eqP; have := h k; rewrite negbK.
    have [y0 _] := hy (Ordinal m0); have e := flipK y; move: y0; rewrite -e -/x x0 !mxE /flipped.
    by case: (_ \in F); rewrite ?oppr0 ltxx.
  have tk : lam k = t.
    by have /eqP := eigdot k _ _ Bx; rewrite mulf_eq0 subr_eq0 (negbTE xk) orbF => /eqP.
  exists k; split=> //; pose c := dot x (col k X) / norm2 (col k X).
  have xE : x = c *: col k X.
    apply/eqP; rewrite -subr_eq0; apply/eqP/full => l; rewrite dotC dotBr dotZr.
    case: (l =P k) => [->|/eqP lk]; first by rewrite dotC /c divfK ?subrr.
    rewrite orth // mulr0 subr0 dotC; have /eqP := eigdot l _ _ Bx.
    by rewrite mulf_eq0 subr_eq0 -tk (negbTE (simple _ _ _)) // 1?eq_sym // => /eqP.
  have yE i : y i 0 = c * flipped F i (X i k).
    by rewrite -{1}(flipK y) -/x xE !mxE flippedZ.
  have c0 : c != 0 by rewrite mulf_neq0 ?invr_neq0.
  case: (ltgtP c 0) c0 => // c0 _; [right|left] => i; have [y0 _] := hy i; move: y0; rewrite yE.
    by rewrite nmulr_rgt0.
  by rewrite pmulr_rgt0.
have [s s0] : exists s : R, forall i, 0 < s * flipped F i (X i k).
  by case: side => h; [exists 1 | exists (-1)] => i; rewrite ?mul1r // mulN1r oppr_gt0.
exists (\col_i (s * flipped F i (X i k))) => i; split; first by rewrite mxE.
have -> : (\col_(e < m) flipped F e ((\col_i (s * flipped F i (X i k))) e 0)) = s *: col k X.
  by apply/matrixP => a b; rewrite !mxE flippedZ flippedK.
by rewrite -scalemxAr eig !mxE mulrCA !flippedZ mulrCA.
Qed.
