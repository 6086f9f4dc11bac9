(* Nonnegative least squares, feature by feature: one code is changed, which independent features allow. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Farkas.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r W V M D E L LW Mp opt.
pose Z := codes E W; pose s j d := dot (col j D) (col d (V - D *m Z)).
have gap F : loss D F W V M - loss D E W V M =
    \sum_d M d * (norm2 (col d (D *m (codes F W - Z))) - 2%:R * \sum_j (codes F W - Z) j d * s j d).
  rewrite /loss -/Z /weighted -sumrB; apply: eq_bigr => d _; rewrite -mulrBr; congr (_ * _).
  have -> : \sum_j (codes F W - Z) j d * s j d = \sum_i (V - D *m Z) i d * (D *m (codes F W - Z)) i d.
    rewrite /s /dot; under eq_bigr do rewrite mulr_sumr.
    rewrite exchange_big; apply: eq_bigr => i _ /=; rewrite [(D *m (_ - _)) i d]mxE mulr_sumr; apply: eq_bigr => j _.
    by rewrite ![col _ _ i 0]mxE; move: ((codes F W - Z) j d) (D i j) ((V - D *m Z) i d) => a b x; ring.
  rewrite mulr_sumr /norm2 /dot -!sumrB; apply: eq_bigr => i _; rewrite ![col _ _ i 0]mxE mulmxBr !addmxE !oppmxE.
  by move: (V i d) ((D *m codes F W) i d) ((D *m Z) i d) => a b x; ring.
have Z0 j d : 0 <= Z j d by apply: codes_ge0.
(* the encoder whose codes are Z with t added to one of them *)
pose F j d t := (Z + t *: delta_mx j d) *m L.
have added j d t i e : (Z + t *: delta_mx j d) i e = if (i == j) && (e == d) then Z j d + t else Z i e.
  rewrite addmxE scalemxE [delta_mx _ _ _ _]mxE; case: (i =P j) => [->|_] /=; last by rewrite mulr0 addr0.
  by case: (e =P d) => [->|_]; rewrite ?mulr1 // mulr0 addr0.
have codesF j d t : 0 <= Z j d + t -> codes (F j d t) W = Z + t *: delta_mx j d.
  move=> nn; apply/matrixP => i e; rewrite mxE /F -mulmxA LW mulmx1 relu_pos // added.
  by case: ifP.
have one j d t : 0 <= Z j d + t -> loss D (F j d t) W V M - loss D E W V M = M d * (t ^+ 2 * norm2 (col j D) - 2%:R * t * s j d).
  move=> nn; rewrite gap codesF // addrC addKr.
  have De e : col e (D *m (t *: delta_mx j d)) = (t * (e == d)%:R) *: col j D.
    apply/matrixP => k l; rewrite mxE -scalemxAr !scalemxE mxE (bigD1 j) //= big1 ?addr0 => [|i ne]; last by rewrite mxE (negbTE ne) mulr0.
    by rewrite [delta_mx _ _ _ _]mxE eqxx /= [col j D k l]mxE -mulrA; congr (_ * _); rewrite mulrC.
  have Se e : \sum_i (t *: delta_mx j d) i e * s i e = t * (e == d)%:R * s j e.
    rewrite (bigD1 j) //= big1 ?addr0 => [|i ne]; first by rewrite scalemxE [delta_mx _ _ _ _]mxE eqxx.
    by rewrite scalemxE [delta_mx _ _ _ _]mxE (negbTE ne) mulr0 mul0r.
  rewrite (bigD1 d) //= [X in _ + X]big1 ?addr0 => [|e ne].
    by rewrite De Se eqxx mulr1 /norm2 dotZr dotC dotZr; congr (_ * _); rewrite expr2 !mulrA.
  by rewrite De Se (negbTE ne) mulr0 scale0r /norm2 dot0r mul0r mulr0 subrr mulr0.
(* what a minimum for small t > 0, and for small t of both signs, says about the slope *)
have low j d (k : R) : 0 < k -> 0 <= M d * ((k * s j d) ^+ 2 * norm2 (col j D) - 2%:R * (k * s j d) * s j d) -> k * norm2 (col j D) < 2%:R -> s j d = 0.
  move=> k0; rewrite pmulr_rge0 // => h small; apply/eqP; apply: contraTT h => nz; rewrite -ltNge.
  have -> : (k * s j d) ^+ 2 * norm2 (col j D) - 2%:R * (k * s j d) * s j d = k * s j d ^+ 2 * (k * norm2 (col j D) - 2%:R) by ring.
  by rewrite pmulr_rlt0 ?subr_lt0 // mulr_gt0 // exprn_even_gt0.
have flat j d : 0 < Z j d -> s j d = 0.
  move=> pos; pose U := norm2 (col j D); have U0 : 0 <= U by apply: norm2_ge0.
  pose k := Num.min (1 / (U + 1)) (Z j d / (2%:R * (`|s j d| + 1))).
  have s1 : 0 < `|s j d| + 1 by rewrite ltr_paddl ?ltr01.
  have U1 : 0 < U + 1 by rewrite ltr_paddl ?ltr01.
  have k0 : 0 < k by rewrite lt_minr !divr_gt0 ?ltr01 ?mulr_gt0 ?ltr0n.
  have ks : `|k * s j d| < Z j d.
    rewrite normrM (gtr0_norm k0).
    have kz : k * (2%:R * (`|s j d| + 1)) <= Z j d by rewrite -ler_pdivl_mulr ?mulr_gt0 ?ltr0n // le_minl lexx orbT.
    apply: lt_le_trans kz; rewrite ltr_pmul2l // mulr_natl mulr2n; apply: ltr_paddr; first by rewrite ltW.
    by rewrite ltr_addl ltr01.
  have nn : 0 < Z j d + k * s j d.
    by rewrite -ltr_subl_addl sub0r; move: ks; rewrite ltr_norml => /andP[].
  apply: (low j d k k0); last first.
    apply: (@le_lt_trans _ _ 1); last by rewrite ltr1n.
    apply: (@le_trans _ _ (1 / (U + 1) * U)); first by apply: ler_wpmul2r => //; rewrite le_minl lexx.
    by rewrite mul1r mulrC ler_pdivr_mulr // mul1r ler_addl ler01.
  have nn0 := ltW nn; rewrite -(one j d _ nn0) subr_ge0; apply: opt => i e; rewrite (codesF j d _ nn0) added.
  by case: ifP => // /andP[/eqP -> /eqP ->]; rewrite nn pos.
split=> [best j d z|off F2].
  rewrite leNgt; apply/negP => pos; pose U := norm2 (col j D); have U0 : 0 <= U by apply: norm2_ge0.
  have U1 : 0 < U + 1 by rewrite ltr_paddl ?ltr01.
  have k0 : 0 < 1 / (U + 1) by rewrite divr_gt0 ?ltr01.
  suff : s j d = 0 by move=> e; rewrite -/(s j d) e ltxx in pos.
  apply: (low j d _ k0); last first.
    apply: (@le_lt_trans _ _ 1); last by rewrite ltr1n.
    by rewrite mul1r mulrC ler_pdivr_mulr // mul1r ler_addl ler01.
  have nn : 0 <= Z j d + 1 / (U + 1) * s j d by apply: addr_ge0 => //; apply: mulr_ge0; apply: ltW.
  by rewrite -(one j d _ nn) subr_ge0; apply: best.
rewrite -subr_ge0 gap; apply: sumr_ge0 => d _; apply: mulr_ge0; first by rewrite ltW.
rewrite subr_ge0; apply: (@le_trans _ _ 0); last exact: norm2_ge0.
rewrite pmulr_rle0 ?ltr0n // -oppr_ge0 -sumrN; apply: sumr_ge0 => j _; rewrite oppr_ge0 addmxE oppmxE.
case: (ltrgtP (Z j d) 0) => [|pos|z]; first by rewrite ltNge Z0.
  by rewrite (flat j d pos) mulr0.
by rewrite z subr0 mulr_ge0_le0 ?codes_ge0 // off.
Qed.
