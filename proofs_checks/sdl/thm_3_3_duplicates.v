(* Each residual has length at most n, and at most n - 1 where the own value is copied, as it is on the first neuron that has a feature.
   The bound is approached by copies of one feature, of which the last has the opposite target and nearly all the weight. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK Construction Copies.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma card_below n (i : 'I_n) : #|[set j : 'I_n | (j < i)%N]| = i.
Proof. by rewrite cardsE -sum1_card (big_ord_narrow (ltnW (ltn_ord i))) sum_nat_const card_ord muln1. Qed.

Section Opposed.
Variables (R : realFieldType) (m : nat) (eps : R).
Hypothesis eps0 : 0 < eps.
Let n := m.+2.
Let N : R := n%:R.
Let s : R := eps / (N ^+ 2 * N).
Let w : 'M[R]_(1, n) := const_mx 1.
Let v : 'M[R]_(1, n) := \matrix_(i, d) if d == ord_max then -1 else 1.
Let weight (d : 'I_n) : R := if d == ord_max then 1 else s.
Let Z := topk_codes m.+1 (w^T *m w).

Lemma N0 : 0 < N. Proof. by rewrite ltr0n. Qed.
Lemma s0 : 0 < s. Proof. by rewrite divr_gt0 // mulr_gt0 ?exprn_gt0 ?N0. Qed.
Lemma Zi i d : Z i d = (i != ord_max)%:R.
Proof.
have one a b : (w^T *m w) a b = 1 by rewrite mxE big_ord1 !mxE mulr1.
rewrite mxE !one ltr01 /= (_ : [set j : 'I_n | _] = [set j : 'I_n | (j < i)%N]); last first.
  by apply/setP => j; rewrite !inE one ltxx eqxx.
rewrite card_below (_ : (i < m.+1)%N = (i != ord_max)); first by case: (i != ord_max).
by rewrite -val_eqE /= ltn_neqAle -ltnS ltn_ord andbT.
Qed.
Lemma last_residual : (v - v *m Z) 0 ord_max = - N.
Proof.
rewrite !mxE eqxx; under eq_bigr do rewrite Zi mxE.
rewrite (bigD1 ord_max) //= eqxx mulr0 add0r.
rewrite (eq_bigr (fun _ => 1)) => [|i /negbTE ->]; last by rewrite mulr1.
rewrite sumr_const (_ : #|_| = m.+1); last by rewrite cardC1 card_ord.
by rewrite /N /n [in RHS]mulrSr opprD addrC.
Qed.
Lemma opposed : weighted (v - v *m Z) weight > (N ^+ 2 - eps) * \sum_i weight i.
Proof.
apply: (@lt_le_trans _ _ (N ^+ 2)); last first.
  rewrite /weighted (bigD1 ord_max) //= big_ord1 last_residual sqrrN /weight eqxx mul1r ler_addl.
  apply: sumr_ge0 => d _; rewrite mulr_ge0 ?big_ord1 ?sqr_ge0 //.
  by case: ifP => _; rewrite ?ler01 // ltW // s0.
rewrite /weight (bigD1 ord_max) //= eqxx (eq_bigr (fun _ => s)) => [|i /negbTE -> //].
rewrite sumr_const (_ : #|_| = m.+1); last by rewrite cardC1 card_ord.
have t0 : 0 <= s *+ m.+1 by rewrite mulrn_wge0 // ltW // s0.
have Ns : N ^+ 2 * s = eps / N by rewrite /s invfM mulrCA mulVKf ?expf_neq0 ?lt0r_neq0 ?N0.
have small : N ^+ 2 * (s *+ m.+1) < eps.
  by rewrite -mulr_natr mulrA Ns mulrAC ltr_pdivr_mulr ?N0 // ltr_pmul2l // ltr_nat.
rewrite -subr_gt0 (_ : _ - _ = (eps - N ^+ 2 * (s *+ m.+1)) + eps * (s *+ m.+1)); last first.
  by move: (N ^+ 2) (s *+ m.+1) => a b; ring.
by rewrite ltr_paddr ?mulr_ge0 ?subr_gt0 // ltW.
Qed.
End Opposed.

Theorem proof : claim.
Proof.
move=> R n p q r k W V M E D f Z [inj [rows zeros]] unit short M0 [n1 k1]; split; last first.
  move=> eps [e0 n2]; case: n n2 {W V M E D f Z inj rows zeros unit short M0 n1} => [|[|m]] // _.
  exists m.+1, (const_mx 1), (\matrix_(i, d) if d == ord_max then -1 else 1).
  exists (fun d => if d == ord_max then 1 else eps / (m.+2%:R ^+ 2 * m.+2%:R)); repeat split.
  - by move=> d; rewrite /norm2 /dot big_ord1 !mxE mulr1.
  - by move=> d; rewrite /norm2 /dot big_ord1 !mxE; case: ifP => _; rewrite ?mulrNN mulr1.
  - by move=> d; case: ifP => _; rewrite ?ltr01 // s0.
  exact: opposed.
pose S d := [set i | 0 < Z i d].
have ZE : Z = \matrix_(i < q, d < n) if i \in S d then (E *m W) i d else 0.
  apply/matrixP => i d; rewrite [RHS]mxE inE topk_gt0; exact: topkE.
have pos d i : i \in S d -> 0 < (E *m W) i d by rewrite inE topk_gt0 => /andP[].
have res d : \sum_(i < r) (V - D *m Z) i d ^+ 2 = norm2 (col d V - \sum_(e in copied f S d) dot (col e W) (col d W) *: col e V).
  by rewrite ZE; exact: square.
have [d0 _ first] := @arg_minnP _ (Ordinal n1) predT (fun d => f d : nat) isT.
have own : f d0 \in S d0.
  rewrite inE topk_gt0 /kept (Construction.value rows) -/(norm2 _) unit ltr01 /= (_ : count _ _ _ = 0%N) //.
  apply/eqP; rewrite cards_eq0; apply/eqP/setP => j; rewrite !inE /before (Construction.value rows) -/(norm2 _) unit.
  apply/negbTE; rewrite negb_or -leNgt negb_and -leqNgt.
  have [j0|j0] := ltP 0 ((E *m W) j d0); last first.
    by rewrite (le_trans j0 ler01) /= lt_eqF // (le_lt_trans j0 ltr01).
  have [e <-] := owner zeros j0; rewrite (Construction.value rows) (g_le1 unit) /=.
  by rewrite first ?orbT.
have n2 : (n%:R - 1) ^+ 2 < n%:R ^+ 2 :> R.
  by rewrite sub1 // ltr_pexpn2r ?nnegrE ?ler0n // ltr_nat prednK.
rewrite /weighted mulr_sumr (bigD1 d0) //= [X in _ < X](bigD1 d0) //=; apply: ltr_le_add.
  rewrite mulrC ltr_pmul2r // res; apply: le_lt_trans n2; exact: own_square.
by apply: ler_sum => d _; rewrite mulrC ler_pmul2r // res; exact: any_square.
Qed.
