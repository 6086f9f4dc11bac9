(* Positive semidefinite matrices over any ordered field (realFieldType), all sizes.

   cauchy_schwarz, cauchy_schwarz_w   finite sums, plain and with weights w >= 0
   psd_gram, psd_gramT, psdD, psdZ, psd_sum, psd_congr, psd_diag, psd_tr, psd_ii, psd_inv
   psd_cs    tr(X K Y^T)^2 <= tr(X K X^T) tr(Y K Y^T) for K psd
   psd_ker   tr(Y K Y^T) = 0 iff Y K = 0 for K psd
   frob2     squared Frobenius norm tr(X X^T): >= 0, = 0 iff X = 0, sum of squared entries
   prow X    orthogonal projection onto the row space of X: symmetric, idempotent, same
             row space, trace = rank; pythagoras and nearest point (with uniqueness)
   wls       D minimises tr((V - D Z) K (V - D Z)^T) iff (V - D Z) K Z^T = 0; a
             minimiser exists; the excess loss is exactly qf K ((D' - D) Z);
             qf_diag turns K = diag_mx M into the weighted sum of squares.            *)
From mathcomp Require Import all_ssreflect all_algebra ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Cauchy.
Variables (R : realFieldType) (I : finType) (P : pred I).
Implicit Types (w a b : I -> R).

Lemma lagrange w a b :
  \sum_(i | P i) \sum_(j | P j) w i * w j * (a i * b j - a j * b i) ^+ 2 =
  2%:R * ((\sum_(i | P i) w i * a i ^+ 2) * (\sum_(i | P i) w i * b i ^+ 2) -
          (\sum_(i | P i) w i * (a i * b i)) ^+ 2).
Proof.
pose f i := w i * a i ^+ 2; pose g i := w i * b i ^+ 2; pose h i := w i * (a i * b i).
have dl (u v : I -> R) :
    \sum_(i | P i) \sum_(j | P j) u i * v j = (\sum_(i | P i) u i) * (\sum_(i | P i) v i).
  by rewrite big_distrlr.
rewrite -[\sum_(i | P i) w i * a i ^+ 2]/(\sum_(i | P i) f i).
rewrite -[\sum_(i | P i) w i * b i ^+ 2]/(\sum_(i | P i) g i).
rewrite -[\sum_(i | P i) w i * (a i * b i)]/(\sum_(i | P i) h i).
transitivity (\sum_(i | P i) \sum_(j | P j) (f i * g j + g i * f j - 2%:R * (h i * h j))).
  by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite /f /g /h !expr2; ring.
under eq_bigr do rewrite big_split sumrN big_split -mulr_sumr.
rewrite big_split sumrN big_split -mulr_sumr /= !dl.
move: (\sum_(i | P i) f i) (\sum_(i | P i) g i) (\sum_(i | P i) h i) => F G H.
by rewrite !expr2; ring.
Qed.

Theorem cauchy_schwarz_w w a b : (forall i, P i -> 0 <= w i) ->
  (\sum_(i | P i) w i * (a i * b i)) ^+ 2 <=
  (\sum_(i | P i) w i * a i ^+ 2) * (\sum_(i | P i) w i * b i ^+ 2).
Proof.
move=> w0; rewrite -subr_ge0 -(pmulr_rge0 _ (ltr0Sn R 1)) -lagrange.
apply: sumr_ge0 => i Pi; apply: sumr_ge0 => j Pj.
by apply: mulr_ge0 (sqr_ge0 _); apply: mulr_ge0; apply: w0.
Qed.

Theorem cauchy_schwarz a b :
  (\sum_(i | P i) a i * b i) ^+ 2 <= (\sum_(i | P i) a i ^+ 2) * (\sum_(i | P i) b i ^+ 2).
Proof.
have := @cauchy_schwarz_w (fun _ => 1) a b (fun _ _ => ler01).
by under eq_bigr do rewrite mul1r; under [X in _ <= X * _]eq_bigr do rewrite mul1r;
   under [X in _ <= _ * X]eq_bigr do rewrite mul1r.
Qed.
End Cauchy.

Section Psd.
Variable R : realFieldType.

Definition bf m n (K : 'M[R]_n) (X Y : 'M[R]_(m, n)) : R := \tr (X *m K *m Y^T).
Definition qf m n (K : 'M[R]_n) (X : 'M[R]_(m, n)) : R := bf K X X.
Definition psd n (K : 'M[R]_n) := K^T = K /\ forall u : 'rV[R]_n, 0 <= (u *m K *m u^T) 0 0.
Definition frob2 m n (X : 'M[R]_(m, n)) : R := \tr (X *m X^T).

Section Forms.
Variables (m n : nat).
Implicit Types (K : 'M[R]_n) (X Y Z : 'M[R]_(m, n)) (c : R).

Lemma bfDl K X Y Z : bf K (X + Y) Z = bf K X Z + bf K Y Z.
Proof. by rewrite /bf !mulmxDl linearD. Qed.
Lemma bfDr K X Y Z : bf K Z (X + Y) = bf K Z X + bf K Z Y.
Proof. by rewrite /bf linearD /= mulmxDr linearD. Qed.
Lemma bfZl K c X Y : bf K (c *: X) Y = c * bf K X Y.
Proof. by rewrite /bf -!scalemxAl linearZ. Qed.
Lemma bfZr K c X Y : bf K X (c *: Y) = c * bf K X Y.
Proof. by rewrite /bf linearZ /= -scalemxAr linearZ. Qed.
Lemma bfNl K X Y : bf K (- X) Y = - bf K X Y.
Proof. by rewrite -scaleN1r bfZl mulN1r. Qed.
Lemma bfNr K X Y : bf K X (- Y) = - bf K X Y.
Proof. by rewrite -scaleN1r bfZr mulN1r. Qed.
Lemma bfC K X Y : K^T = K -> bf K X Y = bf K Y X.
Proof. by move=> s; rewrite /bf -mxtrace_tr !trmx_mul trmxK s mulmxA. Qed.
Lemma qfD K X Y : K^T = K -> qf K (X + Y) = qf K X + 2%:R * bf K X Y + qf K Y.
Proof. by move=> s; rewrite /qf !bfDl !bfDr (bfC Y X s); ring. Qed.
Lemma qfN K X : qf K (- X) = qf K X. Proof. by rewrite /qf bfNl bfNr opprK. Qed.
Lemma qfB K X Y : K^T = K -> qf K (X - Y) = qf K X - 2%:R * bf K X Y + qf K Y.
Proof. by move=> s; rewrite qfD // bfNr qfN mulrN. Qed.
Lemma qfZ K c X : qf K (c *: X) = c ^+ 2 * qf K X.
Proof. by rewrite /qf bfZl bfZr mulrA expr2. Qed.
Lemma qf0 K : qf K (0 : 'M[R]_(m, n)) = 0.
Proof. by rewrite /qf /bf !mul0mx mxtrace0. Qed.
Lemma qf1 X : qf 1%:M X = frob2 X. Proof. by rewrite /qf /bf mulmx1. Qed.

Lemma qf_rows K X : qf K X = \sum_i (row i X *m K *m (row i X)^T) 0 0.
Proof.
apply: eq_bigr => i _; rewrite -row_mul mxE [RHS]mxE.
by apply: eq_bigr => j _; rewrite !mxE.
Qed.

(* weights on the columns *)
Lemma qf_diag (M : 'rV[R]_n) X : qf (diag_mx M) X = \sum_d M 0 d * \sum_i X i d ^+ 2.
Proof.
rewrite /qf /bf /mxtrace.
transitivity (\sum_i \sum_d M 0 d * X i d ^+ 2).
  apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => d _.
  by rewrite mul_mx_diag !mxE expr2 mulrA [M 0 d * _]mulrC.
by rewrite exchange_big; apply: eq_bigr => d _; rewrite mulr_sumr.
Qed.

Lemma frob2E X : frob2 X = \sum_i \sum_j X i j ^+ 2.
Proof. by apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => j _; rewrite mxE expr2. Qed.

Lemma frob2_ge0 X : 0 <= frob2 X.
Proof. by rewrite frob2E; apply: sumr_ge0 => i _; apply: sumr_ge0 => j _; apply: sqr_ge0. Qed.

Lemma frob2_eq0 X : (frob2 X == 0) = (X == 0).
Proof.
apply/eqP/eqP => [|->]; last by rewrite /frob2 mul0mx mxtrace0.
rewrite frob2E => /eqP; rewrite psumr_eq0 => [/allP h|i _]; last first.
  by apply: sumr_ge0 => j _; apply: sqr_ge0.
apply/matrixP => i j; have := h i; rewrite mem_index_enum => /(_ isT) /=.
rewrite psumr_eq0 => [/allP/(_ j)|k _]; last exact: sqr_ge0.
by rewrite mem_index_enum => /(_ isT) /=; rewrite sqrf_eq0 mxE => /eqP.
Qed.

Lemma frob2_gt0 X : (0 < frob2 X) = (X != 0).
Proof. by rewrite lt_def frob2_ge0 andbT frob2_eq0. Qed.

Lemma psd_sym K : psd K -> K^T = K. Proof. by case. Qed.
Lemma psd_qf K X : psd K -> 0 <= qf K X.
Proof. by case=> _ h; rewrite qf_rows; apply: sumr_ge0 => i _. Qed.

Theorem psd_cs K X Y : psd K -> bf K X Y ^+ 2 <= qf K X * qf K Y.
Proof.
move=> hK; have s := psd_sym hK; set b := bf K X Y.
have [c0|c0] := ltP 0 (qf K X).
  rewrite -subr_ge0 -(pmulr_rge0 _ c0).
  have -> : qf K X * (qf K X * qf K Y - b ^+ 2) = qf K (qf K X *: Y - b *: X).
    by rewrite qfB // !qfZ bfZl bfZr (bfC Y X s) -/b !expr2; ring.
  exact: psd_qf.
have {c0} c0 : qf K X = 0 by apply/eqP; rewrite eq_le c0 psd_qf.
rewrite c0 mul0r; have [->|bn] := eqVneq b 0; first by rewrite expr0n.
have := psd_qf (Y - ((qf K Y + 1) / (2%:R * b)) *: X) hK.
rewrite qfB // qfZ bfZr (bfC Y X s) -/b c0 mulr0 addr0.
have -> : 2%:R * ((qf K Y + 1) / (2%:R * b) * b) = qf K Y + 1.
  by field; rewrite bn.
by rewrite opprD addrA subrr sub0r oppr_ge0 lt_geF ?ltr01.
Qed.
End Forms.

Lemma frob2_tr m n (X : 'M[R]_(m, n)) : frob2 X^T = frob2 X.
Proof. by rewrite /frob2 trmxK mxtrace_mulC. Qed.

Theorem psd_ker m n (K : 'M[R]_n) (Y : 'M[R]_(m, n)) : psd K -> (qf K Y == 0) = (Y *m K == 0).
Proof.
move=> hK; apply/eqP/eqP => [h|h]; last by rewrite /qf /bf h mul0mx mxtrace0.
have := psd_cs Y (Y *m K) hK; rewrite h mul0r => le0.
have : bf K Y (Y *m K) ^+ 2 == 0 by rewrite eq_le le0 sqr_ge0.
by rewrite sqrf_eq0 /bf -/(frob2 _) frob2_eq0 => /eqP.
Qed.

Lemma qf_row n (K : 'M[R]_n) (u : 'rV[R]_n) : (u *m K *m u^T) 0 0 = qf K u.
Proof. by rewrite /qf /bf trace_mx11. Qed.

Lemma psdP n (K : 'M[R]_n) : K^T = K -> (forall u : 'rV[R]_n, 0 <= qf K u) -> psd K.
Proof. by move=> s h; split => // u; rewrite qf_row. Qed.

Lemma psd_cV n (K : 'M[R]_n) (x : 'cV[R]_n) : psd K -> 0 <= (x^T *m K *m x) 0 0.
Proof. by case=> _ /(_ x^T); rewrite trmxK. Qed.

Lemma psd_congr m n (K : 'M[R]_n) (X : 'M[R]_(m, n)) : psd K -> psd (X *m K *m X^T).
Proof.
case=> s h; split; first by rewrite !trmx_mul trmxK s mulmxA.
by move=> u; have := h (u *m X); rewrite trmx_mul !mulmxA.
Qed.

Lemma psd1 n : psd (1%:M : 'M[R]_n).
Proof. by apply: psdP => [|u]; [exact: trmx1 | rewrite qf1 frob2_ge0]. Qed.
Lemma psd0 n : psd (0 : 'M[R]_n).
Proof. by split => [|u]; [exact: trmx0 | rewrite mulmx0 mul0mx mxE]. Qed.
Lemma psd_gramT m n (X : 'M[R]_(m, n)) : psd (X *m X^T).
Proof. by have := psd_congr X (psd1 n); rewrite mulmx1. Qed.
Lemma psd_gram m n (X : 'M[R]_(m, n)) : psd (X^T *m X).
Proof. by have := psd_gramT X^T; rewrite trmxK. Qed.

Lemma psdD n (K L : 'M[R]_n) : psd K -> psd L -> psd (K + L).
Proof.
move=> [sK hK] [sL hL]; split; first by rewrite linearD /= sK sL.
by move=> u; rewrite mulmxDr mulmxDl mxE addr_ge0.
Qed.
Lemma psdZ n c (K : 'M[R]_n) : 0 <= c -> psd K -> psd (c *: K).
Proof.
move=> c0 [sK hK]; split; first by rewrite linearZ /= sK.
by move=> u; rewrite -scalemxAr -scalemxAl mxE mulr_ge0.
Qed.
Lemma psd_sum n (I : Type) (r : seq I) (P : pred I) (F : I -> 'M[R]_n) :
  (forall i, P i -> psd (F i)) -> psd (\sum_(i <- r | P i) F i).
Proof. by move=> h; apply: big_ind => //; [exact: psd0 | move=> *; exact: psdD]. Qed.

Lemma psd_diag n (d : 'rV[R]_n) : (forall i, 0 <= d 0 i) -> psd (diag_mx d).
Proof.
move=> d0; apply: psdP => [|u]; first exact: tr_diag_mx.
by rewrite qf_diag; apply: sumr_ge0 => i _; rewrite mulr_ge0 // sumr_ge0 // => j _; rewrite sqr_ge0.
Qed.

Lemma psd_ii n (K : 'M[R]_n) i : psd K -> 0 <= K i i.
Proof.
case=> _ /(_ (delta_mx 0 i)); rewrite -rowE trmx_delta -colE !mxE.
by [].
Qed.
Lemma psd_tr n (K : 'M[R]_n) : psd K -> 0 <= \tr K.
Proof. by move=> hK; apply: sumr_ge0 => i _; apply: psd_ii. Qed.
Lemma psd_inv n (K : 'M[R]_n) : psd K -> K \in unitmx -> psd (invmx K).
Proof.
move=> hK uK; have e : invmx K = invmx K *m K *m (invmx K)^T.
  by rewrite trmx_inv (psd_sym hK) mulmxK.
by rewrite e; apply: psd_congr.
Qed.
Lemma psd_mxtrace m n (K : 'M[R]_n) (Y : 'M[R]_(m, n)) : psd K -> 0 <= \tr (Y *m K *m Y^T).
Proof. exact: psd_qf. Qed.
Lemma trace_gram_ge0 m n (X : 'M[R]_(m, n)) : 0 <= \tr (X^T *m X).
Proof. by rewrite mxtrace_mulC; apply: frob2_ge0. Qed.
Lemma trace_gram_eq0 m n (X : 'M[R]_(m, n)) : (\tr (X^T *m X) == 0) = (X == 0).
Proof. by rewrite mxtrace_mulC; apply: frob2_eq0. Qed.

(* any symmetric idempotent *)
Section Orth.
Variables (n : nat) (P : 'M[R]_n).
Hypotheses (Psym : P^T = P) (Pid : P *m P = P).

Lemma proj_cross m l (Y : 'M[R]_(m, n)) (Z : 'M[R]_(l, n)) : (Y - Y *m P) *m (Z *m P)^T = 0.
Proof. by rewrite trmx_mul Psym mulmxA mulmxBl -mulmxA Pid subrr mul0mx. Qed.

Lemma proj_pythagoras m (Y Z : 'M[R]_(m, n)) : Z *m P = Z ->
  frob2 (Y - Z) = frob2 (Y - Y *m P) + frob2 (Y *m P - Z).
Proof.
move=> ZP; have -> : Y - Z = (Y - Y *m P) + (Y *m P - Z) by rewrite addrA subrK.
rewrite -!qf1 qfD ?trmx1 //; have -> : Y *m P - Z = (Y - Z) *m P by rewrite mulmxBl ZP.
by rewrite /bf mulmx1 proj_cross mxtrace0 mulr0 addr0.
Qed.

Lemma proj_split m (Y : 'M[R]_(m, n)) : frob2 Y = frob2 (Y - Y *m P) + frob2 (Y *m P).
Proof. by have := @proj_pythagoras _ Y 0 (mul0mx _ _); rewrite !subr0. Qed.

Lemma proj_contract m (Y : 'M[R]_(m, n)) : frob2 (Y *m P) <= frob2 Y.
Proof. by rewrite [X in _ <= X]proj_split ler_addr frob2_ge0. Qed.

Lemma proj_psd : psd P.
Proof. by rewrite -Pid -{1}Psym; apply: psd_gram. Qed.

Lemma proj_compl : (1%:M - P)^T = 1%:M - P /\ (1%:M - P) *m (1%:M - P) = 1%:M - P.
Proof.
split; first by rewrite linearB /= trmx1 Psym.
by rewrite mulmxBr mulmx1 mulmxBl mul1mx Pid subrr subr0.
Qed.

Lemma proj_ii i : 0 <= P i i <= 1.
Proof.
have [s d] := proj_compl; apply/andP; split; first exact: psd_ii proj_psd.
have hp : psd (1%:M - P) by rewrite -d -{1}s; apply: psd_gram.
by have := psd_ii i hp; rewrite !mxE eqxx subr_ge0.
Qed.
End Orth.

(* orthogonal projection onto a row space *)
Lemma gram_unit r n (B : 'M[R]_(r, n)) : row_free B -> B *m B^T \in unitmx.
Proof.
move=> fB; rewrite -row_free_unit -kermx_eq0; apply/rowV0P => u /sub_kermxP e.
have : frob2 (u *m B) == 0 by rewrite /frob2 trmx_mul mulmxA -(mulmxA u) e mul0mx mxtrace0.
by rewrite frob2_eq0 mulmx_free_eq0 // => /eqP.
Qed.

Section Gproj.
Variables (r n : nat) (B : 'M[R]_(r, n)).
Hypothesis fB : row_free B.
Definition gproj : 'M[R]_n := B^T *m invmx (B *m B^T) *m B.
Let uB := gram_unit fB.

Lemma gproj_sym : gproj^T = gproj.
Proof. by rewrite /gproj !trmx_mul trmx_inv trmx_mul trmxK mulmxA. Qed.
Lemma gproj_id : gproj *m gproj = gproj.
Proof. by rewrite /gproj !mulmxA -(mulmxA _ B) mulmxKV. Qed.
Lemma gproj_on m (Y : 'M[R]_(m, n)) : (Y <= B)%MS -> Y *m gproj = Y.
Proof. by case/submxP=> D ->; rewrite /gproj !mulmxA -(mulmxA D) mulmxK. Qed.
Lemma gproj_orth m (Y : 'M[R]_(m, n)) : Y *m B^T = 0 -> Y *m gproj = 0.
Proof. by move=> e; rewrite /gproj !mulmxA e !mul0mx. Qed.
Lemma tr_gproj : \tr gproj = r%:R.
Proof. by rewrite /gproj mxtrace_mulC mulmxA mulmxV // mxtrace1. Qed.
End Gproj.

Section Prow.
Variables (k n : nat) (X : 'M[R]_(k, n)).
Definition prow : 'M[R]_n := gproj (row_base X).
Let fB := row_base_free X.

Lemma prow_sym : prow^T = prow. Proof. exact: gproj_sym. Qed.
Lemma prow_id : prow *m prow = prow. Proof. exact: gproj_id. Qed.
Lemma tr_prow : \tr prow = (\rank X)%:R. Proof. exact: tr_gproj. Qed.
Lemma prow_sub m (Y : 'M[R]_(m, n)) : (Y *m prow <= X)%MS.
Proof. by rewrite -(eq_row_base X) /prow /gproj mulmxA submxMl. Qed.
Lemma prow_on m (Y : 'M[R]_(m, n)) : (Y <= X)%MS -> Y *m prow = Y.
Proof. by rewrite -(eq_row_base X) => h; apply: gproj_on. Qed.
Lemma prow_eq : (prow :=: X)%MS.
Proof.
apply/eqmxP; apply/andP; split; first by rewrite -[prow]mul1mx prow_sub.
by rewrite -[X in (X <= _)%MS](prow_on (submx_refl X)) submxMl.
Qed.
Lemma prow_subP m (Y : 'M[R]_(m, n)) : (Y <= X)%MS = (Y *m prow == Y).
Proof. by apply/idP/eqP => [/prow_on//|<-]; apply: prow_sub. Qed.
Lemma prow_orth m (Y : 'M[R]_(m, n)) : Y *m X^T = 0 -> Y *m prow = 0.
Proof.
move=> e; apply: gproj_orth; have /submxP[D ->] : (row_base X <= X)%MS by rewrite eq_row_base.
by rewrite trmx_mul mulmxA e mul0mx.
Qed.
Lemma prow_residual m (Y : 'M[R]_(m, n)) : (Y - Y *m prow) *m X^T = 0.
Proof.
have -> : X^T = (X *m prow)^T by rewrite prow_on.
by rewrite (proj_cross prow_sym prow_id).
Qed.

Theorem pythagoras m (Y Z : 'M[R]_(m, n)) : (Z <= X)%MS ->
  frob2 (Y - Z) = frob2 (Y - Y *m prow) + frob2 (Y *m prow - Z).
Proof. by move=> /prow_on ZP; apply: proj_pythagoras => //; [exact: prow_sym | exact: prow_id]. Qed.

Theorem nearest m (Y Z : 'M[R]_(m, n)) : (Z <= X)%MS ->
  frob2 (Y - Y *m prow) <= frob2 (Y - Z) ?= iff (Z == Y *m prow).
Proof.
move=> ZX; split; first by rewrite (pythagoras Y ZX) ler_addl frob2_ge0.
by rewrite (pythagoras Y ZX) eq_sym -subr_eq0 addrC addKr frob2_eq0 subr_eq0 eq_sym.
Qed.
End Prow.

(* weighted least squares *)
Section Wls.
Variables (n q r : nat) (K : 'M[R]_n) (V : 'M[R]_(r, n)) (Z : 'M[R]_(q, n)).
Hypothesis hK : psd K.
Implicit Type D : 'M[R]_(r, q).
Definition wloss D : R := qf K (V - D *m Z).
Definition wls_normal D := (V - D *m Z) *m K *m Z^T = 0.

Lemma wls_gap D D' : wls_normal D -> wloss D' = wloss D + qf K ((D' - D) *m Z).
Proof.
move=> nD; have -> : wloss D' = qf K ((V - D *m Z) - (D' - D) *m Z).
  by rewrite mulmxBl opprB addrA subrK.
rewrite qfB ?psd_sym // {1}/bf trmx_mul mulmxA nD mul0mx mxtrace0.
by rewrite mulr0 subr0.
Qed.

Theorem wls D : wls_normal D <-> forall D', wloss D <= wloss D'.
Proof.
split => [nD D'|opt]; first by rewrite (wls_gap D' nD) ler_addl psd_qf.
apply/eqP; set N := _ *m Z^T; rewrite -frob2_eq0; apply: contraT => fN.
pose Q := qf K (N *m Z); pose t := frob2 N / (Q + 1).
have Q1 : 0 < Q + 1 by rewrite ltr_paddl ?ltr01 ?psd_qf.
have := opt (D + t *: N); have -> : wloss (D + t *: N) = qf K ((V - D *m Z) - t *: (N *m Z)).
  by rewrite /wloss mulmxDl -scalemxAl opprD addrA.
rewrite qfB ?psd_sym // qfZ bfZr {1}/bf trmx_mul mulmxA -/N -/(frob2 N) -/Q.
rewrite -/(wloss D) -addrA ler_addl => h.
have : 0 <= - (frob2 N / (Q + 1)) ^+ 2 * (Q + 2%:R).
  suff -> : - (frob2 N / (Q + 1)) ^+ 2 * (Q + 2%:R) =
    - (2%:R * (t * frob2 N)) + t ^+ 2 * Q by [].
  by rewrite /t; field; rewrite gt_eqF.
rewrite mulNr oppr_ge0 leNgt mulr_gt0 //.
  by rewrite exprn_gt0 // divr_gt0 // frob2_gt0 -frob2_eq0.
by rewrite ltr_paddl ?ltr0n ?psd_qf.
Qed.

Lemma wls_sub : (V *m K *m Z^T <= Z *m K *m Z^T)%MS.
Proof.
suff /eqmxP e : (Z *m K *m Z^T == K *m Z^T)%MS by rewrite e -mulmxA submxMl.
have sK := psd_sym hK.
rewrite -mulmxA submxMl /= (mulmxA Z) -(geq_leqif (mxrank_leqif_sup _)) ?mulmxA; last first.
  by rewrite -mulmxA submxMl.
have -> : \rank (K *m Z^T) = \rank (Z *m K) by rewrite -mxrank_tr trmx_mul trmxK sK.
have := mxrank_ker (Z *m K); have := mxrank_ker (Z *m K *m Z^T).
have le : (\rank (kermx (Z *m K *m Z^T)) <= \rank (kermx (Z *m K)))%N.
  apply: mxrankS; apply/row_subP => i; apply/sub_kermxP.
  set u := row i _; have e : u *m (Z *m K *m Z^T) = 0.
    by apply/sub_kermxP; rewrite row_sub.
  apply/eqP; rewrite mulmxA -(psd_ker _ hK) /qf /bf trmx_mul mulmxA -!mulmxA.
  by rewrite !mulmxA -(mulmxA u) -(mulmxA u) e mul0mx mxtrace0.
move=> e1 e2; rewrite e1 e2 in le; have l1 := rank_leq_row (Z *m K).
have l2 := rank_leq_row (Z *m K *m Z^T).
move: le; rewrite leq_subLR addnBA // leq_subRL ?leq_add2r //.
exact: leq_trans l1 (leq_addl _ _).
Qed.

Theorem wls_exists : exists D, wls_normal D.
Proof.
have /submxP[D eD] := wls_sub; exists D.
by rewrite /wls_normal !mulmxBl eD !mulmxA subrr.
Qed.

Lemma wls_argmin : exists D, forall D', wloss D <= wloss D'.
Proof. by have [D /wls h] := wls_exists; exists D. Qed.

Lemma wls_unique D D' : wls_normal D -> wls_normal D' -> (D *m Z) *m K = (D' *m Z) *m K.
Proof.
move=> nD nD'; apply/eqP; rewrite -subr_eq0 -!mulmxBl -(psd_ker _ hK).
have := wls_gap D' nD; have := wls_gap D nD' => -> /eqP.
rewrite -addrA -{1}[wloss D']addr0 (inj_eq (addrI _)) eq_sym.
by rewrite paddr_eq0 ?psd_qf // => /andP[].
Qed.
End Wls.
End Psd.

