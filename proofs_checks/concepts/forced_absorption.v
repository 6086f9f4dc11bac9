(* At one point: the neurons of its concepts that are on are different and among the at most k that are on. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma count (R : realFieldType) c (P : pred 'I_c) : \sum_(j < c) ((P j)%:R : R) = #|[set j | P j]|%:R.
Proof. by rewrite -natr_sum -sum1dep_card [in RHS]big_mkcond; congr _%:R; apply: eq_bigr => j _; case: (P j). Qed.

Theorem proof : claim.
Proof.
move=> R N c d k C A i budget inj.
have held x : (#|[set j | C x j && A x (i j)]| <= k)%N.
  apply: leq_trans (budget x); rewrite -(card_imset _ (f := i)) => [|j l]; last exact: inj.
  by apply: subset_leq_card; apply/subsetP => y /imsetP[j]; rewrite inE => /andP[_ h] ->; rewrite inE.
have parts x : (#|[set j | C x j]| = #|[set j | C x j && A x (i j)]| + #|[set j | C x j && ~~ A x (i j)]|)%N.
  rewrite -cardsUI (_ : _ :&: _ = set0) ?cards0 ?addn0; last by apply/setP => j; rewrite !inE; case: (C x j); case: (A x _).
  by apply: eq_card => j; rewrite !inE; case: (C x j); case: (A x _).
have low x : (forall j, C x j -> A x (i j)) -> (#|[set j | C x j]| <= k)%N.
  move=> h; apply: leq_trans (held x); apply: subset_leq_card; apply/subsetP => j; rewrite !inE => cj.
  by rewrite cj h.
split; last split; last split.
- apply: ler_sum => x _; rewrite count le_maxl ler0n andbT ler_subl_addr -natrD ler_nat parts addnC leq_add2l.
  exact: held.
- by move=> h x; apply: low (h x).
- case=> covered [chain full]; case: (posnP c) => [->|c0] //.
  pose size j := #|[set x | C x j]|; pose first := Ordinal c0.
  case: (arg_minnP (P := predT) size (isT : predT first)) => j _ least.
  have [x xj] := full j; apply: leq_trans (low x (covered x)); rewrite -[X in (X <= _)%N](card_ord c) -cardsT.
  apply: subset_leq_card; apply/subsetP => l _; rewrite inE; have [h|h] := chain j l; first exact: h.
  have e : [set x | C x l] = [set x | C x j].
    apply/eqP; rewrite eqEcard least // andbT; apply/subsetP => y; rewrite !inE; exact: h.
  by have : x \in [set x | C x l]; [rewrite e inE | rewrite inE].
rewrite mulrC mulr_natl -[in X in _ <= X](card_ord N) -sumr_const; apply: ler_sum => x _.
by rewrite count ler_nat.
Qed.
