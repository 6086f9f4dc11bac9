(* Count the pairs of a point and a listed unit that is on at it: at a point these are sets of s among its neurons. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts Counting.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.

Theorem proof : claim.
Proof.
move=> R N d k s m K U budget units distinct.
have inj : injective U by move=> i j /distinct.
pose on x := [set a : 'I_d | K x a].
pose at_x x := [set U j | j in [set j | U j \subset on x]].
have pairs : (\sum_j #|extent K (U j)| = \sum_x #|at_x x|)%N.
  under eq_bigr do rewrite -sum1_card big_mkcond /=; rewrite exchange_big /=; apply: eq_bigr => x _.
  rewrite /at_x card_imset // -sum1_card [RHS]big_mkcond /=; apply: eq_bigr => j _.
  by rewrite in_extent inE.
have sub x : at_x x \subset [set A : {set 'I_d} | (A \subset on x) && (#|A| == s)].
  by apply/subsetP => A /imsetP[j]; rewrite inE => h ->; rewrite inE h units eqxx.
have const : (N * 'C(k, s) = \sum_(x < N) 'C(k, s))%N by rewrite sum_nat_const card_ord.
rewrite -natr_sum -natrM ler_nat pairs const; split.
  apply: leq_sum => x _; apply: leq_trans (subset_leq_card (sub x)) _.
  by rewrite cards_draws; apply: leq_bin2l; apply: budget.
move=> [full every]; congr (_%:R); apply: eq_bigr => x _; rewrite -(full x) -/(on x) -cards_draws.
congr #|pred_of_set _|; apply/eqP; rewrite eqEsubset sub; apply/subsetP => A; rewrite inE => /andP[h /eqP cA].
by have [j e] := every A cA; apply/imsetP; exists j; rewrite ?inE e.
Qed.
