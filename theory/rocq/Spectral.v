(* Symmetric matrices over a real closed field (rcfType), all sizes.  Needs Psd.v beside it.

   spec A Q d   Q is orthogonal, A = Q^T diag(d) Q, and d is sorted in decreasing order
   spectral     every symmetric A has such Q and d
                (no complex numbers: an arrow matrix has an eigenvalue above its diagonal by
                 the intermediate value theorem on the secular equation, then Householder)
   rayleigh_max, rayleigh_min, rayleigh_attained   the quotient x A x^T / x x^T lies in
                [d_last, d_first] and every d_i is attained (spec_qf: x A x^T = sum_i d_i (x Q^T)_i^2)
   cf_lower, cf_upper   Courant-Fischer for every k;  weyl, spec_unique
   spec_psd     A is psd iff all d_i >= 0;  psd_sqrt  a psd matrix has a psd square root
   ky_fan       tr(A P) >= sum of the n-k smallest d_i for P an orthogonal projection of trace n-k
   eckart_young rank B <= k gives |A - B|_F^2 >= sum_(k <= i) s_i, where s are the
                sorted eigenvalues of A^T A (squared singular values); attained.
   eckart_young_w   the same with column weights M > 0                               *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra ring.
From Atlas Require Import Psd.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Spectral.
Variable R : rcfType.

Section Arrow.
Variables (n : nat) (a : R) (c mu : 'rV[R]_n).

Definition secular : {poly R} :=
  ('X - a%:P) * \prod_i ('X - (mu 0 i)%:P) -
  \sum_i (c 0 i ^+ 2)%:P * \prod_(j | j != i) ('X - (mu 0 j)%:P).

Lemma secularE x : secular.[x] =
  (x - a) * \prod_i (x - mu 0 i) - \sum_i c 0 i ^+ 2 * \prod_(j | j != i) (x - mu 0 j).
Proof.
rewrite /secular hornerD hornerN hornerM hornerXsubC horner_prod horner_sum.
congr (_ * _ - _); first by apply: eq_bigr => i _; rewrite hornerXsubC.
apply: eq_bigr => i _; rewrite hornerM hornerC horner_prod; congr (_ * _).
by apply: eq_bigr => j _; rewrite hornerXsubC.
Qed.

Lemma secular_frac x : (forall i, x - mu 0 i != 0) -> secular.[x] =
  (\prod_i (x - mu 0 i)) * ((x - a) - \sum_i c 0 i ^+ 2 / (x - mu 0 i)).
Proof.
move=> h; rewrite secularE mulrBr [(x - a) * _]mulrC; congr (_ - _).
rewrite mulr_sumr; apply: eq_bigr => i _; rewrite [in RHS](bigD1 i) //=.
by rewrite mulrCA mulrAC divff ?mul1r.
Qed.

Lemma arrow : exists t x0 (y : 'rV[R]_n), [/\ (x0 != 0) || (y != 0),
  x0 * a + \sum_i y 0 i * c 0 i = t * x0 & forall i, x0 * c 0 i + y 0 i * mu 0 i = t * y 0 i].
Proof.
case: (pickP (fun i => c 0 i == 0)) => [i /eqP ci|cn].
  exists (mu 0 i), 0, (delta_mx 0 i); split.
  - by apply/orP; right; apply/rV0Pn; exists i; rewrite mxE !eqxx oner_eq0.
  - rewrite mul0r add0r mulr0 big1 // => j _; rewrite mxE eqxx /=.
    by case: eqP => [->|_]; rewrite ?ci ?mulr0 ?mul0r.
  by move=> j; rewrite mul0r add0r mxE eqxx /=; case: eqP => [->|_]; rewrite ?mul0r ?mulr0 // mulrC.
case: (pickP (fun ij : 'I_n * 'I_n => (ij.1 != ij.2) && (mu 0 ij.1 == mu 0 ij.2))) => [[i j]/=|mun].
  move=> /andP[ij /eqP e]; exists (mu 0 i), 0, (c 0 j *: delta_mx 0 i - c 0 i *: delta_mx 0 j).
  have yE k : (c 0 j *: delta_mx 0 i - c 0 i *: delta_mx 0 j : 'rV[R]_n) 0 k =
     c 0 j * (k == i)%:R - c 0 i * (k == j)%:R by rewrite !mxE.
  split.
  - apply/orP; right; apply/rV0Pn; exists i; rewrite yE eqxx (negbTE ij) mulr0 subr0 mulr1.
    by rewrite cn.
  - rewrite mul0r add0r mulr0; under eq_bigr do rewrite yE mulrBl.
    rewrite sumrB (bigD1 i) //= [X in _ - X](bigD1 j) //= !eqxx !mulr1.
    rewrite !big1 ?addr0 => [|k /negbTE->|k /negbTE->]; rewrite ?mulr0 ?mul0r //.
    by rewrite mulrC subrr.
  move=> k; rewrite mul0r add0r yE mulrC; have [->//|ki] := eqVneq k i.
  have [->|kj] := eqVneq k j; first by rewrite e.
  by rewrite !mulr0 subrr !mulr0.
case: (pickP 'I_n) => [i0 _|no]; last first.
  exists a, 1, 0; split; [by rewrite oner_eq0 | | by move=> i; have := no i].
  by rewrite mul1r mulr1 big1 ?addr0 // => i; have := no i.
case: (@arg_maxP _ _ _ i0 xpredT (fun i => mu 0 i) isT) => m _ hm.
set M := mu 0 m in hm; have hM i : mu 0 i <= M by apply: hm.
pose B := M + 1 + `|a| + `|M| + \sum_i c 0 i ^+ 2.
have C0 : 0 <= \sum_i c 0 i ^+ 2 by apply: sumr_ge0 => i _; apply: sqr_ge0.
have MB : M + 1 <= B by rewrite /B -!addrA !ler_add2l ler_addl !addr_ge0.
have fM : secular.[M] < 0.
  rewrite secularE (bigD1 m) //= subrr mul0r mulr0 sub0r oppr_lt0 (bigD1 m) //=.
  rewrite [X in _ + X]big1 => [|i im]; last first.
    by rewrite (bigD1 m) /= ?subrr ?mul0r ?mulr0 // eq_sym.
  rewrite addr0; apply: mulr_gt0; first by rewrite lt_def sqr_ge0 sqrf_eq0 cn.
  apply: prodr_gt0 => j jm; rewrite subr_gt0 lt_neqAle hM andbT.
  by have := mun (j, m); rewrite /= jm /= => ->.
have fB : 0 <= secular.[B].
  have g1 i : 1 <= B - mu 0 i.
    by rewrite ler_subr_addl; apply: le_trans MB; rewrite ler_add2r hM.
  have g0 i : 0 < B - mu 0 i by apply: lt_le_trans (g1 i); apply: ltr01.
  rewrite secular_frac => [|i]; last by rewrite gt_eqF.
  apply: mulr_ge0; first by apply: prodr_ge0 => i _; apply: ltW.
  rewrite subr_ge0; apply: (@le_trans _ _ (\sum_i c 0 i ^+ 2)).
    apply: ler_sum => i _; rewrite ler_pdivr_mulr // ler_pemulr // sqr_ge0.
    by [].
  rewrite ler_subr_addr addrC /B ler_add2r -addrA [`|a| + _]addrC addrA.
  rewrite -[X in X <= _]add0r ler_add ?ler_norm //.
  by rewrite addrAC addr_ge0 ?ler01 // addrC -ler_subl_addr sub0r ler_normr lexx orbT.
have le : M <= B by apply: le_trans MB; rewrite ler_addl ler01.
have [||t /andP[Mt tB] /rootP ft] := @poly_ivt _ secular M B => //.
  by rewrite (ltW fM).
have {}Mt : M < t.
  by rewrite lt_neqAle Mt andbT; apply: contraTneq fM => ->; rewrite ft ltxx.
have g0 i : 0 < t - mu 0 i by rewrite subr_gt0; apply: le_lt_trans Mt.
have gn i : t - mu 0 i != 0 by rewrite gt_eqF.
have pn : \prod_i (t - mu 0 i) != 0 by rewrite gt_eqF // prodr_gt0.
move/eqP: ft; rewrite secular_frac // mulf_eq0 (negbTE pn) /= subr_eq0 => /eqP e.
exists t, 1, (\row_i (c 0 i / (t - mu 0 i))); split; first by rewrite oner_eq0.
  rewrite mul1r mulr1 -[RHS](subrK a) e addrC; congr (_ + _).
  by apply: eq_bigr => i _; rewrite mxE expr2 mulrAC.
by move=> i; rewrite mxE; field; rewrite gn.
Qed.
End Arrow.

Lemma eig_step n (A : 'M[R]_(1 + n)) (Q : 'M[R]_n) (mu : 'rV[R]_n) :
  A^T = A -> Q *m Q^T = 1%:M -> drsubmx A = Q^T *m diag_mx mu *m Q ->
  exists t (v : 'rV[R]_(1 + n)), v != 0 /\ v *m A = t *: v.
Proof.
move=> sA oQ eB; have oQ' := mulmx1C oQ.
set b := ursubmx A; have eb : dlsubmx A = b^T by rewrite /b trmx_ursub sA.
have [t [x0 [y [nz e1 e2]]]] := arrow (ulsubmx A 0 0) (b *m Q^T) mu.
exists t, (row_mx x0%:M (y *m Q)); split.
  rewrite -row_mx0; apply: contraL nz => /eqP/eq_row_mx[ex ey].
  rewrite negb_or !negbK; apply/andP; split.
    by move/matrixP/(_ 0 0): ex; rewrite !mxE eqxx mulr1n => ->.
  by rewrite -[y]mulmx1 -oQ mulmxA ey mul0mx.
rewrite -[A]submxK -/b eb eB mul_row_block scale_row_mx; congr row_mx.
  apply/matrixP => i j; rewrite !ord1 mul_scalar_mx.
  have -> : (t *: x0%:M : 'M[R]_1) 0 0 = t * x0 by rewrite !mxE eqxx mulr1n.
  have -> : y *m Q *m b^T = y *m (b *m Q^T)^T by rewrite trmx_mul trmxK mulmxA.
  rewrite -e1 mxE [X in X + _]mxE [X in _ + X]mxE; congr (_ + _).
  by apply: eq_bigr => k _; rewrite [in LHS]mxE.
have -> : b = b *m Q^T *m Q by rewrite -mulmxA oQ' mulmx1.
rewrite mul_scalar_mx scalemxAl [in RHS]scalemxAl !mulmxA -(mulmxA y) oQ mulmx1 -mulmxDl.
congr (_ *m Q).
by apply/rowP => k; rewrite mul_mx_diag; have := e2 k; rewrite !mxE.
Qed.

Lemma householder n (v : 'rV[R]_n.+1) : v *m v^T = 1%:M ->
  exists H : 'M[R]_n.+1, H *m H^T = 1%:M /\ row 0 H = v.
Proof.
move=> vv; pose e : 'rV[R]_n.+1 := delta_mx 0 0.
have [->|ve] := eqVneq v e.
  by exists 1%:M; rewrite trmx1 mulmx1; split => //; rewrite rowE mulmx1.
pose w := v - e; pose s : R := (w *m w^T) 0 0.
have s0 : s != 0.
  by rewrite /s -trace_mx11 -/(frob2 w) frob2_eq0 subr_eq0.
have ww : w *m w^T = s%:M by rewrite [LHS]mx11_scalar.
have [z ew] : exists z, e *m w^T = z%:M by exists ((e *m w^T) 0 0); rewrite [LHS]mx11_scalar.
have sE : s = - (2%:R * z).
  have : (v *m v^T) 0 0 = 1 by rewrite vv mxE eqxx.
  have -> : v = w + e by rewrite /w subrK.
  rewrite linearD /= mulmxDl !mulmxDr ww ew.
  have -> : w *m e^T = z%:M by rewrite -[LHS]trmxK trmx_mul trmxK ew tr_scalar_mx.
  have -> : e *m e^T = 1%:M.
    by rewrite -rowE; apply/matrixP => i j; rewrite !ord1 !mxE !eqxx.
  rewrite !mxE eqxx !mulr1n -/s => h; apply/eqP; rewrite -addr_eq0; apply/eqP.
  have -> : s + 2%:R * z = s + z + (z + 1) - 1 by ring.
  by rewrite h subrr.
pose H := 1%:M - (2%:R / s) *: (w^T *m w); exists H.
have HT : H^T = H by rewrite /H linearB /= linearZ /= trmx1 trmx_mul trmxK.
split.
  rewrite HT /H mulmxBr mulmx1 mulmxBl mul1mx; set W := w^T *m w.
  have WW : W *m W = s *: W by rewrite /W mulmxA -(mulmxA w^T) ww mul_mx_scalar -scalemxAl.
  rewrite -scalemxAl -scalemxAr WW !scalerA.
  have -> : 2%:R / s * (2%:R / s) * s = 2%:R / s + 2%:R / s by field.
  by rewrite scalerDl opprB addrK subrK.
rewrite rowE -/e /H mulmxBr mulmx1 -scalemxAr mulmxA ew mul_scalar_mx scalerA.
have -> : 2%:R / s * z = -1.
  by apply: (mulfI s0); rewrite mulrA [s * (_ / s)]mulrCA divff // mulr1 mulrN1 sE opprK.
by rewrite scaleN1r opprK addrC /w subrK.
Qed.

Lemma spectral_unsorted n (A : 'M[R]_n) : A^T = A ->
  exists (Q : 'M[R]_n) (d : 'rV[R]_n), Q *m Q^T = 1%:M /\ A = Q^T *m diag_mx d *m Q.
Proof.
elim: n A => [|n IH] A sA.
  by exists 1%:M, 0; split; apply/matrixP => -[].
change ('M[R]_(1 + n)) in A.
have sB : (drsubmx A)^T = drsubmx A by rewrite trmx_drsub sA.
have [Q0 [mu [oQ0 eB]]] := IH _ sB.
have [t [v0 [vn ev0]]] := eig_step sA oQ0 eB.
pose v := (Num.sqrt (frob2 v0))^-1 *: v0.
have f0 : 0 < frob2 v0 by rewrite frob2_gt0.
have vv : v *m v^T = 1%:M.
  rewrite [LHS]mx11_scalar; congr (_%:M); rewrite -trace_mx11 -/(frob2 v) -qf1 qfZ qf1.
  by rewrite exprVn sqr_sqrtr ?mulVf ?gt_eqF // ltW.
have ev : v *m A = t *: v by rewrite /v -scalemxAl ev0 !scalerA mulrC.
have [H [oH rH]] := householder vv; have oH' := mulmx1C oH.
have [C CE] : exists C : 'M[R]_(1 + n), C = H *m A *m H^T by exists (H *m A *m H^T).
have sC : C^T = C by rewrite CE !trmx_mul trmxK sA mulmxA.
have r0 j : C 0 j = t * (j == 0)%:R.
  have : row 0 C = t *: delta_mx 0 0.
    rewrite CE !row_mul rH ev -scalemxAl -rH; congr (_ *: _).
    by rewrite rowE -mulmxA oH mulmx1.
  by move/rowP/(_ j); rewrite !mxE eqxx.
have Cul : ulsubmx C = t%:M.
  apply/matrixP => i j; rewrite !ord1 !mxE eqxx mulr1n.
  by rewrite (_ : lshift n 0 = 0) ?r0 ?eqxx ?mulr1 //; apply/val_inj.
have Cur : ursubmx C = 0.
  apply/matrixP => i j; rewrite !ord1 !mxE (_ : lshift n 0 = 0) ?r0 ?mulr0 //.
  exact/val_inj.
have Cdl : dlsubmx C = 0 by rewrite -sC -trmx_ursub Cur trmx0.
have [Q1 [d1 [oQ1 eC]]] := IH (drsubmx C) (etrans (trmx_drsub _) (congr1 _ sC)).
pose U : 'M[R]_(1 + n) := block_mx 1%:M 0 0 Q1.
pose d : 'rV[R]_(1 + n) := row_mx t%:M d1.
have oU : U *m U^T = 1%:M.
  rewrite /U tr_block_mx !trmx0 trmx1 mulmx_block !mulmx0 !mul0mx mulmx1 oQ1 !addr0 add0r.
  by rewrite -scalar_mx_block.
have eU : C = U^T *m diag_mx d *m U.
  rewrite -[C]submxK Cul Cur Cdl eC /U /d tr_block_mx !trmx0 trmx1.
  have -> : diag_mx (row_mx t%:M d1) = block_mx t%:M 0 0 (diag_mx d1) :> 'M[R]_(1 + n).
    rewrite diag_mx_row; congr block_mx.
    by apply/matrixP => i j; rewrite !ord1 !mxE eqxx.
  by rewrite !mulmx_block !(mulmx0, mul0mx, mul1mx, mulmx1, addr0, add0r).
exists (U *m H), d; split.
  by rewrite trmx_mul mulmxA -(mulmxA U) oH mulmx1.
by rewrite trmx_mul !mulmxA -!(mulmxA H^T) -eU CE !mulmxA oH' mul1mx -mulmxA oH' mulmx1.
Qed.

Lemma sort_perm n (d : 'rV[R]_n) :
  exists s : 'S_n, forall i j : 'I_n, (i <= j)%N -> d 0 (s j) <= d 0 (s i).
Proof.
pose ge := fun x y : R => y <= x; pose t := [tuple d 0 i | i < n].
have tot : total ge by move=> x y; apply: le_total.
have tr : transitive ge by move=> y x z xy yz; apply: le_trans yz xy.
have /tuple_permP[p ep] : perm_eq (sort ge t) t by rewrite perm_sort.
have nthE (i : 'I_n) : nth 0 (sort ge t) i = d 0 (p i).
  by rewrite ep nth_mktuple tnth_mktuple.
exists p => i j ij; rewrite -!nthE.
have := sorted_leq_nth tr (fun x => lexx x) 0 (sort_sorted tot t).
by apply => //; rewrite inE size_sort size_tuple.
Qed.

Definition spec n (A Q : 'M[R]_n) (d : 'rV[R]_n) :=
  [/\ Q *m Q^T = 1%:M, A = Q^T *m diag_mx d *m Q
    & forall i j : 'I_n, (i <= j)%N -> d 0 j <= d 0 i].

Theorem spectral n (A : 'M[R]_n) : A^T = A -> exists Q d, spec A Q d.
Proof.
move=> /spectral_unsorted[Q [d [oQ eA]]]; have [s hs] := sort_perm d.
pose P : 'M[R]_n := perm_mx s.
have PP : P *m P^T = 1%:M by rewrite tr_perm_mx -perm_mxM mulgV perm_mx1.
have PP' := mulmx1C PP.
exists (P *m Q), (\row_i d 0 (s i)); split.
- by rewrite trmx_mul mulmxA -(mulmxA P) oQ mulmx1.
- have -> : diag_mx (\row_i d 0 (s i)) = P *m diag_mx d *m P^T.
    rewrite /P tr_perm_mx -row_permE -col_permE; apply/matrixP => i j.
    by rewrite !mxE (inj_eq perm_inj).
  rewrite trmx_mul !mulmxA -(mulmxA _ P^T P) PP' mulmx1.
  by rewrite -(mulmxA _ P^T P) PP' mulmx1.
by move=> i j ij; rewrite !mxE; apply: hs.
Qed.

Section Spec.
Variables (n : nat) (A Q : 'M[R]_n) (d : 'rV[R]_n).
Hypothesis sp : spec A Q d.

Lemma spec_orth : Q *m Q^T = 1%:M. Proof. by case: sp. Qed.
Lemma spec_orth' : Q^T *m Q = 1%:M. Proof. exact: mulmx1C spec_orth. Qed.
Lemma specE : A = Q^T *m diag_mx d *m Q. Proof. by case: sp. Qed.
Lemma spec_sorted (i j : 'I_n) : (i <= j)%N -> d 0 j <= d 0 i. Proof. by case: sp i j. Qed.
Lemma spec_sym : A^T = A.
Proof. by rewrite specE !trmx_mul trmxK tr_diag_mx mulmxA. Qed.

Lemma spec_mul : Q *m A = diag_mx d *m Q.
Proof. by rewrite specE !mulmxA spec_orth mul1mx. Qed.
Lemma spec_eig i : row i Q *m A = d 0 i *: row i Q.
Proof. by rewrite -row_mul spec_mul row_mul row_diag_mx -scalemxAl -rowE. Qed.
Lemma spec_dot i j : row i Q *m (row j Q)^T = (i == j)%:R%:M.
Proof.
apply/matrixP => k l; rewrite !ord1 tr_row -row_mul.
have := congr1 (fun M : 'M[R]_n => M i j) spec_orth; rewrite !mxE => <-.
by rewrite mulr1n; apply: eq_bigr => r _; rewrite !mxE.
Qed.

Lemma spec_qf m (X : 'M[R]_(m, n)) : qf A X = \sum_i d 0 i * \sum_r (X *m Q^T) r i ^+ 2.
Proof. by rewrite -qf_diag /qf /bf specE trmx_mul trmxK !mulmxA. Qed.
Lemma spec_frob2 m (X : 'M[R]_(m, n)) : frob2 X = \sum_i \sum_r (X *m Q^T) r i ^+ 2.
Proof.
rewrite exchange_big -frob2E /frob2 trmx_mul trmxK mulmxA -(mulmxA X).
by rewrite spec_orth' mulmx1.
Qed.

Lemma spec_eigenvalue i : eigenvalue A (d 0 i).
Proof.
apply/eigenvalueP; exists (row i Q); first exact: spec_eig.
apply/negP => /eqP z; have /matrixP/(_ 0 0) := spec_dot i i.
by rewrite z mul0mx !mxE !eqxx => /esym/eqP; rewrite oner_eq0.
Qed.

Lemma eigenvalue_spec t : eigenvalue A t -> exists i, t = d 0 i.
Proof.
case/eigenvalueP => v ev vn; pose y := v *m Q^T.
have yn : y != 0.
  by apply: contraNneq vn => y0; rewrite -[v]mulmx1 -spec_orth' mulmxA -/y y0 mul0mx.
have /rV0Pn[i yi] := yn; exists i; apply: (mulIf yi).
have e : y *m diag_mx d = t *: y.
  have := congr1 (mulmx^~ Q^T) ev; rewrite /= -scalemxAl -/y => <-.
  by rewrite /y specE !mulmxA -(mulmxA _ Q) spec_orth mulmx1.
by have /rowP/(_ i) := e; rewrite mul_mx_diag !mxE mulrC => ->.
Qed.

Lemma spec_psd : psd A <-> forall i, 0 <= d 0 i.
Proof.
split => [hA i|d0]; last first.
  rewrite specE; have := psd_congr Q^T (psd_diag d0); by rewrite trmxK.
have := psd_qf (row i Q) hA; rewrite /qf /bf spec_eig -scalemxAl spec_dot eqxx.
by rewrite linearZ /= trace_mx11 !mxE eqxx mulr1.
Qed.

(* trace against an orthogonal projection *)
Lemma spec_proj P : P^T = P -> P *m P = P ->
  exists p : 'I_n -> R, [/\ forall i, 0 <= p i <= 1, \sum_i p i = \tr P
                          & \tr (A *m P) = \sum_i d 0 i * p i].
Proof.
move=> sP iP; pose P' := Q *m P *m Q^T.
have sP' : P'^T = P' by rewrite /P' !trmx_mul trmxK sP mulmxA.
have iP' : P' *m P' = P'.
  by rewrite /P' !mulmxA -(mulmxA _ Q^T Q) spec_orth' mulmx1 -(mulmxA _ P P) iP.
exists (fun i => P' i i); split => [i||].
- exact: proj_ii.
- by rewrite -/(\tr P') /P' mxtrace_mulC mulmxA spec_orth' mul1mx.
rewrite specE -!mulmxA mxtrace_mulC -mulmxA -/P'.
by apply: eq_bigr => i _; rewrite mul_diag_mx mxE.
Qed.
End Spec.

Section Rayleigh.
Variables (n : nat) (A Q : 'M[R]_n.+1) (d : 'rV[R]_n.+1).
Hypothesis sp : spec A Q d.

Theorem rayleigh_max m (X : 'M[R]_(m, n.+1)) : qf A X <= d 0 0 * frob2 X.
Proof.
rewrite (spec_qf sp) (spec_frob2 sp) mulr_sumr; apply: ler_sum => i _.
apply: ler_wpmul2r; last exact: (spec_sorted sp).
by apply: sumr_ge0 => r _; apply: sqr_ge0.
Qed.
Theorem rayleigh_min m (X : 'M[R]_(m, n.+1)) : d 0 ord_max * frob2 X <= qf A X.
Proof.
rewrite (spec_qf sp) (spec_frob2 sp) mulr_sumr; apply: ler_sum => i _.
apply: ler_wpmul2r; last by apply: (spec_sorted sp); rewrite -ltnS.
by apply: sumr_ge0 => r _; apply: sqr_ge0.
Qed.
Lemma rayleigh_attained i : frob2 (row i Q) = 1 /\ qf A (row i Q) = d 0 i.
Proof.
by rewrite /qf /bf (spec_eig sp) -scalemxAl linearZ /= /frob2 (spec_dot sp) eqxx mxtrace1 mulr1.
Qed.
End Rayleigh.

(* Courant-Fischer: d_k is the min over k linear constraints of the max Rayleigh quotient *)
Section CourantFischer.
Variables (n : nat) (A Q : 'M[R]_n) (d : 'rV[R]_n).
Hypothesis sp : spec A Q d.

Theorem cf_lower (k : 'I_n) (X : 'M[R]_(k, n)) :
  exists x : 'rV[R]_n, [/\ x != 0, x *m X^T = 0 & d 0 k * frob2 x <= qf A x].
Proof.
pose N : 'M[R]_(k.+1, n) := pid_mx k.+1.
have NN : N *m N^T = 1%:M.
  by rewrite /N tr_pid_mx mul_pid_mx minnn (minn_idPr (ltn_ord k)) pid_mx_1.
have [y yn yX] : exists2 y : 'rV[R]_k.+1, y != 0 & y *m (N *m Q *m X^T) = 0.
  have : kermx (N *m Q *m X^T) != 0.
    by rewrite -mxrank_eq0 mxrank_ker -lt0n subn_gt0 ltnS rank_leq_col.
  by case/rowV0Pn => y /sub_kermxP yX yn; exists y.
have zE : y *m N *m Q *m Q^T = y *m N by rewrite -mulmxA (spec_orth sp) mulmx1.
exists (y *m N *m Q); split.
- apply: contraNneq yn => x0; have := congr1 (fun z => z *m Q^T *m N^T) x0.
  by rewrite zE !mul0mx -mulmxA NN mulmx1 => ->.
- by rewrite -!mulmxA mulmxA in yX *; rewrite -yX !mulmxA.
rewrite (spec_qf sp) (spec_frob2 sp) zE mulr_sumr; apply: ler_sum => i _.
case: (leqP i k) => ik.
  apply: ler_wpmul2r; last exact: (spec_sorted sp).
  by apply: sumr_ge0 => r _; apply: sqr_ge0.
rewrite !big1 ?mulr0 // => r _; rewrite mxE big1 ?expr0n // => j _.
rewrite mxE; case: eqP => [e|_]; last by rewrite mulr0.
by move: (ltn_ord j); rewrite e ltnS leqNgt ik.
Qed.

Theorem cf_upper (k : 'I_n) : exists X : 'M[R]_(k, n),
  forall x : 'rV[R]_n, x *m X^T = 0 -> qf A x <= d 0 k * frob2 x.
Proof.
exists (pid_mx k *m Q) => x; rewrite trmx_mul tr_pid_mx mulmxA => x0.
rewrite (spec_qf sp) (spec_frob2 sp) mulr_sumr; apply: ler_sum => i _.
case: (leqP k i) => ki.
  apply: ler_wpmul2r; last exact: (spec_sorted sp).
  by apply: sumr_ge0 => r _; apply: sqr_ge0.
move: (x *m Q^T) x0 => z /rowP/(_ (Ordinal ki)) z0.
have {}z0 : z 0 i = 0.
  move: z0; rewrite mxE (bigD1 i) //= mxE eqxx ki mulr1 big1 ?addr0 => [->|j /negbTE ji].
    by rewrite mxE.
  by rewrite mxE /= -[(j == i :> nat)]/(j == i) ji mulr0.
by rewrite !big1 ?mulr0 // => r _; rewrite ord1 z0 expr0n.
Qed.
End CourantFischer.

(* Weyl: larger quadratic form, larger sorted eigenvalues; so d is determined by A *)
Theorem weyl n (A B Q Q' : 'M[R]_n) d e : spec A Q d -> spec B Q' e ->
  (forall x : 'rV[R]_n, qf A x <= qf B x) -> forall k, d 0 k <= e 0 k.
Proof.
move=> sA sB h k; have [X hX] := cf_upper sB k; have [x [xn x0 hx]] := cf_lower sA X.
have f0 : 0 < frob2 x by rewrite frob2_gt0.
by rewrite -(ler_pmul2r f0); apply: le_trans hx (le_trans (h x) (hX x x0)).
Qed.

Lemma spec_unique n (A Q Q' : 'M[R]_n) d e : spec A Q d -> spec A Q' e -> d = e.
Proof.
move=> sA sB; apply/rowP => k; apply/eqP.
by rewrite eq_le (weyl sA sB) // (weyl sB sA).
Qed.

Lemma psd_sqrt n (A : 'M[R]_n) : psd A -> exists S, psd S /\ S *m S = A.
Proof.
move=> hA; have [Q [d sp]] := spectral (psd_sym hA); have /(spec_psd sp) d0 := hA.
exists (Q^T *m diag_mx (\row_i Num.sqrt (d 0 i)) *m Q); split.
  have := psd_congr Q^T (@psd_diag _ _ (\row_i Num.sqrt (d 0 i)) _); rewrite trmxK; apply => i.
  by rewrite mxE sqrtr_ge0.
rewrite !mulmxA -(mulmxA _ Q Q^T) (spec_orth sp) mulmx1 (specE sp); congr (_ *m _).
rewrite -!mulmxA; congr (_ *m _); apply/matrixP => i j; rewrite mul_diag_mx !mxE.
case: eqP => [->|_]; last by rewrite !mulr0n mulr0.
by rewrite !mulr1n -expr2 sqr_sqrtr.
Qed.

Lemma tail_count n k : \sum_(i < n) (k <= i)%:R = (n - k)%:R :> R.
Proof.
elim: n => [|n IH]; first by rewrite big_ord0.
rewrite big_ord_recr /= IH -natrD; congr (_%:R).
case: leqP => h; first by rewrite subSn // addn1.
have /eqP -> : (n - k == 0)%N by rewrite subn_eq0 ltnW.
by have /eqP -> : (n.+1 - k == 0)%N by rewrite subn_eq0.
Qed.

Lemma tail_weights n (d p : 'I_n -> R) k :
  (forall i j : 'I_n, (i <= j)%N -> d j <= d i) -> (forall i, 0 <= p i <= 1) ->
  exists2 c, (forall b, (forall i, b <= d i) -> b <= 0 -> b <= c) &
  (\sum_(i < n | (k <= i)%N) d i) + c * (\sum_i p i - (n - k)%:R) <= \sum_i d i * p i.
Proof.
case: n d p => [|n] d p ds p01.
  by exists 0 => //; rewrite !big_ord0 mul0r addr0.
pose j : 'I_n.+1 := inord (minn k n); have jE : j = minn k n :> nat by rewrite inordK // ltnS geq_minr.
exists (d j) => [b hb _|]; first exact: hb.
rewrite -tail_count -sumrB mulr_sumr big_mkcond -big_split; apply: ler_sum => i _ /=.
have /andP[p0 p1] := p01 i; rewrite -subr_ge0; case: leqP => ki /=.
  have -> : d i * p i - (d i + d j * (p i - 1)) = (d j - d i) * (1 - p i) by ring.
  apply: mulr_ge0; rewrite subr_ge0 //; apply: ds; rewrite jE.
  by apply: leq_trans ki; apply: geq_minl.
have -> : d i * p i - (0 + d j * (p i - 0%:R)) = (d i - d j) * p i by ring.
apply: mulr_ge0 => //; rewrite subr_ge0; apply: ds.
by rewrite jE leq_min (ltnW ki) /= -ltnS ltn_ord.
Qed.

(* the n - k smallest eigenvalues *)
Theorem ky_fan n (A Q : 'M[R]_n) d P k : spec A Q d -> P^T = P -> P *m P = P ->
  \tr P = (n - k)%:R -> \sum_(i < n | (k <= i)%N) d 0 i <= \tr (A *m P).
Proof.
move=> sp sP iP tP; have [p [p01 ps ->]] := spec_proj sp sP iP.
have [c _] := tail_weights k (spec_sorted sp) p01.
by rewrite ps tP subrr mulr0 addr0.
Qed.

Lemma ky_fan_psd n (A Q : 'M[R]_n) d P k : spec A Q d -> psd A -> P^T = P -> P *m P = P ->
  (n - k)%:R <= \tr P -> \sum_(i < n | (k <= i)%N) d 0 i <= \tr (A *m P).
Proof.
move=> sp hA sP iP tP; have [p [p01 ps ->]] := spec_proj sp sP iP.
have [c hc] := tail_weights k (spec_sorted sp) p01; apply: le_trans; rewrite ler_addl.
by rewrite mulr_ge0 ?hc ?ps ?subr_ge0 //; apply/(spec_psd sp).
Qed.

Section EckartYoung.
Variables (m n : nat) (A : 'M[R]_(m, n)) (Q : 'M[R]_n) (s : 'rV[R]_n).
Hypothesis sp : spec (A^T *m A) Q s.

Lemma sv_ge0 i : 0 <= s 0 i.
Proof. by move: i; apply/(spec_psd sp); apply: psd_gram. Qed.

Lemma frob2_proj P : P^T = P -> P *m P = P -> frob2 (A *m P) = \tr (A^T *m A *m P).
Proof.
by move=> sP iP; rewrite /frob2 trmx_mul sP mulmxA -(mulmxA A) iP mxtrace_mulC mulmxA.
Qed.

Theorem eckart_young k (B : 'M[R]_(m, n)) : (\rank B <= k)%N ->
  \sum_(i < n | (k <= i)%N) s 0 i <= frob2 (A - B).
Proof.
move=> rB; have [sP iP] := proj_compl (prow_sym B) (prow_id B); set P := 1%:M - prow B in sP iP.
apply: le_trans (proj_contract sP iP (A - B)).
have -> : (A - B) *m P = A *m P.
  by rewrite mulmxBl [B *m P]mulmxBr mulmx1 prow_on // subrr subr0.
rewrite frob2_proj //; apply: ky_fan_psd sp (psd_gram A) sP iP _.
rewrite /P linearB /= mxtrace1 tr_prow ler_subr_addr -natrD ler_nat.
have rn := rank_leq_col B; case: (leqP k n) => kn; last first.
  by have /eqP -> : (n - k == 0)%N by rewrite subn_eq0 ltnW.
by apply: (@leq_trans (n - k + k)); rewrite ?leq_add2l // subnK.
Qed.

Theorem eckart_young_attained k : exists2 B : 'M[R]_(m, n), (\rank B <= k)%N &
  frob2 (A - B) = \sum_(i < n | (k <= i)%N) s 0 i.
Proof.
have oQ := spec_orth sp; have oQ' := spec_orth' sp.
pose N : 'M[R]_n := diag_mx (\row_i (i < k)%N%:R).
have NN : N *m N = N.
  apply/matrixP => i j; rewrite mul_diag_mx !mxE.
  by case: (i < k)%N; rewrite ?mul1r ?mul0r ?mul0rn.
pose P := Q^T *m N *m Q.
have sP : P^T = P by rewrite /P !trmx_mul trmxK tr_diag_mx mulmxA.
have iP : P *m P = P by rewrite /P !mulmxA -(mulmxA _ Q Q^T) oQ mulmx1 -(mulmxA _ N N) NN.
have [sC iC] := proj_compl sP iP.
exists (A *m P).
  have eN : N = (pid_mx k : 'M[R]_n).
    apply/matrixP => i j; rewrite !mxE -[(i == j :> nat)]/(i == j).
    by case: (i == j); rewrite ?mulr1n ?mulr0n.
  rewrite /P mulmxA (leq_trans (mxrankM_maxl _ _)) // mulmxA (leq_trans (mxrankM_maxr _ _)) //.
  rewrite eN; case: (leqP k n) => kn; first by rewrite rank_pid_mx.
  exact: leq_trans (rank_leq_row _) (ltnW kn).
have -> : A - A *m P = A *m (1%:M - P) by rewrite mulmxBr mulmx1.
rewrite frob2_proj // mulmxBr mulmx1 linearB /= (specE sp) /P.
rewrite !mulmxA -(mulmxA _ Q Q^T) oQ mulmx1 -!mulmxA !(mxtrace_mulC Q^T) -!mulmxA oQ !mulmx1.
rewrite mxtrace_diag /mxtrace -sumrB [RHS]big_mkcond; apply: eq_bigr => i _.
rewrite mul_diag_mx !mxE eqxx mulr1n; case: leqP => _; first by rewrite mulr0 subr0.
by rewrite mulr1 subrr.
Qed.
End EckartYoung.

(* column weights M: sum_d M_d |V_d - Y_d|^2 over rank Y <= k *)
Section Weighted.
Variables (r n : nat) (M : 'rV[R]_n) (V : 'M[R]_(r, n)) (Q : 'M[R]_n) (s : 'rV[R]_n).
Definition wroot : 'M[R]_n := diag_mx (\row_i Num.sqrt (M 0 i)).
Hypothesis M_ge0 : forall i, 0 <= M 0 i.
Hypothesis sp : spec ((V *m wroot)^T *m (V *m wroot)) Q s.

Lemma qf_wroot m (X : 'M[R]_(m, n)) : qf (diag_mx M) X = frob2 (X *m wroot).
Proof.
rewrite /frob2 trmx_mul tr_diag_mx mulmxA -(mulmxA X) /qf /bf; congr (\tr (X *m _ *m _)).
apply/matrixP => i j; rewrite mul_diag_mx !mxE; case: eqP => [->|_]; last by rewrite !mulr0n mulr0.
by rewrite !mulr1n -expr2 sqr_sqrtr.
Qed.

Theorem eckart_young_w k (Y : 'M[R]_(r, n)) : (\rank Y <= k)%N ->
  \sum_(i < n | (k <= i)%N) s 0 i <= qf (diag_mx M) (V - Y).
Proof.
move=> rY; rewrite qf_wroot mulmxBl; apply: (eckart_young sp).
exact: leq_trans (mxrankM_maxl _ _) rY.
Qed.

Theorem eckart_young_w_attained k : (forall i, 0 < M 0 i) ->
  exists2 Y : 'M[R]_(r, n), (\rank Y <= k)%N &
  qf (diag_mx M) (V - Y) = \sum_(i < n | (k <= i)%N) s 0 i.
Proof.
move=> M0; have [B rB eB] := eckart_young_attained sp k.
pose W := diag_mx (\row_i (Num.sqrt (M 0 i))^-1) : 'M[R]_n.
have WW : W *m wroot = 1%:M.
  apply/matrixP => i j; rewrite mul_diag_mx !mxE; case: eqP => [->|_]; last by rewrite mulr0n mulr0.
  by rewrite mulr1n mulVf // gt_eqF // sqrtr_gt0.
exists (B *m W); first exact: leq_trans (mxrankM_maxl _ _) rB.
by rewrite qf_wroot mulmxBl -(mulmxA B) WW mulmx1.
Qed.
End Weighted.
End Spectral.

