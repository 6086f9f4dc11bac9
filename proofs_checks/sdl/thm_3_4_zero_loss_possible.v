(* Each feature gets its own neurons: one row along it that JumpReLU passes on this feature alone; k copies of it for Top-k, which come
   before every other neuron; or a row that sees it alone.  Under Top-1 features with one winner have proportional targets. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK Supports Splitting Anchors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma exact (R : realFieldType) r n (V Y : 'M[R]_(r, n)) M : Y = V -> weighted (V - Y) M = 0.
Proof. by move=> ->; rewrite subrr /weighted big1 // => d _; rewrite big1 ?mulr0 // => i _; rewrite mxE expr0n. Qed.

Section OneEach.
Variables (R : realFieldType) (p q r n : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) (f : 'I_n -> 'I_q).
Hypothesis inj : forall d e, f d = f e -> d = e.

(* neuron f d has the code z d on feature d, and no other code is positive *)
Lemma one_each (Z : 'M[R]_(q, n)) (z : 'I_n -> R) : (forall d, z d != 0) ->
  (forall i d, Z i d = z d * ((i == f d : bool)%:R : R)) -> exists D : 'M[R]_(r, q), weighted (V - D *m Z) M = 0.
Proof.
move=> z0 hZ; exists (\matrix_(i, j) \sum_e V i e / z e * (j == f e)%:R); apply: exact.
apply/matrixP => i d; rewrite mxE (bigD1 (f d)) //= hZ eqxx mulr1 big1 ?addr0 => [|j jd]; last by rewrite hZ (negbTE jd) !mulr0.
rewrite mxE (bigD1 d) //= eqxx mulr1 big1 ?addr0 ?divfK // => e ed.
by rewrite (inj_eq inj) eq_sym (negbTE ed) mulr0.
Qed.
Lemma seat_code m (B : 'M[R]_(n, m)) i d : (seat R f *m B) i d = \sum_j (i == f j)%:R * B j d.
Proof. by rewrite mxE; apply: eq_bigr => j _; rewrite mxE. Qed.
End OneEach.

Section Copies.
Variables (R : realFieldType) (p q r n k : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R).
Hypothesis unit : forall d, norm2 (col d W) = 1.
Hypothesis distinct : forall d e, e != d -> col e W != col d W.
Hypothesis k0 : (0 < k)%N.
Variable f : 'I_n * 'I_k -> 'I_q.
Hypothesis inj : injective f.
Notation g e d := (dot (col e W) (col d W)).
Let E : 'M[R]_(q, p) := \matrix_(i, l) \sum_x ((i == f x)%:R * W l x.1).
Let Y := E *m W.

Lemma own_value e c d : Y (f (e, c)) d = g e d.
Proof.
rewrite mxE /dot; apply: eq_bigr => l _; rewrite !mxE (bigD1 (e, c)) //= eqxx mul1r big1 ?addr0 // => x xe.
by rewrite (inj_eq inj) eq_sym (negbTE xe) mul0r.
Qed.
Lemma no_value i d : (forall x, f x != i) -> Y i d = 0.
Proof.
move=> h; rewrite mxE big1 // => l _; rewrite mxE big1 ?mul0r // => x _; by rewrite eq_sym (negbTE (h x)) mul0r.
Qed.
Lemma seen i d : 0 < Y i d -> exists x, f x = i.
Proof.
move=> h; case: (pickP (fun x => f x == i)) => [x /eqP e|none]; first by exists x.
by move: h; rewrite no_value ?ltxx // => x; rewrite none.
Qed.
Lemma own_kept d c : kept (@nat_of_ord q) k (fun i => Y i d) (f (d, c)).
Proof.
rewrite /kept own_value -/(norm2 _) unit ltr01 /=; apply: (@leq_ltn_trans #|[set~ c]|); last first.
  by rewrite cardsC1 card_ord ltn_predL.
rewrite -(card_imset _ (fun a b (e : f (d, a) = f (d, b)) => congr1 snd (inj e))); apply/subset_leq_card/subsetP => j.
rewrite inE /before own_value -/(norm2 _) unit => h; have j0 : 0 < Y j d.
  by case/orP: h => [|/andP[/eqP -> _]]; [apply: lt_trans | ]; rewrite ltr01.
have [[e a] ej] := seen j0; move: h; rewrite -ej own_value.
have [->|ed] := eqVneq e d; last first.
  have lt : g e d < 1 by apply: inner_lt1; rewrite // eq_sym.
  by rewrite ltNge ltW //= lt_eqF.
rewrite -/(norm2 _) unit ltxx eqxx /= => lt; apply/imsetP; exists a => //; rewrite !inE.
by apply/eqP => ac; rewrite ac ltnn in lt.
Qed.
Lemma other_lost i d : (forall c, f (d, c) != i) -> kept (@nat_of_ord q) k (fun i => Y i d) i = false.
Proof.
move=> h; apply/negP => /andP[i0]; have [[e a] ei] := seen i0; rewrite ltnNge => /negP; apply.
have ed : e != d by apply/eqP => e1; have := h a; rewrite -ei e1 eqxx.
have inj_d : injective (fun c => f (d, c)) by move=> x y /inj[].
rewrite -{1}(card_ord k) -cardsT -(card_imset _ inj_d); apply/subset_leq_card/subsetP => j /imsetP[c _ ->].
by rewrite inE /before -ei !own_value -/(norm2 _) unit inner_lt1 // eq_sym.
Qed.
Lemma copies : exists (D : 'M[R]_(r, q)) (F : 'M[R]_(q, p)), weighted (V - D *m topk_codes k (F *m W)) M = 0.
Proof.
pose Q i d : R := ([exists c, f (d, c) == i])%:R.
have hZ i d : topk_codes k Y i d = Q i d.
  rewrite topkE /Q; case: (boolP [exists c, _]) => [/existsP[c /eqP <-]|]; first by rewrite own_kept own_value -/(norm2 _) unit.
  by rewrite negb_exists => /forallP h; rewrite other_lost.
have k1 : k%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have QQ e d i : Q i e * Q i d = (e == d)%:R * Q i d.
  have [->|ed] := eqVneq e d; first by rewrite /Q; case: [exists _, _]; rewrite ?mulr1 ?mulr0.
  rewrite mul0r /Q; case: (boolP [exists c, f (e, c) == i]) => [/existsP[a /eqP ai]|_]; last by rewrite mul0r.
  case: (boolP [exists c, f (d, c) == i]) => [/existsP[b /eqP bi]|_]; last by rewrite mulr0.
  by move: ai; rewrite -bi => /inj[e1 _]; rewrite e1 eqxx in ed.
have sQ d : \sum_i Q i d = k%:R.
  have inj_d : injective (fun c => f (d, c)) by move=> x y /inj[].
  rewrite /Q -natr_sum; congr _%:R; rewrite -[RHS](card_ord k) -[RHS]cardsT -(card_imset _ inj_d) -sum1_card [RHS]big_mkcond /=.
  apply: eq_bigr => i _; congr nat_of_bool; apply/existsP/imsetP => [[c /eqP <-]|[c _ ->]]; by exists c.
exists (\matrix_(i, j) \sum_e V i e / k%:R * Q j e), E; apply: exact; apply/matrixP => i d; rewrite mxE.
rewrite (eq_bigr (fun j => V i d / k%:R * Q j d)) => [|j _]; last first.
  rewrite mxE hZ mulr_suml (bigD1 d) //= -mulrA QQ eqxx mul1r big1 ?addr0 // => e ed.
  by rewrite -mulrA QQ (negbTE ed) mul0r mulr0.
by rewrite -mulr_sumr sQ divfK.
Qed.
End Copies.

Theorem proof : claim.
Proof.
move=> R n p q r k W V M D E theta [unit distinct] M0.
have diff d e : e != d -> col e W != col d W by exact: distinct.
have copied m t : (0 < t)%N -> (n * t <= m)%N -> exists (D : 'M[R]_(r, m)) (F : 'M[R]_(m, p)), weighted (V - D *m topk_codes t (F *m W)) M = 0.
  move=> t0 le; have le' : (#|{: 'I_n * 'I_t}| <= m)%N by rewrite card_prod !card_ord.
  have inj : injective (fun x : 'I_n * 'I_t => widen_ord le' (enum_rank x)).
    by move=> x y /(congr1 val) /= /val_inj /enum_rank_inj.
  exact: (copies V M unit diff t0 inj).
have winj m (le : (n <= m)%N) d e : widen_ord le d = widen_ord le e -> d = e by move=> /(congr1 val) /= /val_inj.
split.
  have e i d : topk_codes 1 (W^T *m W) i d = ((i == d : bool)%:R : R).
    have gram j : (W^T *m W) j d = dot (col j W) (col d W) by rewrite mxE; apply: eq_bigr => l _; rewrite !mxE.
    rewrite topkE /kept !gram; have [->|id] := eqVneq i d.
      rewrite -/(norm2 _) unit ltr01 /= (_ : TopK.count _ _ _ = 0%N) //; apply/eqP; rewrite cards_eq0; apply/eqP/setP => j.
      rewrite !inE /before !gram -/(norm2 _) unit; have [->|jd] := eqVneq j d; first by rewrite -/(norm2 _) unit ltxx ltnn andbF.
      have lt : dot (col j W) (col d W) < 1 by apply: inner_lt1; rewrite // eq_sym.
      by rewrite ltNge ltW //= lt_eqF.
    rewrite ltnS leqn0 cards_eq0; case: ifP => // /andP[i0 /eqP/setP/(_ d)]; rewrite !inE /before !gram -/(norm2 _) unit.
    by rewrite inner_lt1 // eq_sym.
  apply: exact; apply/matrixP => i d; rewrite mxE (bigD1 d) //= e eqxx mulr1 big1 ?addr0 // => j jd.
  by rewrite e (negbTE jd) mulr0.
split; first by move=> nq; apply: copied; rewrite ?muln1.
split.
  move=> [[v0 apart] L0]; have DZ : D *m topk_codes 1 (E *m W) = V by apply: zero_loss L0.
  set Z := topk_codes 1 (E *m W) in DZ.
  have win d : exists i, 0 < Z i d.
    apply/existsP; apply: contraT; rewrite negb_exists => /forallP none; have := v0 d.
    have -> : col d V = 0; last by rewrite /norm2 dot0r ltxx.
    apply/matrixP => i j; rewrite -DZ !mxE big1 // => l _; have := none l; rewrite lt_def topk_ge0 andbT negbK => /eqP ->.
    by rewrite mulr0.
  have [w hw] : exists w : 'I_n -> 'I_q, forall d, 0 < Z (w d) d.
    have : exists w : {ffun 'I_n -> 'I_q}, [forall d, 0 < Z (w d) d].
      exists [ffun d => xchoose (win d)]; apply/forallP => d; rewrite ffunE; exact: (xchooseP (win d)).
    by move=> [w /forallP h]; exists w.
  have single d i : i != w d -> Z i d = 0.
    move=> iw; apply/eqP; apply: contraT; rewrite topk_neq0 => ki; have := hw d; rewrite topk_gt0 => kw.
    have := @few _ _ (@nat_of_ord q) 1 (@ord_inj q) (fun i => (E *m W) i d); rewrite leqNgt => /negP; case.
    apply: (@leq_trans #|[set i; w d]|); first by rewrite cards2 iw.
    by apply/subset_leq_card/subsetP => x; rewrite !inE => /orP[]/eqP->.
  have vd d : col d V = Z (w d) d *: col (w d) D.
    apply/matrixP => i j; rewrite (ord1 j) [LHS]mxE [RHS]mxE [col _ D _ _]mxE -[in LHS]DZ [LHS]mxE (bigD1 (w d)) //=.
    by rewrite big1 ?addr0 1?mulrC // => l lw; rewrite single ?mulr0.
  have inj : injective w.
    move=> d e de; apply/eqP; apply: contraT => ne; case: (apart d e); first by rewrite eq_sym.
    have := vd d; have := vd e; rewrite de => -> -> .
    have zd := hw d; have ze := hw e; rewrite de in zd; have u0 : 0 < norm2 (col (w e) D).
      have := v0 e; rewrite vd /norm2 dotZr dotC dotZr mulrA pmulr_rgt0 ?mulr_gt0 //.
    move: (Z (w e) d) (Z (w e) e) zd ze => a b a0 b0; rewrite /norm2 !dotZr ![dot (_ *: _) _]dotC !dotZr -/(norm2 _).
    split; first by rewrite !mulr_gt0.
    by move: (norm2 _) => m; ring.
  have := leq_card w inj; by rewrite !card_ord.
split.
  move=> [t0 nq]; have level d := Splitting.alone unit diff d.
  have [c hc] : exists c : 'I_n -> R, forall d, [/\ 0 < c d, c d < 1 & forall e, (c d < dot (col d W) (col e W)) = (e == d)].
    have pick d : exists e, [/\ 0 < e, e < 1 & forall x, (e < dot (col d W) (col x W)) = (x == d)] by case: (level d) => e; exists e.
    exact: fin_all_exists pick.
  pose f := widen_ord nq; pose E2 : 'M[R]_(q, p) := seat R f *m (\matrix_(d, l) (theta / c d * W l d)).
  have value i e : (E2 *m W) i e = \sum_d (i == f d)%:R * (theta / c d * dot (col d W) (col e W)).
    rewrite /E2 -mulmxA seat_code; apply: eq_bigr => d _; congr (_ * _); rewrite mxE /dot mulr_sumr.
    by apply: eq_bigr => l _; rewrite !mxE mulrA.
  have code i d : jump_codes theta E2 W i d = theta / c d * (i == f d)%:R.
    rewrite mxE value; case: (pickP (fun e => i == f e)) => [e /eqP ->|none]; last first.
      by rewrite big1 => [|e _]; rewrite ?none ?mul0r // mulr0 /jumprelu ltNge ltW.
    rewrite (bigD1 e) //= eqxx mul1r big1 ?addr0 => [|x xe]; last by rewrite [f e == _](inj_eq (winj _ nq)) eq_sym (negbTE xe) mul0r.
    have [c0 c1 only] := hc e; rewrite (inj_eq (winj _ nq)) /jumprelu.
    have -> : (theta < theta / c e * dot (col e W) (col d W)) = (d == e).
      by rewrite -only -{1}[theta]mulr1 -mulrA ltr_pmul2l // [_^-1 * _]mulrC ltr_pdivl_mulr // mul1r.
    by have [->|de] := eqVneq d e; [rewrite -/(norm2 _) unit | rewrite /= mulr0].
  have z0 d : theta / c d != 0 by have [c0 _ _] := hc d; rewrite mulf_neq0 ?invr_eq0 ?gt_eqF.
  have [D2 h] := @one_each R q r n V M f (@winj q nq) _ _ z0 code.
  by exists D2, E2.
split; first by move=> [k0 nk]; apply: copied.
move=> [k0 [nq [A alone_A]]]; pose f := widen_ord nq; pose E2 : 'M[R]_(q, p) := seat R f *m A.
have value i e : (E2 *m W) i e = \sum_d (i == f d)%:R * (A *m W) d e by rewrite /E2 -mulmxA seat_code.
have code i d : topk_codes k (E2 *m W) i d = (A *m W) d d * (i == f d)%:R.
  have pos j : (0 < (E2 *m W) j d) = (j == f d).
    rewrite value; case: (pickP (fun e => j == f e)) => [e /eqP ->|none]; last first.
      by rewrite big1 => [|e _]; rewrite ?none ?mul0r ?ltxx // .
    rewrite (bigD1 e) //= eqxx mul1r big1 ?addr0 => [|x xe]; last by rewrite [f e == _](inj_eq (winj _ nq)) eq_sym (negbTE xe) mul0r.
    rewrite (inj_eq (winj _ nq)); have [ed|ed] := eqVneq e d; first by rewrite ed; have [->] := alone_A d.
    by have [_ /(_ d)] := alone_A e; rewrite eq_sym => /(_ ed) le; rewrite ltNge le.
  have own : (E2 *m W) (f d) d = (A *m W) d d.
    rewrite value (bigD1 d) //= eqxx mul1r big1 ?addr0 // => x xd; by rewrite [f d == _](inj_eq (winj _ nq)) eq_sym (negbTE xd) mul0r.
  rewrite topkE /kept pos; have [->|ni] := eqVneq i (f d); last by rewrite mulr0.
  rewrite /= mulr1 own (_ : TopK.count _ _ _ = 0%N) ?k0 //; apply/eqP; rewrite cards_eq0; apply/eqP/setP => j; rewrite !inE.
  apply/negP => b; have := before_le b => /= le; have f0 : 0 < (E2 *m W) (f d) d by rewrite pos.
  have := lt_le_trans f0 le; rewrite pos => /eqP e; by move: b; rewrite e before_irr.
have z0 d : (A *m W) d d != 0 by have [a0 _] := alone_A d; rewrite gt_eqF.
have [D2 h] := @one_each R q r n V M f (@winj q nq) _ _ z0 code.
by exists D2, E2.
Qed.
