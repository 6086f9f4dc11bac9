(* Points at which no live row of a matrix vanishes, and steps from them that change no sign. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
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
End Generic.
