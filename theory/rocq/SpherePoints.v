(* Points of the unit sphere at which no live affine row vanishes, near every point of it; and rational curves through them. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors GenericPoints.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Small.
Variable R : realFieldType.
Implicit Types a c d t e : R.

Lemma same_sign a d : `|d| < `|a| -> ((0 < a) = (0 < a + d)) * ((a < 0) = (a + d < 0)).
Proof.
case: (ltrgtP a 0) => [h|h|->]; last by rewrite normr0 normr_lt0.
  rewrite (ltr0_norm h) => k; have n : a + d < 0 by rewrite -ltr_subr_addl sub0r (le_lt_trans (ler_norm d) k).
  by rewrite n ltNge ltW.
rewrite (gtr0_norm h) => k; have n : 0 < a + d.
  by rewrite -ltr_subl_addl sub0r ltr_oppl (le_lt_trans _ k) // -normrN ler_norm.
by rewrite n [_ < 0]ltNge ltW.
Qed.

Lemma small_times a c d : a != 0 -> exists2 e, 0 < e & forall t, 0 < t -> t <= e -> `|t * (c + t * d)| < `|a|.
Proof.
move=> a0; have s0 : 0 < 1 + `|c| + `|d| by rewrite ltr_paddr ?normr_ge0 // ltr_paddr ?normr_ge0 // ltr01.
pose e := Num.min 1 (`|a| / (1 + `|c| + `|d|)).
exists e; first by rewrite lt_minr ltr01 divr_gt0 ?normr_gt0.
move=> t t0; rewrite le_minr => /andP[t1 ta]; rewrite normrM (gtr0_norm t0).
have h : `|c + t * d| < 1 + `|c| + `|d|.
  apply: le_lt_trans (ler_norm_add _ _) _; rewrite normrM (gtr0_norm t0).
  apply: le_lt_trans (_ : `|c| + `|d| < _); first by rewrite ler_add2l ler_pimull.
  by rewrite -addrA ltr_addr ltr01.
have : t * `|c + t * d| < t * (1 + `|c| + `|d|) by rewrite ltr_pmul2l.
by move=> k; apply: lt_le_trans k _; rewrite -ler_pdivl_mulr.
Qed.

Definition near t a c d := let q := a + t * (c + t * d) in
  [/\ 0 < a -> 0 < q, a < 0 -> q < 0 & [|| a != 0, c != 0 | d != 0] -> q != 0].

Lemma near_one a c d : exists2 e, 0 < e & forall t, 0 < t -> t <= e -> near t a c d.
Proof.
have [->|a0] := eqVneq a 0; last first.
  have [e e0 he] := small_times c d a0; exists e => // t t0 te.
  have [p q] := same_sign (he t t0 te); split; rewrite -?p -?q // => _.
  by rewrite neq_lt -p -q -neq_lt.
have [->|c0] := eqVneq c 0.
  exists 1 => // t t0 _; split; rewrite ?ltxx ?eqxx //= => d0.
  by rewrite !add0r !mulf_eq0 !negb_or d0 (gt_eqF t0).
have [e e0 he] := small_times d 0 c0; exists e => // t t0 te; split; rewrite ?ltxx // => _.
rewrite add0r mulf_eq0 negb_or (gt_eqF t0) /=; have := he t t0 te; rewrite mulr0 addr0 => h.
have [p q] := same_sign h; by rewrite neq_lt -p -q -neq_lt.
Qed.

Lemma near_all n (a c d : 'cV[R]_n) : exists2 e, 0 < e & forall t, 0 < t -> t <= e -> forall j, near t (a j 0) (c j 0) (d j 0).
Proof.
suff h (s : seq 'I_n) : exists2 e, 0 < e & forall t, 0 < t -> t <= e -> forall j, j \in s -> near t (a j 0) (c j 0) (d j 0).
  by have [e e0 he] := h (enum 'I_n); exists e => // t t0 te j; apply: he => //; rewrite mem_enum.
elim: s => [|i s [e e0 he]]; first by exists 1.
have [f f0 hf] := near_one (a i 0) (c i 0) (d i 0).
exists (Num.min e f); first by rewrite lt_minr e0 f0.
move=> t t0; rewrite le_minr => /andP[te tf] j; rewrite inE => /orP[/eqP ->|]; [exact: hf | exact: he].
Qed.
End Small.

Section Sphere.
Variables (R : realFieldType) (n p : nat) (W : 'M[R]_(n, p)) (b : 'cV[R]_n).
Implicit Types (x v y : 'cV[R]_p) (t s : R).
Definition pre x := W *m x + b.
Definition alive j := live W j || (b j 0 != 0).
Definition clear x := forall j, alive j -> pre x j 0 != 0.

(* the stereographic curve through x in the direction v, not yet divided by its length *)
Definition arc x v t := (1 - norm2 v * t ^+ 2) *: x + (2%:R * t) *: v.
Definition size_ v t := 1 + norm2 v * t ^+ 2.
Definition turned x v t := (size_ v t)^-1 *: arc x v t.

Lemma size_gt0 v t : 0 < size_ v t.
Proof. by rewrite ltr_paddr ?ltr01 // mulr_ge0 ?norm2_ge0 ?sqr_ge0. Qed.

Lemma norm2Z c v : norm2 (c *: v) = c ^+ 2 * norm2 v.
Proof. by rewrite /norm2 dotZr dotC dotZr mulrA. Qed.

Lemma norm2_comb (a c : R) x v : norm2 (a *: x + c *: v) = a ^+ 2 * norm2 x + 2%:R * a * c * dot x v + c ^+ 2 * norm2 v.
Proof.
rewrite /norm2 /dot !mulr_sumr -!big_split; apply: eq_bigr => i _ /=; rewrite !mxE.
by move: (x i 0) (v i 0) => s t; ring.
Qed.

Lemma turned_unit x v t : norm2 x = 1 -> dot x v = 0 -> norm2 (turned x v t) = 1.
Proof.
move=> x1 xv; rewrite norm2Z /arc.
have -> : norm2 ((1 - norm2 v * t ^+ 2) *: x + (2%:R * t) *: v) = (size_ v t) ^+ 2.
  by rewrite norm2_comb xv x1 /size_; move: (norm2 v) => s; ring.
by rewrite exprVn mulVf // expf_neq0 // gt_eqF // size_gt0.
Qed.

Definition cons x := pre x.
Definition slope v : 'cV[R]_n := 2%:R *: (W *m v).
Definition bend x v : 'cV[R]_n := norm2 v *: (b - W *m x).

Lemma preE x j : pre x j 0 = (W *m x) j 0 + b j 0. Proof. by rewrite mxE. Qed.
Lemma slopeE v j : slope v j 0 = 2%:R * (W *m v) j 0. Proof. by rewrite mxE. Qed.
Lemma bendE x v j : bend x v j 0 = norm2 v * (b j 0 - (W *m x) j 0).
Proof. by rewrite mxE; congr (_ * _); rewrite mxE; congr (_ + _); rewrite mxE. Qed.

Lemma pre_turned x v t j : (size_ v t) * pre (turned x v t) j 0 = pre x j 0 + t * (slope v j 0 + t * bend x v j 0).
Proof.
have s0 : size_ v t != 0 by rewrite gt_eqF // size_gt0.
have -> : pre (turned x v t) j 0 = (size_ v t)^-1 * ((1 - norm2 v * t ^+ 2) * (W *m x) j 0 + 2%:R * t * (W *m v) j 0) + b j 0.
  rewrite preE /turned /arc -scalemxAr mulmxDr -!scalemxAr; congr (_ + _).
  by rewrite mxE; congr (_ * _); rewrite mxE; congr (_ + _); rewrite mxE.
rewrite preE slopeE bendE mulrDr [size_ v t * (_^-1 * _)]mulrA mulfV // mul1r /size_.
by move: (norm2 v) ((W *m x) j 0) ((W *m v) j 0) (b j 0) => s a c d; ring.
Qed.

(* small turns keep all signs *)
Lemma keeps x v : exists2 e, 0 < e & forall t, 0 < t -> t <= e -> forall j,
  [/\ 0 < pre x j 0 -> 0 < pre (turned x v t) j 0, pre x j 0 < 0 -> pre (turned x v t) j 0 < 0 &
   [|| pre x j 0 != 0, slope v j 0 != 0 | bend x v j 0 != 0] -> pre (turned x v t) j 0 != 0].
Proof.
have [e e0 he] := near_all (pre x) (slope v) (bend x v); exists e => // t t0 te j.
have [p1 p2 p3] := he t t0 te j; have sz := size_gt0 v t.
split=> h.
- by rewrite -(pmulr_rgt0 _ sz) pre_turned; apply: p1.
- by rewrite -(pmulr_rlt0 _ sz) pre_turned; apply: p2.
have := p3 h; rewrite -pre_turned mulf_eq0 negb_or; by case/andP.
Qed.

Hypothesis p2 : (2 <= p)%N.

Definition off x : 'M[R]_p := 1%:M - x *m x^T.

Lemma off_orth x y : norm2 x = 1 -> dot x (off x *m y) = 0.
Proof.
move=> x1; rewrite dotE mulmxA /off mulmxBr mulmx1 mulmxA (_ : x^T *m x = 1%:M) ?mul1mx ?subrr ?mul0mx ?mxE //.
by apply/matrixP => i j; rewrite !ord1 -dotE [RHS]mxE eqxx.
Qed.

Lemma off_neq0 x : off x != 0.
Proof.
apply/negP => /eqP z; have : (\rank (1%:M : 'M[R]_p) <= 1)%N.
  have -> : (1%:M : 'M[R]_p) = x *m x^T by apply/eqP; rewrite -subr_eq0; apply/eqP.
  by apply: leq_trans (mxrankM_maxl _ _) (rank_leq_col _).
by rewrite mxrank1 leqNgt p2.
Qed.

Lemma nonzero_entry m k (A : 'M[R]_(m, k)) : A != 0 -> exists i j, A i j != 0.
Proof.
move=> A0; case: (boolP [exists i, [exists j, A i j != 0]]) => [/existsP[i /existsP[j h]]|no]; first by exists i, j.
case/eqP: A0; apply/matrixP => i j; rewrite [RHS]mxE; apply/eqP; move: no.
by rewrite negb_exists => /forallP/(_ i); rewrite negb_exists => /forallP/(_ j); rewrite negbK.
Qed.

Lemma direction x : norm2 x = 1 -> exists v, [/\ dot x v = 0, v != 0 &
  forall j, live W j -> (W *m x) j 0 = 0 -> (W *m v) j 0 != 0].
Proof.
move=> x1; have [y gy] := generic_exists (col_mx (W *m off x) (off x)).
have e : col_mx (W *m off x) (off x) *m y = col_mx (W *m (off x *m y)) (off x *m y) by rewrite mul_col_mx mulmxA.
exists (off x *m y); split; first exact: off_orth.
  apply/negP => /eqP h; have [i [k ik]] := nonzero_entry (off_neq0 x).
  have l : live (col_mx (W *m off x) (off x)) (rshift n i) by apply/existsP; exists k; rewrite col_mxEd.
  by have := gy _ l; rewrite e col_mxEd h mxE eqxx.
move=> j lj wx; have := gy (lshift p j); rewrite e col_mxEu; apply.
have := lj; case/existsP => i Wi; apply/existsP; exists i; rewrite col_mxEu /off mulmxBr mulmx1 mxE mulmxA.
rewrite [X in _ + X]mxE (_ : (W *m x *m x^T) j i = 0) ?subr0 //.
by rewrite mxE big_ord1 wx mul0r.
Qed.

(* a clear point near x, with the same signs *)
Lemma clear_near x : norm2 x = 1 -> exists y, [/\ norm2 y = 1, clear y &
  forall j, (0 < pre x j 0 -> 0 < pre y j 0) /\ (pre x j 0 < 0 -> pre y j 0 < 0)].
Proof.
move=> x1; have [v [xv v0 dv]] := direction x1; have [e e0 he] := keeps x v.
exists (turned x v e); split; first exact: turned_unit.
  move=> j aj; have [_ _] := he e e0 (lexx e) j; apply.
  have [//|/= px] := boolP (pre x j 0 != 0); move: px; rewrite negbK => /eqP px.
  have sv : norm2 v != 0 by rewrite norm2_eq0.
  rewrite slopeE bendE !mulf_eq0 (negbTE sv) pnatr_eq0 /=.
  have [wv|//] := eqVneq ((W *m v) j 0) 0.
  rewrite /= subr_eq0; apply/negP => /eqP bx.
  have b0 : b j 0 = 0.
    by move: px; rewrite preE -bx -mulr2n => /eqP; rewrite mulrn_eq0 => /eqP.
  move: aj; rewrite /alive b0 eqxx orbF => lj.
  by have := dv j lj; rewrite -bx b0 wv eqxx => /(_ erefl).
by move=> j; have [h1 h2 _] := he e e0 (lexx e) j.
Qed.
End Sphere.
