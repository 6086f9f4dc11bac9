(* Finite laws of sparse inputs: what a sum over single active features leaves out of an expected error is the part where two or more
   are active.  A w: the features that are active in the outcome w; e w: its error; s w d: the factor of the error of d alone. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Law.
Variables (R : realFieldType) (N n : nat) (P : 'I_N -> R) (A : 'I_N -> {set 'I_n}).
Variables (e : 'I_N -> R) (s : 'I_N -> 'I_n -> R) (fit : 'I_n -> R).
Hypothesis P_ge0 : forall w, 0 <= P w.
Hypothesis e_ge0 : forall w, 0 <= e w.
Hypothesis e_none : forall w, A w = set0 -> e w = 0.
Hypothesis e_single : forall w d, A w = [set d] -> e w = s w d * fit d.

Definition weight d := \sum_(w < N) P w * (if A w == [set d] then s w d else 0).
Definition several := \sum_(w < N) P w * (((2 <= #|A w|)%N : bool)%:R : R).

Lemma identity : \sum_(w < N) P w * e w - \sum_(d < n) weight d * fit d =
  \sum_(w < N) P w * (if (2 <= #|A w|)%N then e w else 0).
Proof.
have -> : \sum_(d < n) weight d * fit d = \sum_(w < N) P w * (if #|A w| == 1%N then e w else 0).
  rewrite /weight; under eq_bigr do rewrite mulr_suml.
  rewrite exchange_big /=; apply: eq_bigr => w _; case: ifP => [/cards1P[d0 a1]|c1].
    rewrite (bigD1 d0) //= big1 ?addr0 => [|d dd]; first by rewrite a1 eqxx (e_single a1) mulrA.
    by rewrite a1 (inj_eq set1_inj) eq_sym (negbTE dd) mulr0 mul0r.
  rewrite mulr0 big1 // => d _; case: eqP => [a1|_]; last by rewrite mulr0 mul0r.
  by rewrite a1 cards1 in c1.
rewrite -sumrB; apply: eq_bigr => w _; rewrite -mulrBr; congr (_ * _).
case c: #|A w| => [|[|k]] /=; rewrite ?subrr ?subr0 //.
by apply: e_none; apply/eqP; rewrite -cards_eq0 c.
Qed.

Lemma below : 0 <= \sum_(w < N) P w * (if (2 <= #|A w|)%N then e w else 0).
Proof. by apply: sumr_ge0 => w _; case: ifP => _; rewrite ?mulr0 // mulr_ge0 ?e_ge0. Qed.

Lemma above C : (forall w, e w <= C) ->
  \sum_(w < N) P w * (if (2 <= #|A w|)%N then e w else 0) <= C * several.
Proof.
move=> hC; rewrite /several mulr_sumr; apply: ler_sum => w _; rewrite [C * _]mulrCA; apply: ler_wpmul2l => //.
by case: ifP => _; rewrite ?mulr1 ?mulr0.
Qed.

Definition Pr (B : pred 'I_N) := \sum_(w | B w) P w.

Lemma pairs S : (forall d, Pr [pred w | d \in A w] <= 1 - S) ->
  (forall i j, i != j -> Pr [pred w | (i \in A w) && (j \in A w)] <= Pr [pred w | i \in A w] * Pr [pred w | j \in A w]) ->
  Pr [pred w | (2 <= #|A w|)%N] <= 'C(n, 2)%:R * (1 - S) ^+ 2.
Proof.
move=> hS hpair.
have Pr_ge0 B : 0 <= Pr B by apply: sumr_ge0.
apply: (@le_trans _ _ (\sum_(B : {set 'I_n} | #|B| == 2%N) Pr [pred w | B \subset A w])).
  rewrite /Pr; under [X in _ <= X]eq_bigr do rewrite big_mkcond.
  rewrite exchange_big /= big_mkcond; apply: ler_sum => w _; case: ifP => [h|_]; last first.
    by apply: sumr_ge0 => B' _; case: ifP.
  have [B sB BA] : exists2 B : {set 'I_n}, #|B| == 2%N & B \subset A w.
    have /card_gt1P[i [j [ia ja ij]]] := h.
    exists [set i; j]; first by rewrite cards2 ij.
    by apply/subsetP => k; rewrite !inE => /orP[]/eqP->.
  rewrite (bigD1 B) //= BA ler_addl; apply: sumr_ge0 => B' _; by case: ifP.
apply: (@le_trans _ _ (\sum_(B : {set 'I_n} | #|B| == 2%N) (1 - S) ^+ 2)).
  apply: ler_sum => B /cards2P[i [j [ij ->]]].
  apply: (@le_trans _ _ (Pr [pred w | i \in A w] * Pr [pred w | j \in A w])).
    apply: le_trans (hpair _ _ ij); rewrite /Pr le_eqVlt; apply/orP; left; apply/eqP.
    by apply: eq_bigl => w; rewrite /= subUset !sub1set.
  by rewrite expr2; apply: ler_pmul.
by rewrite sumr_const -mulr_natl -[n in 'C(n, _)]card_ord -card_draws cardsE.
Qed.

Lemma PrE (B : pred 'I_N) : Pr B = \sum_(w < N) P w * ((B w : bool)%:R : R).
Proof. by rewrite /Pr big_mkcond; apply: eq_bigr => w _; case: (B w); rewrite ?mulr1 ?mulr0. Qed.
End Law.

(* the error of a network with a positively homogeneous activation *)
Section Homogeneous.
Variables (R : realFieldType) (N n p q r : nat) (x : 'I_N -> 'cV[R]_n).
Variables (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (E : 'M[R]_(q, p)) (D : 'M[R]_(r, q)) (sigma : 'cV[R]_q -> 'cV[R]_q).
Hypothesis x_ge0 : forall w d, 0 <= x w d 0.
Hypothesis sigma_hom : forall t z, 0 < t -> sigma (t *: z) = t *: sigma z.

Definition act w := [set d : 'I_n | 0 < x w d 0].
Definition err w := norm2 (V *m x w - D *m sigma (E *m (W *m x w))).
Definition hom_fit d := norm2 (col d V - D *m sigma (E *m col d W)).

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

Lemma err_single w d : act w = [set d] -> err w = x w d 0 ^+ 2 * hom_fit d.
Proof.
move=> a1; set t := x w d 0.
have t_gt0 : 0 < t by have := set11 d; rewrite -a1 inE.
have xe : x w = t *: delta_mx d 0.
  apply/matrixP => k j; rewrite ord1 !mxE eqxx andbT.
  case: eqP => [->|/eqP kd]; first by rewrite mulr1.
  rewrite mulr0; apply/eqP; rewrite eq_le x_ge0 andbT leNgt; apply/negP => h.
  have : k \in [set d] by rewrite -a1 inE.
  by rewrite inE (negbTE kd).
rewrite /err xe -!scalemxAr -!colE sigma_hom // -!scalemxAr -scalerBr /norm2 /hom_fit.
by rewrite dotZr dotC dotZr /norm2 mulrA expr2.
Qed.
End Homogeneous.
