(* Patterns in which every feature is on for one neuron: the loss there, partial minima, and what they are equivalent to.
   Each definition is also written in the typed language (theory/sdl/regions.py); that the two agree is proved by conversion. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Psd Farkas GenericPoints.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.
(* neuron c d is on for feature d, and no other one *)
Definition owned q p n (c : 'I_n -> 'I_q) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) : Prop :=
  forall (i : 'I_q) (d : 'I_n), (0 < codes E W i d) = (i == c d).
(* neither half of the network can be improved alone, the encoder inside its region *)
Definition partial_minimum r q p n (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) : Prop :=
  (forall D2 : 'M[R]_(r, q), loss D E W V M <= loss D2 E W V M) /\
  (forall E2 : 'M[R]_(q, p), same_pattern E E2 W -> loss D E W V M <= loss D E2 W V M).
(* of neuron i: sum_d M_d z_d^2, the vector of M_d z_d, and of M_d (<u, v_d> - |u|^2 z_d) where it is on *)
Definition mass q p n (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (M : 'I_n -> R) (i : 'I_q) : R := \sum_(d < n) M d * codes E W i d ^+ 2.
Definition pulls q p n (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (M : 'I_n -> R) (i : 'I_q) : 'cV[R]_n := \col_(d < n) (M d * codes E W i d).
Definition slopes r q p n (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) (i : 'I_q) : 'cV[R]_n :=
  \col_(d < n) (if 0 < codes E W i d then M d * (dot (col i D) (col d V) - norm2 (col i D) * codes E W i d) else 0).
End Definitions.

(* a number keeps its sign under a smaller change *)
Lemma sign_near (R : realFieldType) (x e : R) : `|e| < `|x| -> (0 < x + e) = (0 < x).
Proof.
case: (ltrgtP x 0) => [x0|x0|->]; last by rewrite normr0 normr_lt0.
  rewrite (ltr0_norm x0) => h; apply/negbTE; rewrite -leNgt ltW //.
  by rewrite -ltr_subr_addl sub0r; apply: le_lt_trans (ler_norm e) h.
by rewrite (gtr0_norm x0) ltr_norml => /andP[h _]; rewrite -ltr_subl_addl sub0r.
Qed.

Section Owned.
Variables (R : realFieldType) (r q p n : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) (c : 'I_n -> 'I_q).
Implicit Types (D : 'M[R]_(r, q)) (E F : 'M[R]_(q, p)).
Local Notation K := (diag_mx (\row_d M d)).

Lemma owned_code E i d : owned c E W -> codes E W i d = if i == c d then (E *m W) i d else 0.
Proof. by move=> h; rewrite codesE -codes_gt0 h. Qed.
Lemma owned_gt0 E d : owned c E W -> 0 < (E *m W) (c d) d.
Proof. by move=> h; rewrite -codes_gt0 h eqxx. Qed.
Lemma owned_le0 E i d : owned c E W -> i != c d -> (E *m W) i d <= 0.
Proof. by move=> h ne; rewrite leNgt -codes_gt0 h ne. Qed.
Lemma owned_same E F : owned c E W -> same_pattern E F W -> owned c F W.
Proof. by move=> h s i d; rewrite -s h. Qed.

Lemma decoded D E k d : owned c E W -> (D *m codes E W) k d = D k (c d) * (E *m W) (c d) d.
Proof.
move=> h; rewrite mxE (bigD1 (c d)) //= owned_code // eqxx big1 ?addr0 // => i ne.
by rewrite owned_code // (negbTE ne) mulr0.
Qed.

Lemma loss_owned D E : owned c E W ->
  loss D E W V M = \sum_d M d * norm2 (col d V - (E *m W) (c d) d *: col (c d) D).
Proof.
move=> h; rewrite /loss /weighted; apply: eq_bigr => d _; congr (_ * _); rewrite /norm2 /dot.
apply: eq_bigr => i _; rewrite addmxE oppmxE decoded // expr2; move: ((E *m W) _ _) => z.
by rewrite !mxE [D _ _ * _]mulrC.
Qed.

Lemma loss_wls D E : loss D E W V M = wloss K V (codes E W) D.
Proof. by rewrite /wloss qf_diag; apply: eq_bigr => d _; rewrite mxE. Qed.

Lemma normal_entry D E k i : owned c E W ->
  ((V - D *m codes E W) *m K *m (codes E W)^T) k i = (V *m pulls E W M i) k 0 - mass E W M i * D k i.
Proof.
move=> h; rewrite mul_mx_diag [LHS]mxE [(V *m _) k 0]mxE /mass mulr_suml -sumrB; apply: eq_bigr => d _.
rewrite [(\matrix_(_, _) _) k d]mxE addmxE oppmxE decoded // [pulls _ _ _ _ _ _]mxE.
rewrite [(\row__ _) _ _]mxE [_^T _ _]mxE owned_code //; case: (i =P c d) => [->|_]; last by ring.
by move: (V k d) (D k _) ((E *m W) _ _) (M d) => v u z w; ring.
Qed.

Hypothesis M_ge0 : forall d, 0 <= M d.

Lemma decoder_half D E : owned c E W ->
  (forall D2, loss D E W V M <= loss D2 E W V M) <-> (forall i, mass E W M i *: col i D = V *m pulls E W M i).
Proof.
move=> h; have hK : psd K by apply: psd_diag => d; rewrite mxE.
apply: iff_trans (_ : wls_normal K V (codes E W) D <-> _).
  have e D2 : loss D2 E W V M = wloss K V (codes E W) D2 by apply: loss_wls.
  split=> [o|/(wls V (codes E W) hK D) o D2]; last by rewrite !e.
  by apply/(wls V (codes E W) hK D) => D2; rewrite -!e.
split=> [e i|e].
  apply/matrixP => k j; rewrite (ord1 j); apply/eqP; rewrite eq_sym -subr_eq0; apply/eqP.
  by have := normal_entry D k i h; rewrite e mxE => ->; rewrite scalemxE [col i D k 0]mxE.
apply/matrixP => k i; rewrite normal_entry // -e scalemxE [col i D k 0]mxE subrr mxE //.
Qed.

(* how the loss changes when the encoder moves inside its region *)
Lemma encoder_gap D E F : owned c E W -> owned c F W ->
  loss D F W V M - loss D E W V M =
    \sum_d M d * (((F - E) *m W) (c d) d) ^+ 2 * norm2 (col (c d) D) - 2%:R * \sum_i ((F - E) *m (W *m slopes D E W V M i)) i 0.
Proof.
move=> hE hF; have -> : \sum_i ((F - E) *m (W *m slopes D E W V M i)) i 0 =
  \sum_d M d * (((F - E) *m W) (c d) d) * (dot (col (c d) D) (col d V) - norm2 (col (c d) D) * (E *m W) (c d) d).
  under eq_bigr do rewrite mulmxA mxE; rewrite exchange_big; apply: eq_bigr => d _ /=.
  rewrite (bigD1 (c d)) //= big1 ?addr0 => [|i ne]; last by rewrite [slopes _ _ _ _ _ _ _ _]mxE hE (negbTE ne) mulr0.
  by rewrite [slopes _ _ _ _ _ _ _ _]mxE hE eqxx owned_code // eqxx mulrCA mulrA.
rewrite !loss_owned // -sumrB mulr_sumr -sumrB; apply: eq_bigr => d _; rewrite !norm2_sub mulmxBl addmxE oppmxE.
by move: (norm2 _) (norm2 _) (dot _ _) ((F *m W) _ _) ((E *m W) _ _) (M d) => a b s x y w; ring.
Qed.

(* a multiplier on the walls of row i for every direction in which the loss falls *)
Definition walled D E i := exists mu : 'cV[R]_n,
  [/\ forall e, 0 <= mu e 0, forall e, (E *m W) i e != 0 -> mu e 0 = 0 & W *m slopes D E W V M i = W *m mu].

Lemma walled_min D E : owned c E W -> (forall i, walled D E i) ->
  forall F, same_pattern E F W -> loss D E W V M <= loss D F W V M.
Proof.
move=> hE wall F s; have hF := owned_same hE s; rewrite -subr_ge0 encoder_gap //.
rewrite subr_ge0; apply: (@le_trans _ _ 0); last first.
  by apply: sumr_ge0 => d _; rewrite mulr_ge0 ?norm2_ge0 // mulr_ge0 ?sqr_ge0.
rewrite pmulr_rle0 ?ltr0n // -oppr_ge0 -sumrN; apply: sumr_ge0 => i _; rewrite oppr_ge0.
have [mu [mu0 off ->]] := wall i; rewrite mulmxA mxE -oppr_ge0 -sumrN; apply: sumr_ge0 => e _; rewrite oppr_ge0.
case: (eqVneq ((E *m W) i e) 0) => [z|/off ->]; last by rewrite mulr0.
have ne : i != c e by apply: contraTN (owned_gt0 e hE) => /eqP <-; rewrite z ltxx.
by rewrite mulmxBl addmxE oppmxE z subr0 mulr_le0_ge0 // (owned_le0 hF).
Qed.

Lemma min_walled D E : owned c E W -> (forall F, same_pattern E F W -> loss D E W V M <= loss D F W V M) ->
  forall i, walled D E i.
Proof.
move=> hE opt i; set g := W *m slopes D E W V M i.
pose A : 'M[R]_(p, n) := \matrix_(k, e) (W k e * ((E *m W) i e == 0)%:R).
have [[x [x0 ex]]|[y [y0 yg]]] := farkas_cone A g.
  exists (\col_e (((E *m W) i e == 0)%:R * x e 0)); split.
  - by move=> e; rewrite mxE mulr_ge0 ?ler0n.
  - by move=> e /negbTE ne; rewrite mxE ne mul0r.
  rewrite -/g -ex; apply/matrixP => k j; rewrite (ord1 j) !mxE; apply: eq_bigr => e _.
  by rewrite [A k e]mxE [(\col__ _) _ _]mxE mulrA.
exfalso; pose a : 'cV[R]_n := \col_d (E *m W) i d; pose b : 'cV[R]_n := \col_d - (y^T *m W) 0 d.
have [e e0 he] := small_step a b.
pose Q := \sum_d M d * (b d 0) ^+ 2 * norm2 (col (c d) D).
have Q0 : 0 <= Q by apply: sumr_ge0 => d _; rewrite mulr_ge0 ?norm2_ge0 // mulr_ge0 ?sqr_ge0.
have Q1 : 0 < Q + 1 by rewrite ltr_paddl ?ltr01.
pose G := - (y^T *m g) 0 0; have G0 : 0 < G by rewrite oppr_gt0.
pose t := Num.min e (G / (Q + 1)).
have t0 : 0 < t by rewrite lt_minr e0 divr_gt0.
pose F := E - t *: (delta_mx i 0 *m y^T).
have stepE m (X : 'M[R]_(p, m)) j d : ((F - E) *m X) j d = if j == i then - t * (y^T *m X) 0 d else 0.
  rewrite /F addrC addrA addNr add0r -scaleNr -scalemxAl -mulmxA scalemxE mxE big_ord1 mxE andbT.
  by case: (j == i); rewrite ?mul1r // mul0r mulr0.
have same : same_pattern E F W.
  move=> j d; rewrite !codes_gt0; have -> : (F *m W) j d = (E *m W) j d + ((F - E) *m W) j d by rewrite [(F - E) *m W]mulmxBl addmxE oppmxE addrC subrK.
  rewrite stepE; case: (eqVneq j i) => [->|_]; last by rewrite addr0.
  have -> : - t * (y^T *m W) 0 d = t * b d 0 by rewrite [b d 0]mxE mulrN mulNr.
  have az : (E *m W) i d = a d 0 by rewrite [RHS]mxE.
  rewrite az.
  case: (eqVneq (a d 0) 0) => [z|nz].
    rewrite z add0r ltxx; apply/esym; rewrite ltNge pmulr_rle0 // [b d 0]mxE oppr_le0.
    have -> : (y^T *m W) 0 d = (y^T *m A) 0 d by rewrite mxE [RHS]mxE; apply: eq_bigr => k _; rewrite [A k d]mxE az z eqxx mulr1.
    by rewrite y0.
  apply/esym/sign_near; apply: le_lt_trans (he d nz); rewrite !normrM; apply: ler_wpmul2r => //.
  by rewrite !gtr0_norm // le_minl lexx.
have := opt F same; rewrite -subr_ge0 (encoder_gap _ hE (owned_same hE same)) leNgt => /negP; apply.
have -> : \sum_i0 ((F - E) *m (W *m slopes D E W V M i0)) i0 0 = t * G.
  rewrite (bigD1 i) //= big1 ?addr0 => [|j ne]; last by rewrite stepE (negbTE ne).
  by rewrite stepE eqxx /G mulrN mulNr.
have le : \sum_d M d * (((F - E) *m W) (c d) d) ^+ 2 * norm2 (col (c d) D) <= t ^+ 2 * Q.
  rewrite mulr_sumr; apply: ler_sum => d _; rewrite stepE [t ^+ 2 * _]mulrA; apply: ler_wpmul2r; first exact: norm2_ge0.
  case: (c d == i); last by rewrite expr0n mulr0; apply: mulr_ge0; [apply: sqr_ge0 | apply: mulr_ge0; rewrite ?sqr_ge0].
  by rewrite [b d 0]mxE mulNr !sqrrN exprMn mulrCA.
apply: le_lt_trans (ler_sub le (lexx _)) _.
have tQ : t * (Q + 1) <= G by rewrite -ler_pdivl_mulr // le_minl lexx orbT.
have tG : 0 < t * G by apply: mulr_gt0.
have : t ^+ 2 * Q <= t * G.
  rewrite expr2 -mulrA ler_pmul2l //; apply: le_trans tQ; rewrite ler_pmul2l //.
  by rewrite ler_addl ler01.
by move=> h; rewrite subr_lt0; apply: le_lt_trans h _; rewrite mulr_natl mulr2n ltr_addl.
Qed.
End Owned.
