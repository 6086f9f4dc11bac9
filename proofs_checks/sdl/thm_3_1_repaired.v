(* The repaired Theorem 3.1 for finite laws: what the single-feature loss leaves out is the error where two or more features are active. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Law.
Variables (R : realFieldType) (N n p q r : nat) (P : 'I_N -> R) (x : 'I_N -> 'cV[R]_n).
Variables (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (E : 'M[R]_(q, p)) (D : 'M[R]_(r, q)) (sigma : 'cV[R]_q -> 'cV[R]_q).
Hypothesis P_ge0 : forall w, 0 <= P w.
Hypothesis x_ge0 : forall w d, 0 <= x w d 0.
Hypothesis sigma_hom : forall t z, 0 < t -> sigma (t *: z) = t *: sigma z.

Definition act w := [set d : 'I_n | 0 < x w d 0].
Definition err w := norm2 (V *m x w - D *m sigma (E *m (W *m x w))).
Definition fit d := norm2 (col d V - D *m sigma (E *m col d W)).

Lemma sigma0 : sigma 0 = 0.
Proof.
have h := sigma_hom 0 (ltr0Sn R 1); rewrite scaler0 in h.
apply/eqP; move/eqP: h; rewrite -subr_eq0 -{1}(scale1r (sigma 0)) -scalerBl scaler_eq0 subr_eq0.
by rewrite -[1]/(1%:R) eqr_nat.
Qed.

Lemma err_none w : act w = set0 -> err w = 0.
Proof.
move=> a0; have x0 : x w = 0.
  apply/matrixP => d j; rewrite ord1 mxE; apply/eqP; rewrite eq_le x_ge0 andbT leNgt.
  by apply/negP => h; have := in_set0 d; rewrite -a0 inE h.
by rewrite /err x0 !mulmx0 sigma0 mulmx0 subr0 /norm2 dot0r.
Qed.

Lemma err_single w d : act w = [set d] -> err w = x w d 0 ^+ 2 * fit d.
Proof.
move=> a1; set t := x w d 0.
have t_gt0 : 0 < t by have := set11 d; rewrite -a1 inE.
have xe : x w = t *: delta_mx d 0.
  apply/matrixP => k j; rewrite ord1 !mxE eqxx andbT.
  case: eqP => [->|/eqP kd]; first by rewrite mulr1.
  rewrite mulr0; apply/eqP; rewrite eq_le x_ge0 andbT leNgt; apply/negP => h.
  have : k \in [set d] by rewrite -a1 inE.
  by rewrite inE (negbTE kd).
rewrite /err xe -!scalemxAr -!colE sigma_hom // -!scalemxAr -scalerBr /norm2 /fit.
by rewrite dotZr dotC dotZr /norm2 mulrA expr2.
Qed.

Definition weight d := \sum_(w < N) P w * (if act w == [set d] then x w d 0 ^+ 2 else 0).
Definition several := \sum_(w < N) P w * (((2 <= #|act w|)%N : bool)%:R : R).

Lemma identity : \sum_(w < N) P w * err w - \sum_(d < n) weight d * fit d =
  \sum_(w < N) P w * (if (2 <= #|act w|)%N then err w else 0).
Proof.
have -> : \sum_(d < n) weight d * fit d = \sum_(w < N) P w * (if #|act w| == 1%N then err w else 0).
  rewrite /weight; under eq_bigr do rewrite mulr_suml.
  rewrite exchange_big /=; apply: eq_bigr => w _; case: ifP => [/cards1P[d0 a1]|c1].
    rewrite (bigD1 d0) //= big1 ?addr0 => [|d dd]; first by rewrite a1 eqxx (err_single a1) mulrA.
    by rewrite a1 (inj_eq set1_inj) eq_sym (negbTE dd) mulr0 mul0r.
  rewrite mulr0 big1 // => d _; case: eqP => [a1|_]; last by rewrite mulr0 mul0r.
  by rewrite a1 cards1 in c1.
rewrite -sumrB; apply: eq_bigr => w _; rewrite -mulrBr; congr (_ * _).
case e: #|act w| => [|[|k]] /=; rewrite ?subrr ?subr0 //.
by apply: err_none; apply/eqP; rewrite -cards_eq0 e.
Qed.

Lemma below : 0 <= \sum_(w < N) P w * (if (2 <= #|act w|)%N then err w else 0).
Proof. by apply: sumr_ge0 => w _; case: ifP => _; rewrite ?mulr0 // mulr_ge0 ?norm2_ge0. Qed.

Lemma above C : (forall w, err w <= C) ->
  \sum_(w < N) P w * (if (2 <= #|act w|)%N then err w else 0) <= C * several.
Proof.
move=> hC; rewrite /several mulr_sumr; apply: ler_sum => w _; rewrite [C * _]mulrCA; apply: ler_wpmul2l => //.
by case: ifP => _; rewrite ?mulr1 ?mulr0.
Qed.

Definition Pr (A : pred 'I_N) := \sum_(w | A w) P w.

Lemma pairs S : (forall d, Pr [pred w | d \in act w] <= 1 - S) ->
  (forall i j, i != j -> Pr [pred w | (i \in act w) && (j \in act w)] <= Pr [pred w | i \in act w] * Pr [pred w | j \in act w]) ->
  Pr [pred w | (2 <= #|act w|)%N] <= 'C(n, 2)%:R * (1 - S) ^+ 2.
Proof.
move=> hS hpair.
have Pr_ge0 A : 0 <= Pr A by apply: sumr_ge0.
apply: (@le_trans _ _ (\sum_(A : {set 'I_n} | #|A| == 2%N) Pr [pred w | A \subset act w])).
  rewrite /Pr; under [X in _ <= X]eq_bigr do rewrite big_mkcond.
  rewrite exchange_big /= big_mkcond; apply: ler_sum => w _; case: ifP => [h|_]; last first.
    by apply: sumr_ge0 => A _; case: ifP.
  have [B sB BA] : exists2 B : {set 'I_n}, #|B| == 2%N & B \subset act w.
    have /card_gt1P[i [j [ia ja ij]]] := h.
    exists [set i; j]; first by rewrite cards2 ij.
    by apply/subsetP => k; rewrite !inE => /orP[]/eqP->; move: ia ja; rewrite !inE.
  rewrite (bigD1 B) //= BA ler_addl; apply: sumr_ge0 => A _; by case: ifP.
apply: (@le_trans _ _ (\sum_(A : {set 'I_n} | #|A| == 2%N) (1 - S) ^+ 2)).
  apply: ler_sum => A /cards2P[i [j [ij ->]]].
  apply: (@le_trans _ _ (Pr [pred w | i \in act w] * Pr [pred w | j \in act w])).
    apply: le_trans (hpair _ _ ij); rewrite /Pr le_eqVlt; apply/orP; left; apply/eqP.
    by apply: eq_bigl => w; rewrite /= subUset !sub1set.
  by rewrite expr2; apply: ler_pmul.
by rewrite sumr_const -mulr_natl -[n in 'C(n, _)]card_ord -card_draws cardsE.
Qed.

Lemma PrE (A : pred 'I_N) : Pr A = \sum_(w < N) P w * ((A w : bool)%:R : R).
Proof. by rewrite /Pr big_mkcond; apply: eq_bigr => w _; case: (A w); rewrite ?mulr1 ?mulr0. Qed.
End Law.

Theorem proof : claim.
Proof.
move=> R N n p q r P x W V E D sigma S C A e M law x0 hom sparse pair.
have {}law := proj1 law.
have id := @identity R N n p q r P x W V E D sigma x0 hom.
split; first by rewrite id; apply: below.
split; first exact: id.
split; first by move=> hC; rewrite id; apply: above.
have same (F G : 'I_N -> bool) : F =1 G -> Pr P F = \sum_(w < N) P w * ((G w : bool)%:R : R).
  by move=> h; rewrite PrE; apply: eq_bigr => w _; rewrite h.
have on w d : (d \in act x w) = (0 < x w d 0) by rewrite inE.
have := @pairs R N n P x law S; rewrite PrE; apply.
  by move=> d; rewrite (same _ (fun w => 0 < x w d 0)) // => w; apply: on.
move=> i j ij; rewrite (same _ (fun w => (0 < x w i 0) && (0 < x w j 0))) => [|w]; last by rewrite /= !on.
by rewrite !(same _ (fun w => 0 < x w _ 0) (fun w => on w _)); apply: pair.
Qed.
