(* One feature left and q = n: the target is a multiple of the one free column.  Otherwise, if two features a, b are left, their neurons mix
   them by 1 + u u^T with u = e_a + e_b; and if only a is left, a spare neuron s shares it, with columns (w_a + w_b)/2 and (w_a - w_b)/2. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Anchors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Other.
Variables (R : realFieldType) (p q n : nat) (W : 'M[R]_(p, n)) (M : 'I_n -> R) (A : {set 'I_n}) (f : 'I_n -> 'I_q).
Hypothesis WW : W^T *m W = 1%:M.
Hypothesis inj : forall d e, f d = f e -> d = e.

Definition missed := exists (D : 'M[R]_(p, q)) (E : 'M[R]_(q, p)),
  (forall j, j \in A -> (forall i, E (f j) i = W i j) /\ col (f j) D = col j W) /\ loss D E W W M = 0 /\
  (exists d, forall i, ~ (dot (col i D) (col d W) != 0 /\ dot (col i D) (col d W) ^+ 2 = norm2 (col i D) * norm2 (col d W))).

Lemma from_codes (Z : 'M[R]_(q, n)) (X : 'M[R]_(n, q)) a : X *m Z = 1%:M -> (forall i d, 0 <= Z i d) ->
  (forall j d, j \in A -> Z (f j) d = ((d == j : bool)%:R : R)) -> (forall j d, j \in A -> X d (f j) = ((d == j : bool)%:R : R)) ->
  (forall i, X a i != 0 -> exists2 b, b != a & X b i != 0) -> missed.
Proof.
move=> XZ Z0 Zr Xc other; exists (W *m X), (Z *m W^T); split.
  by move=> j jA; split; [apply: row_at => d; apply: Zr | apply: col_at => // d; apply: Xc].
split; first by apply: loss_at; rewrite codes_at // positive_part_id.
exists a => i; have -> : col i (W *m X) = W *m col i X by rewrite colE -mulmxA -colE.
rewrite coordinate // norm_at // [norm2 (col a W)](_ : _ = 1); last by rewrite /norm2 {1}colE coordinate // mxE !eqxx.
rewrite mulr1 => -[Xa e]; have [b ba Xb] : exists2 b, b != a & X b i != 0 by apply: other; move: Xa; rewrite mxE.
by have := alone_square e ba; rewrite mxE => z; rewrite z eqxx in Xb.
Qed.

Lemma two_left a b : a \notin A -> b \notin A -> a != b -> missed.
Proof.
move=> aA bA ab; pose u : 'cV[R]_n := \col_d ((d == a) || (d == b))%:R.
have uA j : j \in A -> u j 0 = 0.
  by move=> jA; rewrite mxE; case: eqP => [e|_]; [rewrite -e jA in aA | case: eqP => // e; rewrite -e jA in bA].
have uu : u^T *m u = 2%:R%:M.
  apply/matrixP => i j; rewrite !ord1 mxE (bigD1 a) //= (bigD1 b) /=; last by rewrite eq_sym.
  rewrite big1 => [|k /andP[/negbTE ka /negbTE kb]]; last by rewrite !mxE ka kb mul0r.
  by rewrite !mxE !eqxx orbT mulr1 addr0 -natrD.
pose B : 'M[R]_n := 1%:M + u *m u^T; pose C : 'M[R]_n := 1%:M - 3%:R^-1 *: (u *m u^T).
have CB : C *m B = 1%:M.
  rewrite /C /B mulmxDr mulmx1 mulmxBl mul1mx -scalemxAl -mulmxA [u^T *m (_ *m _)]mulmxA uu mul_scalar_mx -scalemxAr.
  rewrite -addrA [X in _ + X](_ : _ = 0) ?addr0 // addrC -addrA -opprD scalerA -scalerDl.
  rewrite (_ : _ + _ = 1); first by rewrite scale1r subrr.
  have three : 3%:R != 0 :> R by rewrite pnatr_eq0.
  by apply: (mulfI three); rewrite mulrDr mulrA divff // mul1r mulr1 [RHS]mulrSr.
have uuT j d : (u *m u^T) j d = u j 0 * u d 0 by rewrite mxE big_ord1 [u^T _ _]mxE.
have Bjd j d : B j d = ((d == j : bool)%:R : R) + u j 0 * u d 0 by rewrite /B mxE uuT [1%:M _ _]mxE eq_sym.
have Cdj d j : C d j = ((d == j : bool)%:R : R) - 3%:R^-1 * (u d 0 * u j 0).
  by rewrite /C mxE [X in _ + X]mxE [X in _ - X]mxE uuT [1%:M _ _]mxE.
have Xd d j : (C *m (seat R f)^T) d (f j) = C d j.
  rewrite mxE (bigD1 j) //= [(seat R f)^T _ _]mxE seat_f // eqxx mulr1 big1 ?addr0 // => k kj.
  by rewrite [(seat R f)^T _ _]mxE seat_f // (negbTE kj) mulr0.
have Xo d i : (forall j, f j != i) -> (C *m (seat R f)^T) d i = 0.
  move=> h; rewrite mxE big1 // => k _; rewrite [(seat R f)^T _ _]mxE [seat _ _ _ _]mxE eq_sym.
  by rewrite (negbTE (h k)) mulr0.
apply: (@from_codes (seat R f *m B) (C *m (seat R f)^T) a) => //.
- by rewrite mulmxA -[C *m _ *m _]mulmxA seats // mulmx1.
- move=> i d; rewrite mxE; apply: sumr_ge0 => k _; rewrite mulr_ge0 //; first by rewrite mxE ler0n.
  by rewrite Bjd addr_ge0 ?ler0n // !mxE mulr_ge0 ?ler0n.
- by move=> j d jA; rewrite seat_row // Bjd (uA j jA) mul0r addr0.
- by move=> j d jA; rewrite Xd Cdj (uA j jA) !mulr0 subr0.
move=> i; case: (pickP (fun j => f j == i)) => [j /eqP <-|none]; last first.
  by rewrite Xo ?eqxx // => j; rewrite none.
rewrite Xd Cdj => Ca; exists b; first by rewrite eq_sym.
have third : 3%:R^-1 != 0 :> R by rewrite invr_eq0 pnatr_eq0.
have one3 : 3%:R^-1 < 1 :> R by rewrite invf_lt1 ?ltr0n // ltr1n.
have ua : u a 0 = 1 by rewrite mxE eqxx.
have ub : u b 0 = 1 by rewrite mxE eqxx orbT.
rewrite Xd Cdj; move: Ca; rewrite ua ub !mul1r.
have [->|ja] := eqVneq j a; first by rewrite [b == a]eq_sym (negbTE ab) ua mulr1 /= sub0r oppr_eq0.
have [->|jb] := eqVneq j b; first by rewrite ub mulr1 /= => _; rewrite subr_eq0 eq_sym lt_eqF.
have -> : u j 0 = 0 by rewrite mxE (negbTE ja) (negbTE jb).
by rewrite /= mulr0 subr0 eqxx.
Qed.

Lemma one_left a b s : (forall j, f j != s) -> a \notin A -> b \in A -> missed.
Proof.
move=> out aA bA; have ab : b != a by apply: contraTneq bA => ->.
have half : 2%:R^-1 != 0 :> R by rewrite invr_eq0 pnatr_eq0.
pose v : 'cV[R]_n := 2%:R^-1 *: (delta_mx a 0 - delta_mx b 0); pose g : 'rV[R]_q := delta_mx 0 (f a) - delta_mx 0 s.
pose Z := seat R f + delta_mx s a; pose X := (seat R f)^T - v *m g.
have gseat : g *m seat R f = delta_mx 0 a.
  rewrite /g mulmxBl -!rowE; apply/matrixP => i d; rewrite !mxE (ord1 i) eqxx /= eq_sym (inj_eq inj) [s == _]eq_sym (negbTE (out d)) subr0.
  by rewrite eq_sym.
have gs : g *m delta_mx s a = - delta_mx 0 a :> 'rV[R]_n.
  by rewrite /g mulmxBl mul_delta_mx mul_delta_mx_0 ?sub0r.
have Xdi d i : X d i = ((i == f d : bool)%:R : R) - v d 0 * g 0 i by rewrite /X mxE [in X in X + _]mxE mxE; congr (_ + _); rewrite mxE mxE big_ord1.
have gE i : g 0 i = ((i == f a : bool)%:R : R) - (i == s : bool)%:R by rewrite !mxE.
have va : v a 0 = 2%:R^-1 by rewrite !mxE !eqxx [a == b]eq_sym (negbTE ab) subr0 mulr1.
have vb : v b 0 = - 2%:R^-1 by rewrite !mxE !eqxx (negbTE ab) sub0r mulrN1.
apply: (@from_codes Z X a).
- rewrite /X mulmxBl -mulmxA [g *m Z]mulmxDr gseat gs subrr mulmx0 subr0 mulmxDr seats //.
  rewrite [X in _ + X](_ : _ = 0) ?addr0 //; apply/matrixP => j k; rewrite !mxE big1 // => i _.
  by rewrite !mxE; case: (i =P s) => [->|_]; rewrite ?mulr0 // eq_sym (negbTE (out j)) mul0r.
- by move=> i d; rewrite !mxE addr_ge0 ?ler0n.
- by move=> j d jA; rewrite mxE seat_f // mxE (negbTE (out j)) addr0.
- move=> j d jA; have ja : j != a by apply: contraNneq aA => <-.
  by rewrite Xdi gE !(inj_eq inj) (negbTE ja) (negbTE (out j)) subrr mulr0 subr0 eq_sym.
move=> i Xa; exists b => //; rewrite Xdi gE vb; have [->|ifa] := eqVneq i (f a).
  by rewrite (negbTE (out a)) (inj_eq inj) [a == b]eq_sym (negbTE ab) /= subr0 !mulr1 sub0r opprK.
have [->|is_] := eqVneq i s.
  by rewrite [s == f b]eq_sym (negbTE (out b)) /= !sub0r mulrN1 opprK oppr_eq0.
by move: Xa; rewrite Xdi gE (negbTE ifa) (negbTE is_) /= subrr mulr0 subr0 eqxx.
Qed.
End Other.

Theorem proof : claim.
Proof.
move=> R p q n W M D E A f n2 WW M0 inj anch L0; have nq := room inj; split; last first.
  move=> not_identified; have cA : (#|A| < n)%N.
    rewrite ltn_neqAle -[X in _ && (_ <= X)%N](card_ord n) max_card andbT; apply/eqP => e; apply: not_identified; by left.
  have [two|few] := ltnP 1 #|~: A|.
    by have /card_gt1P[a [b [aA bA ab]]] := two; rewrite !inE in aA bA; exact: (two_left M WW inj aA bA ab).
  have [a aA] : exists a, a \in ~: A.
    by apply/set0Pn; rewrite -card_gt0; move: cA; rewrite -[X in (_ < X)%N](card_ord n) -(cardsC A) -[X in (X < _)%N]addn0 ltn_add2l.
  have cC : #|~: A| = 1%N by apply/eqP; rewrite eqn_leq few /= card_gt0; apply/set0Pn; exists a.
  have cA1 : (#|A| + 1)%N = n by rewrite -cC cardsC card_ord.
  have lt : (n < q)%N by rewrite ltn_neqAle nq andbT; apply/eqP => e; apply: not_identified; right; split; [rewrite e | exact: cA1].
  have [s out] := spare inj lt.
  have [b bA] : exists b, b \in A by apply/set0Pn; rewrite -card_gt0 -(ltn_add2r 1) cA1 add0n.
  rewrite inE in aA; exact: (one_left M WW inj out aA bA).
have norm1 d : norm2 (col d W) = 1 by rewrite /norm2 {1}colE coordinate // mxE !eqxx.
have nailed d : d \in A -> exists i, dot (col i D) (col d W) != 0 /\ dot (col i D) (col d W) ^+ 2 = norm2 (col i D) * norm2 (col d W).
  move=> dA; exists (f d); have [_ ->] := anch d dA; rewrite -/(norm2 _) norm1; split; first exact: oner_neq0.
  by rewrite expr1n mulr1.
case=> [all d|[qn one_left] d].
  apply: nailed; have /eqP : A == [set: 'I_n] by rewrite eqEcard subsetT cardsT card_ord all leqnn.
  by move=> ->; rewrite inE.
have [dA|dA] := boolP (d \in A); first exact: nailed.
have DZ : D *m codes E W = W by apply: zero_loss L0.
have only j : j != d -> j \in A.
  move=> jd; apply: contraT => jA; move: one_left; rewrite -[X in _ = X](card_ord n) -(cardsC A) => /addnI c1.
  have : (1 < #|~: A|)%N.
    apply: (@leq_trans #|[set j; d]|); first by rewrite cards2 jd.
    by apply/subset_leq_card/subsetP => x; rewrite !inE => /orP[]/eqP->.
  by rewrite -c1.
have zero j : j != d -> codes E W (f j) d = 0.
  move=> jd; rewrite mxE; have [rE _] := anch j (only j jd).
  have -> : (E *m W) (f j) d = (W^T *m W) j d by rewrite !mxE; apply: eq_bigr => i _; rewrite rE mxE.
  by rewrite WW mxE (negbTE jd) relu_neg.
have onto i : exists j, f j = i.
  have fi : injective f by move=> x y; apply: inj.
  by have /codomP[j e] : i \in codom f; [apply: (inj_card_onto fi); rewrite !card_ord qn | exists j].
have wd : col d W = codes E W (f d) d *: col (f d) D.
  apply/matrixP => i j; rewrite (ord1 j) [LHS]mxE [RHS]mxE [col _ D _ _]mxE -[in LHS]DZ [LHS]mxE (bigD1 (f d)) //=.
  rewrite big1 ?addr0 1?mulrC // => k kd; have [x e] := onto k.
  by rewrite -e zero ?mulr0 //; apply: contraNneq kd => <-; rewrite e.
exists (f d); set z := codes E W (f d) d in wd; set x := col (f d) D in wd *.
have e1 : z * dot x (col d W) = 1 by rewrite dotC -dotZr -wd -/(norm2 _) norm1.
split; first by apply/eqP => e; move: e1; rewrite e mulr0 => /esym/eqP; rewrite oner_eq0.
have id (c m : R) : c * (c * m) = 1 -> (c * m) ^+ 2 = m.
  by move=> h; rewrite (_ : _ ^+ 2 = c * (c * m) * m); [rewrite h mul1r | ring].
by rewrite norm1 mulr1; move: e1; rewrite wd dotZr -/(norm2 _); exact: id.
Qed.
