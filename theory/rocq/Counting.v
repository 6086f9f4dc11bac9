(* Counting sets: those of at most k elements, those with a given number of elements inside one set, products of factors. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Lemma card_ord_pred n (P : pred 'I_n) : #|[set i | P i]| <= n.
Proof. by rewrite -[X in _ <= X]card_ord max_card. Qed.

Lemma sum1_recl k (f : nat -> nat) : \sum_(i < k.+1) f i = f 0 + \sum_(i < k) f i.+1.
Proof. by rewrite big_ord_recl; congr (_ + _); apply: eq_bigr => i _; rewrite /bump. Qed.

Lemma card_small (T : finType) (B : {set T}) k : #|[set A : {set T} | (A \subset B) && (#|A| <= k)]| = \sum_(i < k.+1) 'C(#|B|, i).
Proof.
elim: k => [|k IH].
  rewrite big_ord_recl big_ord0 addn0 -cards_draws; apply: eq_card => A.
  by rewrite !inE leqn0.
rewrite big_ord_recr /= -IH -cards_draws -cardsUI [X in _ + X](_ : _ = 0) ?addn0.
  by apply: eq_card => A; rewrite !inE -andb_orr leq_eqVlt ltnS orbC.
apply/eqP; rewrite cards_eq0; apply/eqP/setP => A; rewrite !inE; apply/negbTE/negP => /andP[/andP[_ h] /andP[_ /eqP e]].
by rewrite e ltnn in h.
Qed.

Lemma card_small_ord d k : #|[set A : {set 'I_d} | #|A| <= k]| = 1 + \sum_(i < k) 'C(d, i.+1).
Proof.
have := @card_small _ [set: 'I_d] k; rewrite cardsT card_ord sum1_recl bin0 => <-; apply: eq_card => A.
by rewrite !inE subsetT.
Qed.

Lemma card_exact d k : #|[set A : {set 'I_d} | #|A| == k]| = 'C(d, k).
Proof. by rewrite card_draws card_ord. Qed.

Lemma ffact_le d k : d ^_ k <= d ^ k.
Proof. by elim: k => [|k IH]; rewrite ?ffactn0 // ffactnSr expnSr leq_mul // leq_subr. Qed.

Lemma leq_injective (m : nat) (T : finType) (f : 'I_m -> T) (P : {set T}) : injective f -> (forall i, f i \in P) -> m <= #|P|.
Proof.
move=> inj fP; rewrite -[m]card_ord -cardsT -(card_imset _ inj); apply: subset_leq_card.
by apply/subsetP => x /imsetP[i _ ->].
Qed.
