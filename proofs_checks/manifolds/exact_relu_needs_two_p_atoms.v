(* At a generic point x the active atoms S give D_S W_S = I, so there are p of them; at -x the others do. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Generic.
Variables (R : realFieldType) (n p : nat).
Implicit Types (a b : 'cV[R]_n) (x v : 'cV[R]_p).

(* a step so small that no nonzero entry of a changes its sign *)
Lemma small_step a b : exists2 e, 0 < e & forall j, a j 0 != 0 -> `|e * b j 0| < `|a j 0|.
Proof.
pose s := \sum_j `|b j 0| / `|a j 0|.
have nn j : 0 <= `|b j 0| / `|a j 0| by rewrite divr_ge0 ?normr_ge0.
have s0 : 0 < 1 + s by rewrite ltr_paddr ?ltr01 // sumr_ge0.
exists (1 + s)^-1; first by rewrite invr_gt0.
move=> j aj; rewrite normrM gtr0_norm ?invr_gt0 // mulrC ltr_pdivr_mulr //.
rewrite mulrC -ltr_pdivr_mulr ?normr_gt0 //.
have : `|b j 0| / `|a j 0| <= s by rewrite /s (bigD1 j) //= ler_addl sumr_ge0.
by move=> h; apply: le_lt_trans h _; rewrite ltr_addr ltr01.
Qed.

Lemma relu_near (c d : R) : `|d| < `|c| -> relu (c + d) = relu c + (0 < c)%R%:R * d.
Proof.
case: (ltrgtP c 0) => [c0|c0|->]; last by rewrite normr0 normr_lt0.
- rewrite (ltr0_norm c0) => h; have cd : c + d < 0.
    by rewrite -ltr_subr_addl sub0r; exact: (le_lt_trans (ler_norm d) h).
  by rewrite /= mul0r addr0 !relu_neg ?ltW.
rewrite (gtr0_norm c0) => h; have cd : 0 < c + d.
  have := ler_norm (- d); rewrite normrN => g.
  by rewrite -ltr_subl_addl sub0r ltr_oppl; exact: (le_lt_trans g h).
by rewrite /= mul1r !relu_pos ?ltW.
Qed.

Variable W : 'M[R]_(n, p).
Definition live j := [exists i, W j i != 0].
Definition generic x := forall j, live j -> (W *m x) j 0 != 0.

Lemma dead_row j x : ~~ live j -> (W *m x) j 0 = 0.
Proof.
rewrite negb_exists => /forallP z; rewrite mxE big1 // => i _.
by have := z i; rewrite negbK => /eqP ->; rewrite mul0r.
Qed.

Lemma generic_exists : exists x, generic x.
Proof.
pose bad x := [set j | live j && ((W *m x) j 0 == 0)].
suff h k x : (#|bad x| <= k)%N -> exists x, generic x by apply: (h n 0); rewrite -[X in (_ <= X)%N]card_ord max_card.
elim: k x => [|k IH] x.
  rewrite leqn0 cards_eq0 => /eqP b0; exists x => j lj; apply/negP => z.
  by have : j \in bad x; [rewrite inE lj z | rewrite b0 inE].
case: (set_0Vmem (bad x)) => [b0 _|[j]]; first by apply: (IH x); rewrite b0 cards0.
rewrite inE => /andP[lj /eqP zj] few.
have /existsP[i Wi] := lj.
pose v : 'cV[R]_p := delta_mx i 0.
have [e e0 he] := small_step (W *m x) (W *m v).
apply: (IH (x + e *: v)); rewrite -ltnS; apply: leq_trans few.
have new l : (W *m (x + e *: v)) l 0 = (W *m x) l 0 + e * (W *m v) l 0.
  by rewrite mulmxDr -scalemxAr mxE; congr (_ + _); rewrite mxE.
apply: proper_card; apply/properP; split.
  apply/subsetP => l; rewrite !inE => /andP[-> /=]; rewrite new => z; apply/negPn/negP => nz.
  have := he l nz; have -> : e * (W *m v) l 0 = - (W *m x) l 0.
    by apply/eqP; rewrite -addr_eq0 addrC.
  by rewrite normrN ltxx.
exists j; rewrite !inE lj ?zj ?eqxx //= new zj add0r mulf_eq0 gt_eqF //=.
by rewrite -colE mxE.
Qed.

Variable D : 'M[R]_(p, n).
Definition rv a : 'cV[R]_n := \col_j relu (a j 0).
Hypothesis exact : forall x, D *m rv (W *m x) = x.

Definition active x := [set j | (0 < (W *m x) j 0) && live j].

Lemma active_rank x : generic x -> (p <= #|active x|)%N.
Proof.
move=> gx; pose S : 'M[R]_n := \sum_(j | (0 < (W *m x) j 0) && live j) delta_mx j j.
have SE a j : (S *m a) j 0 = ((0 < (W *m x) j 0)%R && live j)%:R * a j 0.
  rewrite mulmx_suml summxE; case: (boolP ((0 < (W *m x) j 0) && live j)) => h.
    rewrite (bigD1 j) //= big1 ?addr0 ?mul1r.
      by rewrite mxE (bigD1 j) //= mxE !eqxx mul1r big1 ?addr0 // => i ij; rewrite mxE (negbTE ij) andbF mul0r.
    by move=> i /andP[_ ij]; rewrite mxE big1 // => l _; rewrite mxE [j == i]eq_sym (negbTE ij) mul0r.
  rewrite mul0r big1 // => i hi; have ij : (j == i) = false by apply: contraNF h => /eqP ->.
  by rewrite mxE big1 // => l _; rewrite mxE ij mul0r.
have unit : D *m S *m W = 1%:M.
  apply/matrixP => k i; pose v : 'cV[R]_p := delta_mx i 0.
  have [e e0 he] := small_step (W *m x) (W *m v).
  have step : rv (W *m (x + e *: v)) = rv (W *m x) + e *: (S *m (W *m v)).
    apply/matrixP => j l; rewrite (ord1 l).
    have -> : rv (W *m (x + e *: v)) j 0 = relu ((W *m x) j 0 + e * (W *m v) j 0).
      by rewrite mulmxDr -scalemxAr [LHS]mxE; congr (relu _); rewrite mxE; congr (_ + _); rewrite mxE.
    have -> : (rv (W *m x) + e *: (S *m (W *m v))) j 0 =
        relu ((W *m x) j 0) + e * (((0 < (W *m x) j 0)%R && live j)%:R * (W *m v) j 0).
      by rewrite mxE -SE; congr (_ + _); rewrite mxE.
    have near : live j -> `|e * (W *m v) j 0| < `|(W *m x) j 0| by move=> lj; apply: he; apply: gx.
    have dead : ~~ live j -> (W *m x) j 0 = 0 /\ (W *m v) j 0 = 0 by move=> lj; rewrite !dead_row.
    move: near dead; move: ((W *m x) j 0) ((W *m v) j 0) => c d near dead.
    case: (boolP (live j)) => lj; last by have [-> ->] := dead lj; rewrite andbF !mulr0 !addr0.
    by rewrite andbT (relu_near (near lj)) mulrCA.
  have := exact (x + e *: v); rewrite step mulmxDr exact => /addrI.
  rewrite -scalemxAr => /(congr1 (fun u => e^-1 *: u)); rewrite !scalerA mulVf ?gt_eqF // !scale1r.
  by rewrite !mulmxA -colE => /matrixP/(_ k 0); rewrite !mxE eqxx andbT.
have rS : (\rank S <= #|active x|)%N.
  rewrite cardsE -sum1_card; rewrite /S.
  elim/big_ind2: _ => [|A u B w hA hB|j _]; first by rewrite mxrank0.
    by apply: leq_trans (mxrank_add _ _) _; apply: leq_add.
  by rewrite mxrank_delta.
apply: leq_trans rS; rewrite -{1}(mxrank1 R p) -unit.
by apply: leq_trans (mxrankM_maxl _ _) _; apply: mxrankM_maxr.
Qed.

Lemma two_p : (p + p <= n)%N.
Proof.
have [x gx] := generic_exists.
have opp j : (W *m - x) j 0 = - (W *m x) j 0 by rewrite mulmxN [LHS]mxE.
have gy : generic (- x) by move=> j lj; rewrite opp oppr_eq0 gx.
apply: leq_trans (leq_add (active_rank gx) (active_rank gy)) _.
rewrite -cardsUI (_ : _ :&: _ = set0) ?cards0 ?addn0; first by rewrite -[X in (_ <= X)%N]card_ord max_card.
apply/setP => j; rewrite !inE opp oppr_gt0.
by case: (ltrgtP ((W *m x) j 0) 0); rewrite ?andbF.
Qed.
End Generic.

Theorem proof : claim.
Proof. move=> R p n D W exact; exact: (two_p exact). Qed.
