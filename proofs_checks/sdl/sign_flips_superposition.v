(* The eigenvectors are an orthogonal basis of the span of the features, in which every eigenvector with a nonzero eigenvalue lies. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Flips.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m p s W M A lam m0 M0 full_rank eig simple nz.
pose G a := W *m (\col_(d < m) (M d * dot (col d W) a)).
have GE a b : dot b (G a) = \sum_d M d * (dot (col d W) a * dot (col d W) b).
  by rewrite dot_mulmxr; apply: eq_bigr => d _; rewrite mxE [dot b _]dotC mulrA.
have dotG a b : dot (G a) b = dot a (G b).
  by rewrite dotC !GE; apply: eq_bigr => d _; rewrite [dot _ a * _]mulrC.
have eigdot k t x : G x = t *: x -> (t - lam k) * dot x (col k A) = 0.
  move=> e; rewrite mulrBl (_ : t * dot x (col k A) = dot (G x) (col k A)); last by rewrite e [RHS]dotC dotZr [dot _ x]dotC.
  by rewrite dotG /G eig dotZr subrr.
have orth k l : k != l -> dot (col k A) (col l A) = 0.
  by move=> /simple ne; have /eqP := eigdot l _ _ (eig k); rewrite mulf_eq0 subr_eq0 (negbTE ne) => /eqP.
pose d0 := Ordinal m0.
have positive a : (forall d, dot (col d W) a != 0) -> 0 < dot a (G a).
  have sq (x : R) : x != 0 -> 0 < x * x by move=> h; rewrite -expr2 exprn_even_gt0.
  move=> h; rewrite GE (bigD1 d0) //= ltr_paddr //; last by apply: mulr_gt0 => //; apply: sq.
  by apply: sumr_ge0 => d _; rewrite mulr_ge0 ?(ltW (M0 d)) // ltW // sq.
have lam0 k : lam k != 0.
  have := positive (col k A) (fun d => nz d k); rewrite /G eig dotZr; apply: contraTneq => ->; by rewrite mul0r ltxx.
have norm0 k : norm2 (col k A) != 0.
  have := positive (col k A) (fun d => nz d k); rewrite /G eig dotZr; apply: contraTneq => e; by rewrite -/(norm2 _) e mulr0 ltxx.
have span t x : t != 0 -> G x = t *: x -> (x^T <= W^T)%MS.
  by move=> t0 e; rewrite -[x](scalerK t0) -e linearZ /= /G trmx_mul scalemxAl submxMl.
have AtA : A^T *m A = diag_mx (\row_k norm2 (col k A)).
  apply/matrixP => k l; rewrite !mxE /norm2; have -> : \sum_j A^T k j * A j l = dot (col k A) (col l A).
    by apply: eq_bigr => j _; rewrite !mxE.
  by case: (k =P l) => [->|/eqP /orth ->].
have AtAu : A^T *m A \in unitmx.
  by rewrite AtA unitmxE det_diag unitfE; apply/prodf_neq0 => k _; rewrite mxE.
have sub : (A^T <= W^T)%MS.
  by apply/row_subP => k; rewrite -tr_col; apply: (span (lam k)); rewrite ?lam0 // /G eig.
have same : (W^T <= A^T)%MS.
  rewrite -(mxrank_leqif_sup sub) !mxrank_tr -full_rank eqn_leq rank_leq_col /=.
  by rewrite -{1}(mxrank_unit AtAu) mxrankM_maxr.
have full x : (x^T <= A^T)%MS -> (forall k, dot x (col k A) = 0) -> x = 0.
  case/submxP => c e h; have xE : x = A *m c^T by rewrite -[x]trmxK e trmx_mul trmxK.
  have z : A^T *m x = 0.
    apply/matrixP => k l; rewrite (ord1 l) [RHS]mxE -[RHS](h k) dotC dotE tr_col; rewrite !mxE.
    by apply: eq_bigr => j _; rewrite !mxE.
  have c0 : c^T = 0 by rewrite -[c^T]mul1mx -(mulVmx AtAu) -mulmxA -[_ *m c^T]mulmxA -xE z mulmx0.
  by rewrite xE c0 mulmx0.
have apart k l : k != l -> ~~ [forall d, 0 < dot (col d W) (col k A) * dot (col d W) (col l A)] /\
    ~~ [forall d, dot (col d W) (col k A) * dot (col d W) (col l A) < 0].
  move=> /orth e; have z : dot (col l A) (G (col k A)) = 0 by rewrite /G eig dotZr dotC e mulr0.
  split; apply/forallP => h; move/eqP: z; rewrite GE; apply/negP.
    rewrite gt_eqF // (bigD1 d0) //= ltr_paddr //; last by rewrite pmulr_rgt0 ?h.
    by apply: sumr_ge0 => d _; rewrite pmulr_rge0 // ltW // h.
  rewrite lt_eqF // (bigD1 d0) //= -oppr_gt0 opprD ltr_paddr //; last by rewrite oppr_gt0 pmulr_rlt0 ?h.
  by rewrite -sumrN; apply: sumr_ge0 => d _; rewrite oppr_ge0 pmulr_rle0 // ltW // h.
split; last by split=> [k|]; [exact: (two (L := fun d k => dot (col d W) (col k A))) | exact: (served (L := fun d k => dot (col d W) (col k A)))].
move=> F; split=> [[t [a [Ga on]]]|[k side]].
  have aW d : dot (col d W) a != 0.
    by have := on d; apply: contraTneq => ->; rewrite /flipped oppr0 if_same ltxx.
  have a0 : 0 < dot a (G a) by apply: positive.
  have t0 : t != 0 by move: a0; rewrite /G Ga dotZr; apply: contraTneq => ->; rewrite mul0r ltxx.
  have aA : (a^T <= A^T)%MS by apply: submx_trans same; apply: (span t).
  have [k ak] : exists k, dot a (col k A) != 0.
    apply/existsP; apply: contraT; rewrite negb_exists => /forallP h; have z : a = 0.
      by apply: full => // k; apply/eqP; have := h k; rewrite negbK.
    by rewrite z dotC dot0r ltxx in a0.
  have tk : lam k = t by have /eqP := eigdot k _ _ Ga; rewrite mulf_eq0 subr_eq0 (negbTE ak) orbF => /eqP.
  pose c := dot a (col k A) / norm2 (col k A).
  have aE : a = c *: col k A.
    apply/eqP; rewrite -subr_eq0; apply/eqP/full => [|l].
      by rewrite linearB /= linearZ /= addmx_sub // eqmx_opp scalemx_sub // tr_col row_sub.
    rewrite dotC dotBr dotZr; case: (l =P k) => [->|/eqP lk]; first by rewrite dotC /c divfK ?subrr.
    rewrite orth // mulr0 subr0 dotC; have /eqP := eigdot l _ _ Ga.
    by rewrite mulf_eq0 subr_eq0 -tk (negbTE (simple _ _ _)) // 1?eq_sym // => /eqP.
  have c0 : c != 0 by rewrite mulf_neq0 ?invr_neq0.
  have yE d : flipped F d (dot (col d W) a) = c * flipped F d (dot (col d W) (col k A)) by rewrite aE dotZr flippedZ.
  exists k; case: (ltgtP c 0) c0 => // c0 _; [right|left] => d; have := on d; rewrite yE.
    by rewrite nmulr_rgt0.
  by rewrite pmulr_rgt0.
have [c c0] : exists c : R, forall d, 0 < c * flipped F d (dot (col d W) (col k A)).
  by case: side => h; [exists 1 | exists (-1)] => d; rewrite ?mul1r // mulN1r oppr_gt0.
exists (lam k), (c *: col k A); split; last by move=> d; rewrite dotZr flippedZ.
transitivity (c *: G (col k A)); last by rewrite /G eig !scalerA mulrC.
rewrite /G scalemxAr; congr (W *m _); apply/matrixP => d j; by rewrite !mxE dotZr mulrCA.
Qed.
