(* Concepts are determined by their extents and by their intents; a non-empty extent has its intent inside a row. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts Counting.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.

Lemma card_sets n : #|[set: {set 'I_n}]| = (2 ^ n)%N.
Proof. by rewrite -powersetT card_powerset cardsT card_ord. Qed.

Theorem proof : claim.
Proof.
move=> R N d t k K F concepts distinct.
have inj : injective F by move=> i j /distinct.
pose I i := intent K (F i); have injI : injective I by move=> i j e; apply: inj; rewrite -concepts -[RHS]concepts -/(I i) e.
split; first by rewrite -card_sets; apply: leq_injective inj _ => i; rewrite inE.
split; first by rewrite -card_sets; apply: leq_injective injI _ => i; rewrite inE.
move=> rows; pose on x := [set a : 'I_d | K x a].
have cases i : I i != intent K set0 -> exists x, I i \subset on x.
  move=> ne; have [e|[x xF]] := set_0Vmem (F i); first by rewrite /I e eqxx in ne.
  by exists x; apply: intent_sub.
have count (P : {set {set 'I_d}}) : (forall i x, I i \subset on x -> I i \in P) -> (t <= 1 + #|P|)%N.
  move=> hP; apply: leq_trans (leq_injective (P := intent K set0 |: P) injI _) _; last first.
    by rewrite cardsU1 leq_add2r leq_b1.
  move=> i; rewrite inE -/(I i) in_set1; have [//|ne] := eqVneq (I i) _; have [x h] := cases i ne; exact: hP h.
split.
  rewrite -natr_sum -(natrD _ 1%N) -(natrD _ 1%N) ler_nat -card_small_ord; apply: count => i x h.
  by rewrite inE; apply: leq_trans (subset_leq_card h) (rows x).
apply: leq_trans (count [set A : {set 'I_d} | [exists x, A \subset on x]] _) _.
  by move=> i x h; rewrite inE; apply/existsP; exists x.
rewrite leq_add2l; have -> : [set A : {set 'I_d} | [exists x, A \subset on x]] = \bigcup_x powerset (on x).
  apply/setP => A; rewrite inE; apply/existsP/bigcupP => [[x h]|[x _]]; last by rewrite inE; exists x.
  by exists x => //; rewrite inE.
have -> : (N * 2 ^ k = \sum_(x < N) 2 ^ k)%N by rewrite sum_nat_const card_ord.
apply: (@leq_trans (\sum_x #|powerset (on x)|)%N); last first.
  by apply: leq_sum => x _; rewrite card_powerset leq_exp2l ?rows.
elim/big_rec2: _ => [|x n A _ h]; first by rewrite cards0.
by apply: leq_trans (leq_card_setU _ _) _; rewrite leq_add2l.
Qed.
