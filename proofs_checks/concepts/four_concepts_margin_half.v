(* Sum of |2 x_i - v_i|^2 >= 0 with v_i = sum_j Y_ij u_j: the sum of all 16 margins is at most 8. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n Y X U orthogonal points neurons.
pose v i := U *m (row i Y)^T.
pose T := \sum_i \sum_j Y i j * dot (col j U) (col i X).
have TE i : \sum_j Y i j * dot (col j U) (col i X) = dot (col i X) (v i).
  by rewrite dot_mulmxr; apply: eq_bigr => j _; rewrite !mxE dotC.
have norms : \sum_i norm2 (v i) = 4%:R * \sum_j norm2 (col j U).
  have inner i : norm2 (v i) = \sum_j \sum_l Y i j * Y i l * dot (col j U) (col l U).
    rewrite /norm2 dot_mulmxr; apply: eq_bigr => j _; rewrite dotC dot_mulmxr mulr_sumr; apply: eq_bigr => l _.
    by rewrite !mxE mulrA dotC.
  under eq_bigr do rewrite inner; rewrite exchange_big /= mulr_sumr; apply: eq_bigr => j _.
  rewrite exchange_big /= (bigD1 j) //= -mulr_suml [X in _ + X]big1 => [|l ne].
    rewrite addr0; congr (_ * _); have /matrixP/(_ j j) := orthogonal; rewrite !mxE eqxx mulr1 => <-.
    by apply: eq_bigr => i _; rewrite !mxE.
  rewrite -mulr_suml (_ : \sum_i Y i j * Y i l = 0) ?mul0r //; have /matrixP/(_ j l) := orthogonal.
  by rewrite !mxE eq_sym (negbTE ne) mulr0 => e; rewrite -[RHS]e; apply: eq_bigr => i _; rewrite !mxE.
have four (f : 'I_4 -> R) : (forall i, f i <= 1) -> \sum_i f i <= 4%:R.
  by move=> h; rewrite -[4%N in X in _ <= X]card_ord -sumr_const; apply: ler_sum.
have bound : T <= 8%:R.
  have : 0 <= \sum_i norm2 (v i - 2%:R *: col i X) by apply: sumr_ge0 => i _; apply: norm2_ge0.
  have -> : \sum_i norm2 (v i - 2%:R *: col i X) = \sum_i norm2 (v i) - 4%:R * T + 4%:R * \sum_i norm2 (col i X).
    rewrite /T !mulr_sumr -sumrB -big_split; apply: eq_bigr => i _ /=; rewrite norm2_sub TE.
    by congr (_ - _ * _ + _ * _); ring.
  rewrite norms => h; have h4 : 0 < 4%:R :> R by rewrite ltr0n.
  rewrite -(ler_pmul2l h4) -subr_ge0; apply: le_trans h _.
  rewrite (_ : 4%:R * 8%:R - 4%:R * T = 4%:R * 4%:R - 4%:R * T + 4%:R * 4%:R); last by ring.
  have most (f : 'I_4 -> R) : (forall i, f i <= 1) -> (4%:R * (\sum_i f i) <= 4%:R * 4%:R)%R by move=> /four h'; rewrite ler_wpmul2l // ltW.
  by apply: ler_add; [apply: ler_add => //; exact: most | exact: most].
pose g i j := Y i j * dot (col j U) (col i X).
have [/existsP[i /existsP[j h]]|none] := boolP [exists i, [exists j, g i j <= 1 / 2%:R]]; first by exists i, j.
have high i j : 0 < g i j - 1 / 2%:R.
  by rewrite subr_gt0 ltNge; apply: contra none => h; apply/existsP; exists i; apply/existsP; exists j.
have : 0 < \sum_i \sum_j (g i j - 1 / 2%:R).
  have row i : 0 < \sum_j (g i j - 1 / 2%:R).
    by rewrite (bigD1 ord0) //= ltr_paddr // sumr_ge0 // => j _; apply: ltW.
  by rewrite (bigD1 ord0) //= ltr_paddr // sumr_ge0 // => i _; apply: ltW.
have -> : \sum_i \sum_j (g i j - 1 / 2%:R) = T - 8%:R.
  under eq_bigr do rewrite sumrB sumr_const card_ord; rewrite sumrB sumr_const card_ord; congr (_ - _).
  by rewrite -mulrnA -mulr_natr; field.
by rewrite subr_gt0 ltNge bound.
Qed.
