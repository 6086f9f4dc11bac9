(* On a cell of the sphere the atoms that are active give D_S W_S = I and D_S b_S = 0; a sphere has cells at x and -x. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors GenericPoints SpherePoints.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Exact.
Variables (R : realFieldType) (p n : nat) (D : 'M[R]_(p, n)) (W : 'M[R]_(n, p)) (b : 'cV[R]_n).
Implicit Types (x v y : 'cV[R]_p).
Notation pre := (pre W b).
Notation clear := (clear W b).
Hypothesis p2 : (2 <= p)%N.
Definition rv (a : 'cV[R]_n) : 'cV[R]_n := \col_j relu (a j 0).
Definition on x := [set j | 0 < pre x j 0].
Hypothesis exact : forall x, norm2 x = 1 -> D *m rv (pre x) = x.
Hypothesis sparse : forall x, norm2 x = 1 -> (#|on x| <= p)%N.

Definition chosen (S : {set 'I_n}) : 'M[R]_n := diag_mx (\row_j (j \in S)%:R).

Lemma chosenE S m (B : 'M[R]_(n, m)) i k : (chosen S *m B) i k = (i \in S)%:R * B i k.
Proof. by rewrite mul_diag_mx !mxE. Qed.
Lemma chosen_idem S : chosen S *m chosen S = chosen S.
Proof. by apply/matrixP => i k; rewrite chosenE !mxE; case: (i \in S); rewrite ?mul1r // mul0r mul0rn. Qed.
Lemma chosen_rank S : (\rank (chosen S) <= #|S|)%N.
Proof.
have -> : chosen S = \sum_(i in S) delta_mx i i.
  apply/matrixP => i k; rewrite summxE !mxE; case: (boolP (i \in S)) => h.
    by rewrite (bigD1 i) //= big1 ?addr0 ?mxE ?eqxx //= 1?eq_sym // => l /andP[_ li]; rewrite mxE [i == l]eq_sym (negbTE li).
  rewrite mul0rn big1 // => l lS; have il : (i == l) = false by apply: contraNF h => /eqP ->.
  by rewrite mxE il.
rewrite -sum1_card; elim/big_ind2: _ => [|A u B v hA hB|i _]; first by rewrite mxrank0.
  by apply: leq_trans (mxrank_add _ _) _; apply: leq_add.
by rewrite mxrank_delta.
Qed.

Lemma on_code x : rv (pre x) = chosen (on x) *m pre x.
Proof.
apply/matrixP => j k; rewrite (ord1 k) chosenE [LHS]mxE reluE inE.
by case: ifP => _; rewrite ?mul1r ?mul0r.
Qed.

Section Cell.
Variable x : 'cV[R]_p.
Hypotheses (x1 : norm2 x = 1) (cx : clear x).
Let S := on x.
Let M : 'M[R]_p := D *m chosen S *m W - 1%:M.
Let g : 'cV[R]_p := D *m chosen S *m b.

Lemma here : M *m x + g = 0.
Proof.
have := exact x1; rewrite on_code -/S /pre mulmxDr mulmxDr !mulmxA => e.
by rewrite /M mulmxBl mul1mx addrAC e subrr.
Qed.

Lemma turned_on v : exists2 e, 0 < e & forall t, 0 < t -> t <= e -> on (turned x v t) = S.
Proof.
have [e e0 he] := keeps W b x v; exists e => // t t0 te; apply/setP => j; rewrite !inE.
have [h1 h2 _] := he t t0 te j; apply/idP/idP => h; last exact: h1.
case: (ltrgtP (pre x j 0) 0) => [s|//|z].
  by have := h2 s; rewrite ltNge ltW.
have aj : ~~ alive W b j by apply/negP => aj; have := cx aj; rewrite z eqxx.
move: aj h; rewrite negb_or negbK => /andP[lj /eqP bj].
by rewrite preE bj addr0 dead_row // ltxx.
Qed.

Lemma along v : dot x v = 0 -> M *m v = 0 /\ (v != 0 -> g = M *m x).
Proof.
move=> xv; have [e e0 he] := turned_on v; have hx := here.
have at_ t : 0 < t -> t <= e -> (2%:R * t) *: (M *m v) + (norm2 v * t ^+ 2) *: (g - M *m x) = 0.
  move=> t0 te; have := exact (turned_unit t x1 xv); rewrite on_code (he t t0 te) /pre mulmxDr mulmxDr !mulmxA => ex.
  have s0 : size_ v t != 0 by rewrite gt_eqF // size_gt0.
  have : M *m turned x v t + g = 0 by rewrite /M mulmxBl mul1mx addrAC ex subrr.
  move/(congr1 (fun u => size_ v t *: u)); rewrite scaler0 scalerDr /turned -scalemxAr scalerA mulfV // scale1r /arc.
  rewrite mulmxDr -!scalemxAr => <-.
  have -> : g = - (M *m x) by apply/eqP; rewrite -addr_eq0 addrC hx.
  rewrite /size_; apply/matrixP => i k; rewrite !mxE.
  by move: (\sum_j _) (\sum_j _) (norm2 v) => a c s; ring.
have e2 : 0 < e / 2%:R by rewrite divr_gt0 ?ltr0n.
have e2e : e / 2%:R <= e by rewrite ler_pdivr_mulr ?ltr0n // mulr_natr mulr2n ler_addl ltW.
have h1 := at_ e e0 (lexx e); have h2 := at_ (e / 2%:R) e2 e2e.
have z : (norm2 v * e ^+ 2) *: (g - M *m x) = 0.
  have h3 : (2%:R * e) *: (M *m v) + (norm2 v * e ^+ 2 / 2%:R) *: (g - M *m x) = 0.
    have /(congr1 (fun u => 2%:R *: u)) := h2; rewrite scaler0 scalerDr !scalerA => <-.
    by move: (norm2 v) => s; congr (_ *: _ + _ *: _); field.
  have /eqP : (norm2 v * e ^+ 2 - norm2 v * e ^+ 2 / 2%:R) *: (g - M *m x) = 0.
    have sub (A B C : 'cV[R]_p) : A + B = 0 -> A + C = 0 -> B - C = 0.
      by move=> ab ac; rewrite -[B](addKr A) ab -[C](addKr A) ac subrr.
    by rewrite scalerBl; apply: sub h1 h3.
  rewrite scaler_eq0 => /orP[|/eqP ->]; last by rewrite scaler0.
  move: (norm2 v * e ^+ 2) => d; rewrite (_ : d - d / 2%:R = d / 2%:R); last by field.
  by rewrite mulf_eq0 invr_eq0 pnatr_eq0 orbF => /eqP ->; rewrite scale0r.
split.
  have := h1; rewrite z addr0 => /eqP; rewrite scaler_eq0 mulf_eq0 pnatr_eq0 (gt_eqF e0) /=.
  by move/eqP.
move=> v0; have := z => /eqP; rewrite scaler_eq0 mulf_eq0 norm2_eq0 (negbTE v0) expf_eq0 (gt_eqF e0) /= subr_eq0.
by move/eqP.
Qed.

Lemma cell : D *m chosen S *m W = 1%:M /\ D *m chosen S *m b = 0.
Proof.
have [v [xv v0 _]] := direction W p2 x1.
have [_ /(_ v0) gM] := along xv; have hx := here.
have g0 : g = 0.
  have : g + g = 0 by rewrite {1}gM hx.
  by move/eqP; rewrite -mulr2n -scaler_nat scaler_eq0 pnatr_eq0 => /eqP.
have Mx : M *m x = 0 by rewrite -gM.
split; last exact: g0.
apply/eqP; rewrite -subr_eq0 -/M; apply/eqP/matrixP => i k.
have -> : M i k = (M *m (delta_mx k 0 : 'cV[R]_p)) i 0 by rewrite -colE [RHS]mxE.
have -> : delta_mx k 0 = off x *m delta_mx k 0 + x *m (x^T *m delta_mx k 0) :> 'cV[R]_p.
  by rewrite /off mulmxBl mul1mx mulmxA subrK.
by rewrite mulmxDr (along (off_orth _ x1)).1 mulmxA Mx mul0mx addr0 [LHS]mxE [RHS]mxE.
Qed.

Lemma full : chosen S *m W *m (D *m chosen S) = chosen S /\ #|S| = p.
Proof.
have [unit _] := cell.
have pS : (p <= #|S|)%N.
  apply: leq_trans (chosen_rank S); rewrite -{1}(mxrank1 R p) -unit.
  by apply: leq_trans (mxrankM_maxl _ _) _; apply: mxrankM_maxr.
have Sp : #|S| = p by apply/eqP; rewrite eqn_leq pS andbT sparse.
split=> //; pose E := chosen S *m W *m (D *m chosen S).
have EP : E *m chosen S = E by rewrite /E -!mulmxA chosen_idem.
have PE : chosen S *m E = E by rewrite /E !mulmxA chosen_idem.
have key : D *m chosen S *m (chosen S *m W) = 1%:M by rewrite mulmxA -[_ *m chosen S *m chosen S]mulmxA chosen_idem.
have EE : E *m E = E by rewrite /E mulmxA -[chosen S *m W *m _ *m (chosen S *m W)]mulmxA key mulmx1.
have sub : (E <= chosen S)%MS by rewrite -EP submxMl.
have rE : (p <= \rank E)%N.
  have -> : p = \rank (D *m chosen S *m W *m (D *m chosen S *m W)) by rewrite unit mulmx1 mxrank1.
  have -> : D *m chosen S *m W *m (D *m chosen S *m W) = D *m E *m W.
    by rewrite /E !mulmxA.
  by apply: leq_trans (mxrankM_maxl _ _) _; apply: mxrankM_maxr.
have : (chosen S <= E)%MS.
  have := mxrank_leqif_sup sub; case=> _ <-; rewrite eqn_leq mxrankS //=.
  by apply: leq_trans (chosen_rank S) _; rewrite Sp.
case/submxP => C CE; rewrite -/E.
by rewrite -{1}PE CE -mulmxA EE.
Qed.

Lemma no_bias j : j \in S -> b j 0 = 0.
Proof.
have [_ db] := cell; have [E _] := full => jS.
have : chosen S *m W *m (D *m chosen S) *m b = 0 by rewrite -!mulmxA [D *m (_ *m b)]mulmxA db !mulmx0.
by rewrite E => /matrixP/(_ j 0); rewrite chosenE jS mul1r mxE.
Qed.
End Cell.

Lemma unbiased x j : norm2 x = 1 -> 0 < pre x j 0 -> b j 0 = 0.
Proof.
move=> x1 h; have [y [y1 cy same]] := clear_near W b p2 x1.
by apply: (no_bias y1 cy); rewrite inE; apply: (same j).1.
Qed.

Lemma preN x j : b j 0 = 0 -> pre (- x) j 0 = - pre x j 0.
Proof. by move=> bj; rewrite !preE bj !addr0 mulmxN mxE. Qed.

Lemma normN x : norm2 (- x) = norm2 x.
Proof. by rewrite /norm2 -scaleN1r dotZr dotC dotZr mulrA mulrNN mulr1 mul1r. Qed.

Lemma live_sum j : live W j = (0 < \sum_(a < p) W j a ^+ 2).
Proof.
have nn (a : 'I_p) : true -> 0 <= W j a ^+ 2 by rewrite sqr_ge0.
apply/existsP/idP => [[a h]|h].
  rewrite lt0r sumr_ge0 // andbT; apply/eqP => z.
  have /eqP : W j a ^+ 2 = 0 by apply: (psumr_eq0P nn z).
  by rewrite sqrf_eq0 (negbTE h).
apply/existsP; apply: contraT; rewrite negb_exists => /forallP z.
by move: h; rewrite big1 ?ltxx // => a _; have := z a; rewrite negbK => /eqP ->; rewrite expr0n.
Qed.

Lemma count : #|[set j | (b j 0 == 0) && (0 < \sum_(a < p) W j a ^+ 2)]| = (p + p)%N.
Proof.
have p0 : (0 < p)%N by apply: leq_trans p2.
pose e : 'cV[R]_p := delta_mx (Ordinal p0) 0.
have e1 : norm2 e = 1.
  rewrite /norm2 /dot (bigD1 (Ordinal p0)) //= !mxE !eqxx mulr1 big1 ?addr0 // => i ne.
  by rewrite !mxE (negbTE ne) mulr0.
have [x [x1 cx _]] := clear_near W b p2 e1.
have n1 : norm2 (- x) = 1 by rewrite normN.
have [y [y1 cy same]] := clear_near W b p2 n1.
have cell_x := full x1 cx; have cell_y := full y1 cy.
have onN : on (- x) = on y.
  apply/setP => j; rewrite !inE; apply/idP/idP; first exact: (same j).1.
  move=> h; have bj := unbiased y1 h.
  have aj : alive W b j.
    apply/negPn/negP; rewrite negb_or negbK => /andP[lj _]; move: h.
    by rewrite preE bj addr0 dead_row // ltxx.
  have := cx j aj; rewrite neq_lt => /orP[s|s]; first by rewrite preN // oppr_gt0.
  have neg : pre (- x) j 0 < 0 by rewrite preN // oppr_lt0.
  by have := (same j).2 neg; rewrite ltNge ltW.
have -> : [set j | (b j 0 == 0) && (0 < \sum_(a < p) W j a ^+ 2)] = on x :|: on (- x).
  apply/setP => j; rewrite !inE -live_sum; apply/idP/idP.
    case/andP => /eqP bj lj; have := cx j; rewrite /alive lj => /(_ isT); rewrite neq_lt => /orP[s|->//].
    by rewrite preN // oppr_gt0 s orbT.
  have alive_on z : norm2 z = 1 -> 0 < pre z j 0 -> (b j 0 == 0) && live W j.
    move=> z1 h; have bj := unbiased z1 h; rewrite bj eqxx /=; apply: contraLR h => lj.
    by rewrite preE bj addr0 dead_row // ltxx.
  by case/orP => h; [apply: alive_on x1 h | apply: alive_on n1 h].
rewrite cardsU (_ : on x :&: on (- x) = set0) ?cards0 ?subn0; last first.
  apply/setP => j; rewrite !inE; apply/negP => /andP[h k]; have bj := unbiased x1 h.
  by move: k; rewrite preN // oppr_gt0 ltNge ltW.
by rewrite onN cell_x.2 cell_y.2.
Qed.
End Exact.

Theorem proof : claim.
Proof.
move=> R p n D W b p2 exact sparse; split; last exact: (count p2 exact sparse).
by move=> x x1 j; apply: (unbiased p2 exact sparse x1).
Qed.
