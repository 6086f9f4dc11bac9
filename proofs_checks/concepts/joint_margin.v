(* |t X - U Y^T|^2 >= 0 and |Y v|^2 <= s |v|^2 for the rows v of U: 2 t T <= t^2 N + s m, with T >= g N m and t = g m. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R N m n b Y X U g s B m1 norm hX hU g0 margin.
have stretch (v : 'cV[R]_m) : norm2 (Y *m v) <= s * norm2 v.
  have e : Y^T *m Y = s%:M - B^T *m B.
    apply/eqP; rewrite eq_sym subr_eq -norm; apply/eqP/matrixP => i j; rewrite !mxE.
    by case: (i == j); rewrite ?mulr1 ?mulr0 ?mulr1n ?mulr0n addrC subrK.
  rewrite /norm2 dot_mulmx mulmxA e mulmxBl mul_scalar_mx dotC dotBr dotZr ler_subl_addr ler_addl.
  by rewrite -mulmxA dot_mulmx trmxK; apply: norm2_ge0.
pose row k : 'cV[R]_m := \col_j U k j; pose pts k : 'cV[R]_N := \col_i X k i.
pose T := \sum_k dot (Y *m row k) (pts k).
have sumX : \sum_k norm2 (pts k) <= N%:R.
  have -> : \sum_k norm2 (pts k) = \sum_i norm2 (col i X).
    rewrite /norm2 /dot exchange_big; apply: eq_bigr => i _; apply: eq_bigr => k _; by rewrite !mxE.
  by rewrite -[N in N%:R]card_ord -sumr_const; apply: ler_sum => i _; apply: hX.
have sumU : \sum_k norm2 (row k) <= m%:R.
  have -> : \sum_k norm2 (row k) = \sum_j norm2 (col j U).
    rewrite /norm2 /dot exchange_big; apply: eq_bigr => j _; apply: eq_bigr => k _; by rewrite !mxE.
  by rewrite -[m in m%:R]card_ord -sumr_const; apply: ler_sum => j _; apply: hU.
have TE : T = \sum_i \sum_j Y i j * dot (col j U) (col i X).
  rewrite /T /dot; transitivity (\sum_k \sum_i \sum_j Y i j * U k j * X k i).
    apply: eq_bigr => k _; apply: eq_bigr => i _; rewrite !mxE mulr_suml; apply: eq_bigr => j _; by rewrite !mxE.
  rewrite exchange_big; apply: eq_bigr => i _; rewrite exchange_big; apply: eq_bigr => j _ /=.
  by rewrite mulr_sumr; apply: eq_bigr => k _; rewrite !mxE mulrA.
have low : g * N%:R * m%:R <= T.
  rewrite TE -mulrA -natrM mulr_natr -{1}[(N * m)%N]card_ord.
  have -> : g *+ #|'I_(N * m)| = \sum_(i < N) \sum_(j < m) g by rewrite !sumr_const !card_ord mulrnA mulrnAC -mulrnA mulnC mulrnA.
  by apply: ler_sum => i _; apply: ler_sum => j _; apply: margin.
have m0 : 0 < m%:R :> R by rewrite ltr0n.
have s0 : 0 <= s.
  have h := stretch (delta_mx (Ordinal m1) 0).
  have d1 : norm2 (delta_mx (Ordinal m1) 0 : 'cV[R]_m) = 1.
    rewrite /norm2 /dot (bigD1 (Ordinal m1)) //= big1 ?addr0 ?mxE ?eqxx ?mulr1 // => j /negbTE ne.
    by rewrite !mxE ne mul0r.
  by rewrite d1 mulr1 in h; apply: le_trans h; apply: norm2_ge0.
have young t : 0 <= t ^+ 2 * N%:R + s * m%:R - 2%:R * t * T.
  have : 0 <= \sum_k norm2 (Y *m row k - t *: pts k) by apply: sumr_ge0 => k _; apply: norm2_ge0.
  have -> : \sum_k norm2 (Y *m row k - t *: pts k) = \sum_k norm2 (Y *m row k) - 2%:R * t * T + t ^+ 2 * \sum_k norm2 (pts k).
    rewrite /T !mulr_sumr -sumrB -big_split; apply: eq_bigr => k _ /=; by rewrite norm2_sub (dotC (pts k)).
  move=> h; apply: (le_trans h); rewrite addrAC ler_add2r addrC; apply: ler_add; first by rewrite ler_wpmul2l ?sqr_ge0.
  apply: (@le_trans _ _ (s * \sum_k norm2 (row k))); last by rewrite ler_wpmul2l.
  by rewrite mulr_sumr; apply: ler_sum => k _; apply: stretch.
have t0 : 0 <= 2%:R * (g * m%:R) by rewrite !mulr_ge0 ?ler0n.
have := young (g * m%:R); rewrite subr_ge0 => h.
have := le_trans (ler_wpmul2l t0 low) h; rewrite -(ler_pmul2r m0).
move: (N%:R : R) (m%:R : R) m0 => x y y0 {}h.
rewrite -subr_ge0 -(pmulr_rge0 _ y0).
have e : y * (s - g ^+ 2 * x * y) = (g * y) ^+ 2 * x + s * y - 2%:R * (g * y) * (g * x * y) by ring.
by rewrite e subr_ge0; move: h; rewrite ler_pmul2r.
Qed.
