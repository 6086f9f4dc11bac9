(* Two codes of three features are dependent, x_1 z_1 + x_2 z_2 + x_3 z_3 = 0, and |W x|^2 <= loss |x|^2 by Cauchy and Schwarz; equality
   would need x = (1, 1, 0), so that nonnegative codes z_1, z_2 vanish. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Norms Sdl.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Three.
Variables (R : realFieldType) (p : nat) (W : 'M[R]_(p, 3)).
Local Notation i0 := (@Ordinal 3 0 isT).
Local Notation i1 := (@Ordinal 3 1 isT).
Local Notation i2 := (@Ordinal 3 2 isT).
Local Notation w d := (col d W).
Hypotheses (h00 : dot (w i0) (w i0) = 1) (h11 : dot (w i1) (w i1) = 1) (h22 : dot (w i2) (w i2) = 1).
Hypotheses (h01 : dot (w i0) (w i1) = - (3%:R / 5%:R)) (h02 : dot (w i0) (w i2) = 0) (h12 : dot (w i1) (w i2) = 0).
Local Notation ones := (fun=> 1 : R).

Lemma sum3 (f : 'I_3 -> R) : \sum_d f d = f i0 + f i1 + f i2.
Proof. by rewrite !big_ord_recl big_ord0 addr0 addrA; congr (f _ + f _ + f _); apply: val_inj. Qed.
Lemma weighted3 (Y : 'M[R]_(p, 3)) : weighted Y ones = \sum_d norm2 (col d Y).
Proof. by apply: eq_bigr => d _; rewrite mul1r; apply: eq_bigr => i _; rewrite mxE expr2. Qed.

Lemma gram (x : 'cV[R]_3) : norm2 (W *m x) = 2%:R / 5%:R * norm2 x + 3%:R / 5%:R * ((x i0 0 - x i1 0) ^+ 2 + x i2 0 ^+ 2).
Proof.
rewrite {1}/norm2 dot_mulmxr sum3 /norm2 ![dot (W *m x) _]dotC !dot_mulmxr {4}/dot !sum3.
rewrite ![dot (w i1) (w i0)]dotC ![dot (w i2) (w i0)]dotC ![dot (w i2) (w i1)]dotC h00 h11 h22 h01 h02 h12.
by move: (x i0 0) (x i1 0) (x i2 0) => a b c; field.
Qed.

Lemma above (D : 'M[R]_(p, 2)) (Z : 'M[R]_(2, 3)) : (forall i d, 0 <= Z i d) -> 2%:R / 5%:R < weighted (W - D *m Z) ones.
Proof.
move=> Z0; have [x Zx xn] : exists2 x : 'cV[R]_3, Z *m x = 0 & x != 0.
  have : kermx Z^T != 0 by rewrite kermx_eq0 /row_free; apply: contraTneq (rank_leq_col Z^T) => ->.
  move/rowV0Pn=> [v /sub_kermxP e vn]; exists v^T; last by rewrite -trmx0 (inj_eq trmx_inj).
  by rewrite -[Z]trmxK -trmx_mul e trmx0.
have n0 : 0 < norm2 x by rewrite lt_def norm2_eq0 xn norm2_ge0.
set Y := W - D *m Z; have Yx : Y *m x = W *m x by rewrite mulmxBl -mulmxA Zx mulmx0 subr0.
have := cauchy_mx Y x; rewrite Yx gram -weighted3; move: (weighted Y ones) (weighted3 Y) => L LE h.
rewrite ltNge; apply/negP => low.
have [e1 e2] : x i0 0 = x i1 0 /\ x i2 0 = 0.
  have s : (x i0 0 - x i1 0) ^+ 2 + x i2 0 ^+ 2 <= 0.
    have c0 : 0 < 3%:R / 5%:R :> R by rewrite divr_gt0 ?ltr0n.
    rewrite -(pmulr_rle0 _ c0) -(ger_addl (2%:R / 5%:R * norm2 x)); apply: le_trans h _; apply: ler_wpmul2r low; exact: ltW.
  have : ((x i0 0 - x i1 0) ^+ 2 + x i2 0 ^+ 2) == 0 by rewrite eq_le s addr_ge0 ?sqr_ge0.
  by rewrite paddr_eq0 ?sqr_ge0 // !sqrf_eq0 subr_eq0 => /andP[/eqP -> /eqP ->].
have x1 : x i1 0 != 0.
  apply: contra xn => /eqP z; apply/eqP/matrixP => d j; rewrite (ord1 j) mxE.
  by case: d => [[|[|[|?]]] hd] //; [rewrite -[RHS]z -[RHS]e1 | rewrite -[RHS]z | rewrite -[RHS]e2]; congr (x _ _); apply: val_inj.
have zero i : Z i i0 = 0 /\ Z i i1 = 0.
  have /matrixP/(_ i 0) := Zx; rewrite mxE sum3 e1 e2 mulr0 addr0 -mulrDl mxE => /eqP.
  by rewrite mulf_eq0 (negbTE x1) orbF paddr_eq0 // => /andP[/eqP -> /eqP ->].
have same d : (forall i, Z i d = 0) -> norm2 (col d Y) = norm2 (w d).
  move=> z; congr norm2; apply/matrixP => k j; rewrite !mxE big1 ?subr0 // => i _; by rewrite z mulr0.
have : L = 1 + 1 + norm2 (col i2 Y).
  by rewrite LE sum3 (same i0 (fun i => (zero i).1)) (same i1 (fun i => (zero i).2)) /norm2 h00 h11.
move=> eL; move: low; rewrite eL leNgt => /negP; apply.
apply: (@lt_le_trans _ _ 1); first by rewrite ltr_pdivr_mulr ?ltr0n // mul1r ltr_nat.
by rewrite -addrA ler_addl addr_ge0 ?norm2_ge0 ?ler01.
Qed.

Definition near_encoder t : 'M[R]_(2, p) := \matrix_(i < 2, k < p)
  (if (i.+1 == 1)%N then t * (25%:R / 16%:R * w i0 k 0 + 15%:R / 16%:R * w i1 k 0) + w i2 k 0
   else t * (15%:R / 16%:R * w i0 k 0 + 25%:R / 16%:R * w i1 k 0) + w i2 k 0).
Definition near_decoder t : 'M[R]_(p, 2) := \matrix_(k < p, i < 2)
  (if (i.+1 == 1)%N then (w i0 k 0 - w i1 k 0) / (2%:R * t) else w i2 k 0 - (w i0 k 0 - w i1 k 0) / (2%:R * t)).

Lemma pre t i d : (near_encoder t *m W) i d =
  if (i.+1 == 1)%N then t * (25%:R / 16%:R * dot (w d) (w i0) + 15%:R / 16%:R * dot (w d) (w i1)) + dot (w d) (w i2)
  else t * (15%:R / 16%:R * dot (w d) (w i0) + 25%:R / 16%:R * dot (w d) (w i1)) + dot (w d) (w i2).
Proof.
rewrite mxE; case e: (i.+1 == 1)%N; rewrite -!dotZr -!dotDr -dotZr -dotDr; apply: eq_bigr => k _; rewrite [near_encoder t i k]mxE e !mxE;
  move: (W k _) (W k _) (W k _) (W k _) => a b c x; ring.
Qed.

Lemma sub_entry m n (A B : 'M[R]_(m, n)) k d : (A - B) k d = A k d - B k d.
Proof. by rewrite !mxE. Qed.

Lemma family t : 0 < t -> loss (near_decoder t) (near_encoder t) W W ones = 2%:R / 5%:R + t ^+ 2.
Proof.
move=> t0; have tn : t != 0 by rewrite gt_eqF.
have n2 : 2%:R != 0 :> R by rewrite pnatr_eq0.
have h10 := h01; have h20 := h02; have h21 := h12; rewrite dotC in h10; rewrite dotC in h20; rewrite dotC in h21.
have relu_t : relu t = t by rewrite relu_pos // ltW.
have relu_0 : relu (0 : R) = 0 by rewrite relu_neg.
have relu_1 : relu (1 : R) = 1 by rewrite relu_pos ?ler01.
have entry i d : codes (near_encoder t) W i d = relu ((near_encoder t *m W) i d) by rewrite mxE.
have c00 : codes (near_encoder t) W 0 i0 = t by rewrite entry pre /= h00 h01 h02 -[RHS]relu_t; congr relu; field.
have c01 : codes (near_encoder t) W 0 i1 = 0 by rewrite entry pre /= h10 h11 h12 -[RHS]relu_0; congr relu; field.
have c02 : codes (near_encoder t) W 0 i2 = 1 by rewrite entry pre /= h20 h21 h22 -[RHS]relu_1; congr relu; field.
have c10 : codes (near_encoder t) W 1 i0 = 0 by rewrite entry pre /= h00 h01 h02 -[RHS]relu_0; congr relu; field.
have c11 : codes (near_encoder t) W 1 i1 = t by rewrite entry pre /= h10 h11 h12 -[RHS]relu_t; congr relu; field.
have c12 : codes (near_encoder t) W 1 i2 = 1 by rewrite entry pre /= h20 h21 h22 -[RHS]relu_1; congr relu; field.
rewrite /loss weighted3 sum3; set C := codes _ _ in c00 c01 c02 c10 c11 c12 *.
have residual d k j : col d (W - near_decoder t *m C) k j = W k d - ((W k i0 - W k i1) / (2%:R * t) * C 0 d + (W k i2 - (W k i0 - W k i1) / (2%:R * t)) * C 1 d).
  rewrite mxE sub_entry [(_ *m C) k d]mxE !big_ord_recl big_ord0 addr0 ![near_decoder t _ _]mxE /= ![w _ _ _]mxE.
  by congr (_ - (_ + _ * C _ _)); apply: val_inj.
have -> : col i0 (W - near_decoder t *m C) = (1 / 2%:R) *: (w i0 + w i1).
  by apply/matrixP => k j; rewrite (ord1 j) residual c00 c10 !mxE; move: (W k _) (W k _) (W k _) => a b c; field; rewrite tn.
have -> : col i1 (W - near_decoder t *m C) = (1 / 2%:R) *: (w i0 + w i1) + (- t) *: w i2.
  by apply/matrixP => k j; rewrite (ord1 j) residual c01 c11 !mxE; move: (W k _) (W k _) (W k _) => a b c; field; rewrite tn.
have -> : col i2 (W - near_decoder t *m C) = 0.
  by apply/matrixP => k j; rewrite (ord1 j) residual c02 c12 !mxE; move: (W k _) (W k _) (W k _) => a b c; field; rewrite tn.
have z : norm2 (0 : 'cV[R]_p) = 0 by rewrite /norm2 dot0r.
rewrite z norm2D !norm2Z norm2D dotZr [dot (_ *: _) _]dotC dotZr dotDr h20 h21 /norm2 h00 h11 h22 h01.
by field.
Qed.
End Three.

Theorem proof : claim.
Proof.
move=> R p W Z D E t [h00 [h11 [h22 [h01 [h02 h12]]]]] Z0 t0.
split; first exact: above.
have low : 2%:R / 5%:R < loss D E W W (fun=> 1) by apply: above => // i d; apply: codes_ge0.
split; first exact: low.
split; first exact: family.
pose g : R := loss D E W W (fun=> 1) - 2%:R / 5%:R; pose x := Num.min 1 (g / 2%:R).
have g0 : 0 < g by rewrite subr_gt0.
have x0 : 0 < x by rewrite lt_minr ltr01 divr_gt0 ?ltr0n.
exists (near_decoder W x), (near_encoder W x); rewrite family // -ltr_subr_addl -/g.
apply: (@le_lt_trans _ _ (g / 2%:R)); last by rewrite ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
apply: (@le_trans _ _ x); last by rewrite le_minl lexx orbT.
by rewrite expr2 ger_pmulr // le_minl lexx.
Qed.
