(* Sign flips: a table of nonzero loadings, a column for every vector.  A flip (the set of features whose sign changes) serves a
   vector if all flipped loadings have one sign; it is then the set of its negative loadings, or the rest.
   The definition is also written in the typed language (theory/sdl/flips.py); that the two agree is proved by conversion. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Definition flipped (R : realFieldType) m (F : {set 'I_m}) (i : 'I_m) (x : R) : R := if i \in F then - x else x.

Section Flips.
Variables (R : realFieldType) (m K : nat) (L : 'I_m -> 'I_K -> R).
Implicit Types (F : {set 'I_m}) (k : 'I_K).
Definition serves F k := [forall i, 0 < flipped F i (L i k)] || [forall i, flipped F i (L i k) < 0].
Definition negatives k := [set i | L i k < 0].

Lemma flippedM F i (x y : R) : flipped F i x * flipped F i y = x * y.
Proof. by rewrite /flipped; case: (i \in F); rewrite ?mulrNN. Qed.
Lemma flippedK F i (x : R) : flipped F i (flipped F i x) = x.
Proof. by rewrite /flipped; case: (i \in F); rewrite ?opprK. Qed.
Lemma flippedZ F i (c x : R) : flipped F i (c * x) = c * flipped F i x.
Proof. by rewrite /flipped; case: (i \in F); rewrite ?mulrN. Qed.

Hypothesis L0 : forall i k, L i k != 0.
Hypothesis m0 : (0 < m)%N.

Lemma all_positive F k : [forall i, 0 < flipped F i (L i k)] = (F == negatives k).
Proof.
apply/forallP/eqP => [h|-> i].
  apply/setP => i; have := h i; rewrite /flipped inE; case: (i \in F); first by rewrite oppr_gt0 => ->.
  by move=> g; rewrite ltNge ltW.
by rewrite /flipped inE; case: (ltgtP (L i k) 0) (L0 i k) => // g _; rewrite oppr_gt0.
Qed.

Lemma all_negative F k : [forall i, flipped F i (L i k) < 0] = (F == ~: negatives k).
Proof.
apply/forallP/eqP => [h|-> i].
  apply/setP => i; have := h i; rewrite /flipped !inE; case: (i \in F) => [|->] //; rewrite oppr_lt0 => g; by rewrite -leNgt ltW.
by rewrite /flipped !inE; case: (ltgtP (L i k) 0) (L0 i k) => // g _; rewrite oppr_lt0.
Qed.

Lemma servesE F k : serves F k = (F \in [set negatives k; ~: negatives k]).
Proof. by rewrite /serves all_positive all_negative !inE. Qed.

(* every vector is served by two flips *)
Lemma two k : \sum_(F : {set 'I_m}) ((serves F k : bool)%:R : R) = 2%:R.
Proof.
have ne : negatives k != ~: negatives k.
  apply/eqP => /setP/(_ (Ordinal m0)); rewrite !inE; by case: (L _ _ < 0).
transitivity ((#|[set negatives k; ~: negatives k]|)%:R : R); last by rewrite cards2 ne.
rewrite -sum1_card natr_sum [RHS]big_mkcond; apply: eq_bigr => F _; rewrite servesE; by case: (F \in _).
Qed.

(* vectors of which no two have products of loadings of one sign share no flip *)
Hypothesis apart : forall k l, k != l -> ~~ [forall i, 0 < L i k * L i l] /\ ~~ [forall i, L i k * L i l < 0].

Lemma share_none F k l : serves F k -> serves F l -> k = l.
Proof.
move=> a b; apply/eqP; apply: contraT => /apart[p n].
have e i : L i k * L i l = flipped F i (L i k) * flipped F i (L i l).
  by rewrite flippedM.
case/orP: a => /forallP a; case/orP: b => /forallP b.
- by case/negP: p; apply/forallP => i; rewrite e mulr_gt0.
- by case/negP: n; apply/forallP => i; rewrite e pmulr_rlt0.
- by case/negP: n; apply/forallP => i; rewrite e nmulr_rlt0.
by case/negP: p; apply/forallP => i; rewrite e nmulr_rgt0.
Qed.

Lemma served : \sum_(F : {set 'I_m}) (([exists k, serves F k] : bool)%:R : R) = 2%:R * K%:R.
Proof.
transitivity (\sum_(F : {set 'I_m}) \sum_k ((serves F k : bool)%:R : R)).
  apply: eq_bigr => F _; case: existsP => [[k sk]|none].
    rewrite (bigD1 k) //= sk big1 ?addr0 // => l lk; case sl: (serves F l) => //.
    by rewrite (share_none sk sl) eqxx in lk.
  by rewrite big1 // => k _; case sk: (serves F k) => //; case: none; exists k.
by rewrite exchange_big /=; under eq_bigr do rewrite two; rewrite sumr_const card_ord mulr_natr.
Qed.
End Flips.
