(* Points that share a support of fewer than p atoms span less than the space, so there are at most d of them; there are 2^n supports. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma card_ord_sets n : #|{set 'I_n}| = (2 ^ n)%N.
Proof. by rewrite -cardsT -powersetT card_powerset cardsT card_ord. Qed.

Lemma subset_of_size (T : finType) (A : {set T}) k : (k <= #|A|)%N -> exists2 B : {set T}, B \subset A & #|B| = k.
Proof.
move=> kA; have : (0 < #|[set B : {set T} | (B \subset A) && (#|B| == k)]|)%N by rewrite cards_draws bin_gt0.
by case/card_gt0P => B; rewrite inE => /andP[BA /eqP Bk]; exists B.
Qed.

Theorem proof : claim.
Proof.
move=> R p n m A Z X d AZ spans few.
pose supp j : {set 'I_n} := [set i | Z i j != 0].
have each (S : {set 'I_n}) : (#|[set j | supp j == S]| <= d)%N.
  rewrite leqNgt; apply/negP => dS.
  have [Q QS Qd] := subset_of_size dS.
  have full := spans Q; rewrite addn1 in full; have {}full := full Qd.
  have [j jQ] : exists j, j \in Q by apply/card_gt0P; rewrite Qd.
  have Sp : (#|S| < p)%N.
    by have := subsetP QS j jQ; rewrite inE => /eqP <-; apply: few.
  pose P : 'M[R]_n := \sum_(i in S) delta_mx i i.
  have PE (B : 'M[R]_(n, m)) i k : (P *m B) i k = (i \in S)%:R * B i k.
    rewrite mulmx_suml summxE; case: (boolP (i \in S)) => h.
      rewrite (bigD1 i) //= big1 ?addr0 ?mul1r.
        by rewrite mxE (bigD1 i) //= mxE !eqxx mul1r big1 ?addr0 // => l li; rewrite mxE (negbTE li) andbF mul0r.
      by move=> l /andP[_ li]; rewrite mxE big1 // => t _; rewrite mxE [i == l]eq_sym (negbTE li) mul0r.
    rewrite mul0r big1 // => l lS; have il : (i == l) = false by apply: contraNF h => /eqP ->.
    by rewrite mxE big1 // => t _; rewrite mxE il mul0r.
  pose Y : 'M[R]_(n, m) := \matrix_(i, k) (Z i k * (k \in Q)%:R).
  have fact : (\matrix_(i, k) (X i k * (k \in Q)%:R)) = A *m P *m Y.
    apply/matrixP => i k; rewrite mxE -AZ -mulmxA !mxE mulr_suml; apply: eq_bigr => l _.
    rewrite PE mxE; case: (boolP (k \in Q)) => kQ; last by rewrite !mulr0.
    rewrite !mulr1; case: (boolP (l \in S)) => lS; first by rewrite mul1r.
    have := subsetP QS k kQ; rewrite inE => /eqP sk; move: lS; rewrite -sk inE negbK => /eqP ->.
    by rewrite !mulr0.
  have rP : (\rank P <= #|S|)%N.
    rewrite /P -sum1_card; elim/big_ind2: _ => [|B u C v hB hC|i _]; first by rewrite mxrank0.
      by apply: leq_trans (mxrank_add _ _) _; apply: leq_add.
    by rewrite mxrank_delta.
  have : (p <= #|S|)%N.
    rewrite -{1}full fact; apply: leq_trans rP.
    by apply: leq_trans (mxrankM_maxl _ _) _; apply: mxrankM_maxr.
  by rewrite leqNgt Sp.
rewrite -[m in (m <= _)%N]card_ord -sum1_card (partition_big supp xpredT) //=.
apply: leq_trans (_ : (\sum_(S : {set 'I_n}) d <= _)%N).
  by apply: leq_sum => S _; rewrite sum1_card; apply: leq_trans (each S); apply: subset_leq_card; apply/subsetP => j; rewrite !inE.
by rewrite sum_nat_const card_ord_sets mulnC.
Qed.
