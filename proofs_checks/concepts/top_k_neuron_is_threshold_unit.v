(* Without ties the other neurons lie above or below: they are d - 1 in all. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma card_split d (A B : {set 'I_d}) : (forall j, (j \in A) = ~~ (j \in B)) -> (#|A| + #|B| = d)%N.
Proof.
move=> h; rewrite -[RHS]card_ord -(cardsC B) addnC; congr (_ + _)%N; apply: eq_card => j.
by rewrite inE h.
Qed.

Theorem proof : claim.
Proof.
move=> R d k m t q z i f ties zeros sum; split.
  congr (_ && _); set A := [set _ | _]; set B := [set _ | _].
  have iB : i \notin B by rewrite inE ltxx.
  have e : (#|A| + #|i |: B| = d)%N.
    apply: card_split => j; rewrite !inE; have [->|ne] := eqVneq j i; first by rewrite !ltxx eqxx ltnn.
    by case: (ltgtP (z i 0) (z j 0)) => //= e; case/eqP: ne; apply: ties.
  by rewrite -[X in _ = (X <= _)%N]e cardsU1 iB addnCA addnA [(#|B| + k)%N]addnC leq_add2r add1n.
have -> : [set j | 1 < 1 - f j 0] = ~: [set j | 0 < f j 0].
  apply/setP => j; rewrite !inE -subr_gt0 addrAC subrr add0r oppr_gt0 lt_neqAle -leNgt.
  by rewrite zeros.
have := cardsC [set j | 0 < f j 0]; rewrite card_ord => e.
by rewrite -(ltn_add2r t) sum addn1 ltnS -[X in (_ <= X)%N]e addnC leq_add2r.
Qed.
