(* A neuron errs on every equal average; where the errors of a set are allowed, Farkas separates the rest or gives an average outside it;
   Carathéodory leaves n + 2 points of it; disjoint ones are collected until none is left.  The hinge loss is at least each dual value. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Hulls Caratheodory.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Cuts.
Variables (R : realFieldType) (n N : nat) (X : 'M[R]_(n, N)) (C : {set 'I_N}).
Implicit Types (a : 'I_N -> R) (w : 'cV[R]_n) (b : R) (H : {set 'I_N}).
Definition s i : R := if i \in C then 1 else - 1%:R.
Definition z w b i := dot w (col i X) + b.
Definition right w b i := (0 < z w b i) = (i \in C).
Definition wrong w b := [set i | ~~ ((0 < z w b i) == (i \in C))].
Definition hinge w b := \sum_i relu (1 - s i * z w b i).
Definition averages a := (forall i, 0 <= a i) /\ \sum_i s i * a i = 0 /\ \sum_i a i = 2%:R /\ forall k, \sum_i s i * a i * X k i = 0.

Lemma averagesE a a' : a =1 a' -> averages a -> averages a'.
Proof.
move=> e [a0 [s0 [t aX]]]; split=> [i|]; first by rewrite -e.
by split; [rewrite -[RHS]s0 | split; [rewrite -[RHS]t | move=> k; rewrite -[RHS](aX k)]]; apply: eq_bigr => i _; rewrite -e.
Qed.

Lemma value0 a w b : averages a -> \sum_i a i * (s i * z w b i) = 0.
Proof.
move=> [_ [s0 [_ aX]]]; rewrite /z.
have e i : a i * (s i * (dot w (col i X) + b)) = \sum_k w k 0 * (s i * a i * X k i) + b * (s i * a i).
  transitivity (s i * a i * dot w (col i X) + b * (s i * a i)); first by move: (s i) (a i) (dot _ _) => x y t; ring.
  by congr (_ + _); rewrite /dot mulr_sumr; apply: eq_bigr => k _; rewrite mxE mulrCA.
under eq_bigr do rewrite e; rewrite big_split /= -mulr_sumr s0 mulr0 addr0 exchange_big big1 //= => k _.
by rewrite -mulr_sumr aX mulr0.
Qed.

Lemma sums a : averages a -> \sum_(i in C) a i = 1 /\ \sum_(i | i \notin C) a i = 1.
Proof.
move=> [_ [s0 [t _]]]; move: s0 t; rewrite (bigID (mem C)) /= [X in _ -> X = _ -> _](bigID (mem C)) /=.
rewrite (eq_bigr a) => [|i iC]; last by rewrite /s iC mul1r.
rewrite [X in _ + X = 0](eq_bigr (fun i => - a i)) => [|i /negbTE iC]; last by rewrite /s iC mulN1r.
rewrite sumrN => /eqP; rewrite subr_eq0 => /eqP -> e; have h : \sum_(i | i \notin C) a i = 1.
  by apply: (mulIf (x := 2%:R)); rewrite ?pnatr_eq0 // mul1r -[RHS]e mulr_natr mulr2n.
by split; rewrite h.
Qed.

Lemma correct_sign w b i : right w b i -> 0 <= s i * z w b i /\ (i \in C -> 0 < s i * z w b i).
Proof.
rewrite /right /s => e; case iC: (i \in C) e => e; first by rewrite mul1r e ltW.
by rewrite mulN1r oppr_ge0 leNgt e.
Qed.

Lemma errs a w b : averages a -> exists2 i, 0 < a i & i \in wrong w b.
Proof.
move=> av; have [a0 _] := av; have [sC _] := sums av.
suff /existsP[i /andP[]] : [exists i, (0 < a i) && (i \in wrong w b)] by exists i.
apply: contraT; rewrite negb_exists => /forallP ok.
have r i : 0 < a i -> right w b i by move=> ai; have := ok i; rewrite ai inE negbK => /eqP.
have [i iC ai] : exists2 i, i \in C & 0 < a i.
  have /exists_inP[i iC ai] : [exists (i | i \in C), 0 < a i]; last by exists i.
  apply: contraT; rewrite negb_exists_in => /forall_inP none; have := sC; rewrite big1 => [/eqP|i iC].
    by rewrite eq_sym oner_eq0.
  by apply/eqP; rewrite eq_le a0 andbT leNgt none.
have term j : 0 <= a j * (s j * z w b j).
  have := a0 j; rewrite le_eqVlt => /orP[/eqP <-|aj]; first by rewrite mul0r.
  by have [p _] := correct_sign (r j aj); rewrite mulr_ge0 // ltW.
have /eqP := value0 w b av; rewrite (bigD1 i) //= gt_eqF // ltr_paddr ?sumr_ge0 // mulr_gt0 //.
by have [_ p] := correct_sign (r i ai); apply: p.
Qed.

Lemma separate H : (exists w b, forall i, i \notin H -> right w b i /\ 1 <= s i * z w b i) \/
  exists2 a, averages a & forall i, i \in H -> a i = 0.
Proof.
have [[w [b [hC hN]]]|[l [u [l0 u0 l1 u1 [lC uN e]]]]] := separated_or_averages X X (C :\: H) (~: C :\: H); [left | right].
  exists w, b => i iH; rewrite /right /s /z; case iC: (i \in C).
    have := hC i; rewrite inE iC iH => /(_ isT) h; rewrite mul1r; split=> //; by rewrite (lt_le_trans ltr01 h).
  have := hN i; rewrite !inE iC iH => /(_ isT) h; rewrite mulN1r; split; last by rewrite ler_oppr.
  by apply/negbTE; rewrite -leNgt (le_trans h) // oppr_le0 ler01.
have sl i : s i * l i 0 = l i 0.
  by rewrite /s; case iC: (i \in C); rewrite ?mul1r // lC ?mulr0 // inE iC andbF.
have su i : s i * u i 0 = - u i 0.
  by rewrite /s; case iC: (i \in C); rewrite ?mulN1r // uN ?mulr0 ?oppr0 // !inE iC andbF.
exists (fun i => l i 0 + u i 0) => [|i iH]; last by rewrite lC ?uN ?addr0 // !inE iH.
split=> [i|]; first by rewrite addr_ge0.
split; first by under eq_bigr do rewrite mulrDr sl su; rewrite big_split /= sumrN l1 u1 subrr.
split; first by rewrite big_split /= l1 u1.
move=> k; under eq_bigr do rewrite mulrDr sl su mulrDl mulNr [l _ _ * _]mulrC [u _ _ * _]mulrC.
have /matrixP/(_ k 0) := e; rewrite !mxE => e1; by rewrite big_split /= sumrN e1 subrr.
Qed.

Lemma small a : averages a -> exists e : 'cV[R]_N, [/\ averages (fun i => e i 0), forall i, a i = 0 -> e i 0 = 0 & (#|supp e| <= n + 2)%N].
Proof.
move=> av; have [a0 [s0 [t aX]]] := av; have [tC tN] := sums av.
pose B : 'M[R]_(2, N) := \matrix_(k, i) ((k == 0) == (i \in C))%:R.
pose M : 'M[R]_(n + 2, N) := col_mx (\matrix_(k, i) (s i * X k i)) B.
have pos i : 0 < ((row_mx 0 (const_mx 1) : 'rV[R]_(n + 2)) *m M) 0 i.
  rewrite mul_row_col mul0mx add0r !mxE !big_ord_recl big_ord0 !mxE /=; case: (i \in C); by rewrite ?mul1r ?mulr0 ?add0r ?addr0 ltr01.
have [|e [e0 es eM _ em]] := caratheodory 0 pos (l := \col_i a i); first by move=> i; rewrite mxE.
have eB := congr1 dsubmx eM; have eX := congr1 usubmx eM; rewrite !mul_col_mx !col_mxKd in eB; rewrite !mul_col_mx !col_mxKu in eX.
have part (k : 'I_2) : \sum_i (((k == 0) == (i \in C))%:R : R) * e i 0 = \sum_i ((k == 0) == (i \in C))%:R * a i.
  have /matrixP/(_ k 0) := eB; rewrite !mxE => h.
  by transitivity (\sum_i B k i * e i 0); [apply: eq_bigr => i _; rewrite mxE | rewrite h; apply: eq_bigr => i _; rewrite !mxE].
have eC : \sum_(i in C) e i 0 = 1.
  rewrite -tC big_mkcond [RHS]big_mkcond; have := part 0; rewrite eqxx => h.
  transitivity (\sum_i (true == (i \in C))%:R * e i 0); last rewrite h; apply: eq_bigr => i _; case: (i \in C); by rewrite ?mul1r ?mul0r.
have eN : \sum_(i | i \notin C) e i 0 = 1.
  rewrite -tN big_mkcond [RHS]big_mkcond; have := part 1; rewrite (_ : (1 == 0 :> 'I_2) = false) // => h.
  transitivity (\sum_i (false == (i \in C))%:R * e i 0); last rewrite h; apply: eq_bigr => i _; case: (i \in C); by rewrite ?mul1r ?mul0r.
exists e; split=> // [|i ai]; last first.
  by apply/eqP; apply: contraTT isT => ei; have := subsetP es i; rewrite !inE ei mxE ai eqxx => /(_ isT).
split=> //; split.
  rewrite (bigID (mem C)) /= (eq_bigr (fun i => e i 0)) => [|i iC]; last by rewrite /s iC mul1r.
  rewrite eC (eq_bigr (fun i => - e i 0)) => [|i /negbTE iC]; last by rewrite /s iC mulN1r.
  by rewrite sumrN eN subrr.
split; first by rewrite (bigID (mem C)) /= eC eN.
move=> k; have /matrixP/(_ k 0) := eX; rewrite !mxE => h; rewrite -[RHS](aX k); transitivity (\sum_i s i * X k i * a i).
  transitivity (\sum_i (\matrix_(k, i) (s i * X k i) : 'M[R]_(n, N)) k i * e i 0); first by apply: eq_bigr => i _; rewrite mxE mulrAC.
  by rewrite h; apply: eq_bigr => i _; rewrite !mxE.
by apply: eq_bigr => i _; rewrite mulrAC.
Qed.

Lemma greedy q : (exists w b, (#|wrong w b| <= (n + 2) * q)%N) \/ exists D : 'I_q.+1 -> 'cV[R]_N,
  [/\ forall j, averages (fun i => D j i 0), forall j, (#|supp (D j)| <= n + 2)%N & forall i j k, 0 < D j i 0 -> 0 < D k i 0 -> j = k].
Proof.
have step (m : nat) (D : 'I_m -> 'cV[R]_N) : (forall j, averages (fun i => D j i 0)) -> (forall j, (#|supp (D j)| <= n + 2)%N) ->
    (exists w b, (#|wrong w b| <= (n + 2) * m)%N) \/ exists e : 'cV[R]_N,
      [/\ averages (fun i => e i 0), (#|supp e| <= n + 2)%N & forall j i, 0 < D j i 0 -> e i 0 = 0].
  move=> av sm; pose H := \bigcup_j supp (D j); have [[w [b h]]|[a aa out]] := separate H; [left | right].
    exists w, b; apply: leq_trans (_ : #|H| <= _)%N.
      apply: subset_leq_card; apply/subsetP => i; apply: contraTT => /h[r _]; by rewrite inE negbK r.
    apply: (@leq_trans (\sum_j #|supp (D j)|)).
      rewrite /H; apply: (big_ind2 (fun (B : {set 'I_N}) k => (#|B| <= k)%N)) => [|A1 k1 A2 k2 h1 h2|//]; first by rewrite cards0.
      by apply: leq_trans (leq_of_leqif (leq_card_setU A1 A2)) _; apply: leq_add.
    rewrite mulnC -[X in (_ <= X * _)%N]card_ord -sum_nat_const; exact: leq_sum.
  have [e [ea es em]] := small aa; exists e; split=> // j i Dj; apply: es; apply: out.
  by apply/bigcupP; exists j => //; rewrite inE gt_eqF.
elim: q => [|q [[w [b h]]|[D [av sm dis]]]].
- have [||[w [b h]]|[e [ea em _]]] := step 0%N (fun=> 0); try by case.
    by left; exists w, b.
  by right; exists (fun=> e); split=> // i j k _ _; rewrite (ord1 j) (ord1 k).
- by left; exists w, b; apply: leq_trans h _; rewrite leq_mul2l leqnSn orbT.
have [[w [b h]]|[e [ea em out]]] := step _ _ av sm; first by left; exists w, b.
right; exists (fun j => oapp D e (unlift ord0 j)); split=> [j|j|i j k].
- by case: unliftP => [j'|] _ /=.
- by case: unliftP => [j'|] _ /=.
case: unliftP => [j'|] -> /=; case: unliftP => [k'|] -> //= h1 h2.
- by rewrite (dis i j' k').
- by move: h2; rewrite (out _ _ h1) ltxx.
by move: h1; rewrite (out _ _ h2) ltxx.
Qed.

Lemma hinge_wrong w b : #|wrong w b|%:R <= hinge w b.
Proof.
rewrite -sum1_card natr_sum big_mkcond /=; apply: ler_sum => i _; rewrite inE; case: ifP => [|_]; last exact: relu_ge0.
move=> bad; apply: le_trans (_ : 1 - s i * z w b i <= _); last by rewrite /relu le_maxr lexx.
rewrite ler_addl oppr_ge0 /s; move: bad; case: (i \in C); rewrite ?mul1r ?mulN1r ?oppr_le0.
  by rewrite eqb_id -leNgt.
by rewrite eqbF_neg negbK => /ltW.
Qed.
End Cuts.

Theorem proof : claim.
Proof.
move=> R n N q P Q X C w b A v eQ av [v0 pk]; subst Q.
have avg k : averages X C (fun i => A i k) := av k.
split.
  have le1 : \sum_k v k 0 <= #|wrong X C w b|%:R.
    apply: (@le_trans _ _ (\sum_(i in wrong X C w b) \sum_k (0 < A i k)%R%:R * v k 0)).
      rewrite exchange_big /=; apply: ler_sum => k _; have [i ai iw] := errs w b (avg k).
      by rewrite (bigD1 i) //= ai mul1r ler_addl sumr_ge0 // => j _; rewrite mulr_ge0 ?ler0n.
    by rewrite -sum1_card natr_sum; apply: ler_sum => i _.
  split; first exact: le1.
  split; last exact: (hinge_wrong X C w b).
  pose a i := \sum_k A i k * v k 0.
  have a0 i : 0 <= a i by apply: sumr_ge0 => k _; rewrite mulr_ge0 //; case: (avg k).
  have A1 i k : A i k <= 1.
    have [sC sN] := sums (avg k); have [A0 _] := avg k; case iC: (i \in C); [rewrite -sC | rewrite -sN];
      rewrite (bigD1 i) ?iC //= ler_addl sumr_ge0 // => j _; exact: A0.
  have a1 i : a i <= 1.
    apply: le_trans (pk i); apply: ler_sum => k _; have [A0 _] := avg k.
    have := A0 i; rewrite le_eqVlt => /orP[/eqP <-|p]; first by rewrite mul0r mulr_ge0 ?ler0n.
    by rewrite p mul1r ler_pimull.
  have -> : 2%:R * (\sum_k v k 0) = \sum_i a i * (1 - s R C i * z X w b i).
    under [RHS]eq_bigr do rewrite mulrBr mulr1; rewrite sumrB.
    have -> : \sum_i a i * (s R C i * z X w b i) = 0.
      rewrite /a; under eq_bigr do rewrite mulr_suml; rewrite exchange_big big1 //= => k _.
      under eq_bigr do rewrite mulrAC; by rewrite -mulr_suml (value0 w b (avg k)) mul0r.
    rewrite subr0 /a exchange_big mulr_sumr; apply: eq_bigr => k _ /=; rewrite -mulr_suml; by have [_ [_ [-> _]]] := avg k.
  apply: ler_sum => i _; rewrite -[dot w _ + b]/(z X w b i) -[if _ then _ else _]/(s R C i).
  have [p|p] := leP 0 (1 - s R C i * z X w b i); first by rewrite relu_pos // ler_pimull.
  by rewrite relu_neg ?mulr_ge0_le0 // ltW.
split=> [H|].
  split=> [[u [c h]] a aa|h].
    have [i ai iw] := errs (a := fun i => a i 0) u c aa; exists i; split=> //; apply: contraT => /negP/h e.
    by move: iw; rewrite inE /z e eqxx.
  have [[u [c ok]]|[a aa out]] := separate X C H; first by exists u, c => i /negP/ok[].
  have [|i [iH]] := h (\col_i a i); last by rewrite mxE out // ltxx.
  by apply: averagesE aa => i; rewrite mxE.
split=> [a aa|].
  have [e [ea es em]] := small (a := fun i => a i 0) aa; by exists e.
split=> [none|].
  have [[u [c h]]|[D [Da _ dis]]] := greedy X C P; first by exists u, c.
  case: none; rewrite addn1; exists (\matrix_(i, j) D j i 0); split=> [j|i j k [h1 h2]]; last by apply: (dis i); [move: h1 | move: h2]; rewrite mxE.
  by apply: averagesE (Da j) => i; rewrite mxE.
have dot0l m (x : 'cV[R]_m) : dot 0 x = 0 by rewrite dotC dot0r.
split.
  have two (B : {set 'I_N}) : \sum_(i < N) (if i \in B then 2%:R else 0) = 2%:R * #|B|%:R :> R.
    by rewrite -big_mkcond /= sumr_const mulr_natr.
  split.
    have -> : N%:R - #|C|%:R = #|~: C|%:R :> R by rewrite -{1}[N]card_ord -(cardsC C) natrD addrC addKr.
    rewrite -two; apply: eq_bigr => i _; rewrite dot0l add0r mulr1 inE; case: (i \in C) => /=; first by rewrite subrr relu_pos.
    by rewrite opprK relu_pos ?addr_ge0 ?ler01.
  rewrite -two; apply: eq_bigr => i _; rewrite dot0l add0r; case: (i \in C) => /=.
    by rewrite mul1r opprK relu_pos ?addr_ge0 ?ler01.
  by rewrite mulrNN mulr1 subrr relu_pos.
split=> -[u [c h]].
  by exists u, c; apply/eqP; rewrite -(pnatr_eq0 R) eq_le ler0n andbT -[X in _ <= X]h; apply: (hinge_wrong X C u c).
have [[u' [c' ok]]|[a aa _]] := separate X C set0.
  exists u', c'; rewrite big1 // => i _; have := ok i; rewrite inE => /(_ isT)[_ h1]; by rewrite relu_neg // subr_le0.
have [i _ iw] := errs u c aa; move: h => /eqP; rewrite cards_eq0 => /eqP e; by move: iw; rewrite /wrong /z e inE.
Qed.
