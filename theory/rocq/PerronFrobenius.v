(* The easy part of Perron-Frobenius over any ordered field (realFieldType); no existence.

   pf_bound     A >= 0, w > 0 with w A <= l w entrywise: every eigenvalue mu of A has |mu| <= l
   pf_radius    A >= 0 symmetric, v > 0, A v = l v: l is an eigenvalue and every eigenvalue
                mu has |mu| <= l
   pf_rayleigh  the same hypotheses: |x^T A x| <= l x^T x
   eigen_orth   symmetric A: eigenvectors of different eigenvalues are orthogonal
   pf_same      symmetric A: v > 0 and u >= 0, u <> 0 eigenvectors share the eigenvalue
   pf_simple    A > 0 entrywise (not nec. symmetric), v > 0, A v = l v: every other
                l-eigenvector is a multiple of v                                       *)
From mathcomp Require Import all_ssreflect all_algebra ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Perron.
Variables (R : realFieldType) (n : nat) (A : 'M[R]_n).
Implicit Types (u v : 'cV[R]_n) (w : 'rV[R]_n) (l mu : R).

Lemma eigenE u mu : A *m u = mu *: u -> forall i, \sum_j A i j * u j 0 = mu * u i 0.
Proof. by move=> /colP e i; have := e i; rewrite mxE [RHS]mxE. Qed.

Lemma eigen_root u mu : A *m u = mu *: u -> u != 0 -> eigenvalue A^T mu.
Proof.
move=> e un; apply/eigenvalueP; exists u^T; last by rewrite trmx_eq0.
by rewrite -trmx_mul e linearZ.
Qed.

Lemma col_norm_gt0 w u : (forall i, 0 < w 0 i) -> u != 0 -> 0 < \sum_i w 0 i * `|u i 0|.
Proof.
move=> w0 /cV0Pn[i ui]; rewrite (bigD1 i) //=; apply: ltr_paddr.
  by apply: sumr_ge0 => j _; rewrite mulr_ge0 // ltW.
by rewrite mulr_gt0 // normr_gt0.
Qed.

Theorem pf_bound w l : (forall i j, 0 <= A i j) -> (forall i, 0 < w 0 i) ->
  (forall j, (w *m A) 0 j <= l * w 0 j) ->
  forall u mu, A *m u = mu *: u -> u != 0 -> `|mu| <= l.
Proof.
move=> A0 w0 hw u mu /eigenE e un; rewrite -(ler_pmul2r (col_norm_gt0 w0 un)).
rewrite !mulr_sumr; apply: (@le_trans _ _ (\sum_i w 0 i * \sum_j A i j * `|u j 0|)).
  apply: ler_sum => i _; rewrite mulrCA ler_wpmul2l ?(ltW (w0 i)) // -normrM -e.
  apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => j _.
  by rewrite normrM (ger0_norm (A0 i j)).
under eq_bigr do (rewrite mulr_sumr; under eq_bigr do rewrite mulrA).
rewrite exchange_big /=; apply: ler_sum => j _; rewrite -mulr_suml mulrA.
by apply: ler_wpmul2r => //; have := hw j; rewrite mxE.
Qed.

Section Sym.
Hypothesis A_sym : A^T = A.

Lemma sym_left v l : A *m v = l *: v -> v^T *m A = l *: v^T.
Proof. by move=> e; rewrite -{1}A_sym -trmx_mul e linearZ. Qed.

Theorem eigen_orth u v l mu : A *m u = l *: u -> A *m v = mu *: v -> l != mu -> u^T *m v = 0.
Proof.
move=> /sym_left eu ev lm; have := erefl (u^T *m A *m v).
rewrite {1}eu -mulmxA ev -scalemxAl -scalemxAr => /eqP.
by rewrite -subr_eq0 -scalerBl scaler_eq0 subr_eq0 (negbTE lm) => /eqP.
Qed.

Theorem pf_same u v l mu : A *m v = l *: v -> A *m u = mu *: u ->
  (forall i, 0 < v i 0) -> (forall i, 0 <= u i 0) -> u != 0 -> l = mu.
Proof.
move=> ev eu v0 u0 /cV0Pn[i ui]; apply/eqP; apply: contraT => lm.
have /matrixP/(_ 0 0) := eigen_orth ev eu lm; rewrite !mxE => /eqP.
rewrite psumr_eq0 => [/allP/(_ i)|j _]; last by rewrite !mxE mulr_ge0 // ltW.
by rewrite mem_index_enum => /(_ isT) /=; rewrite mxE mulf_eq0 gt_eqF // (negbTE ui).
Qed.

Theorem pf_radius v l : (forall i j, 0 <= A i j) -> (forall i, 0 < v i 0) -> A *m v = l *: v ->
  forall u mu, A *m u = mu *: u -> u != 0 -> `|mu| <= l.
Proof.
move=> A0 v0 ev; apply: (@pf_bound v^T) => // [i|j]; first by rewrite mxE.
by rewrite (sym_left ev) mxE.
Qed.

Theorem pf_rayleigh v l : (forall i j, 0 <= A i j) -> (forall i, 0 < v i 0) -> A *m v = l *: v ->
  forall x : 'cV[R]_n, `|(x^T *m A *m x) 0 0| <= l * \sum_i x i 0 ^+ 2.
Proof.
move=> A0 v0 /eigenE ev x.
have vn i : v i 0 != 0 by rewrite gt_eqF.
have -> : (x^T *m A *m x) 0 0 = \sum_i \sum_j A i j * (x i 0 * x j 0).
  rewrite mxE exchange_big /=; apply: eq_bigr => j _; rewrite mxE mulr_suml.
  by apply: eq_bigr => i _; rewrite !mxE mulrAC mulrC mulrA.
pose h i j := x i 0 ^+ 2 * (A i j * v j 0 / v i 0).
have half : l * (\sum_i x i 0 ^+ 2) = \sum_i \sum_j h i j.
  rewrite mulr_sumr; apply: eq_bigr => i _; rewrite /h -mulr_sumr -mulr_suml ev.
  by rewrite mulfK // mulrC.
have half' : l * (\sum_i x i 0 ^+ 2) = \sum_i \sum_j h j i by rewrite half exchange_big.
rewrite -(ler_pmul2l (ltr0Sn R 1)) [X in _ <= X](_ : _ = \sum_i \sum_j (h i j + h j i)); last first.
  under [RHS]eq_bigr do rewrite big_split; rewrite big_split /= -half -half'.
  by rewrite mulr_natl mulr2n.
apply: (@le_trans _ _ (2%:R * \sum_i \sum_j A i j * (`|x i 0| * `|x j 0|))).
  apply: ler_wpmul2l; first exact: ler0n.
  apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => i _.
  apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => j _.
  by rewrite !normrM (ger0_norm (A0 i j)).
rewrite mulr_sumr; apply: ler_sum => i _; rewrite mulr_sumr; apply: ler_sum => j _.
have -> : h j i = x j 0 ^+ 2 * (A i j * v i 0 / v j 0).
  by rewrite /h; have -> : A j i = A i j by rewrite -[in LHS]A_sym mxE.
rewrite /h -[x i 0 ^+ 2]real_normK ?num_real // -[x j 0 ^+ 2]real_normK ?num_real //.
move: `|x i 0| `|x j 0| => a b; rewrite -subr_ge0.
have -> : a ^+ 2 * (A i j * v j 0 / v i 0) + b ^+ 2 * (A i j * v i 0 / v j 0) -
    2%:R * (A i j * (a * b)) = A i j / (v i 0 * v j 0) * (a * v j 0 - b * v i 0) ^+ 2.
  by field; rewrite !vn.
apply: mulr_ge0 (sqr_ge0 _); apply: divr_ge0 => //.
by rewrite mulr_ge0 // ltW.
Qed.
End Sym.

Theorem pf_simple v l : (forall i j, 0 < A i j) -> (forall i, 0 < v i 0) -> A *m v = l *: v ->
  forall u, A *m u = l *: u -> exists c, u = c *: v.
Proof.
move=> A0 v0 ev u eu; case: (pickP 'I_n) => [i0 _|no]; last first.
  by exists 0; apply/colP => i; have := no i.
case: (@arg_minP _ _ _ i0 xpredT (fun i => u i 0 / v i 0) isT) => i _ hi.
pose c := u i 0 / v i 0; exists c; pose z := u - c *: v.
have ez : A *m z = l *: z by rewrite /z mulmxBr -scalemxAr eu ev scalerBr !scalerA mulrC.
have z0 j : 0 <= z j 0.
  by rewrite !mxE subr_ge0 -ler_pdivl_mulr //; apply: hi.
have zi : z i 0 = 0 by rewrite !mxE /c divfK ?subrr // gt_eqF.
have /eqP := eigenE ez i; rewrite zi mulr0 psumr_eq0 => [/allP h|j _]; last first.
  by rewrite mulr_ge0 // ltW.
apply/eqP; rewrite -subr_eq0; apply/eqP/colP => j; rewrite [RHS]mxE.
have := h j; rewrite mem_index_enum => /(_ isT) /=.
by rewrite mulf_eq0 gt_eqF // => /eqP.
Qed.
End Perron.

