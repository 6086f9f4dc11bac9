(* Formal contexts with objects [g] and attributes [m]: the two derivations, and the lemmas that proofs share. *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Section Definitions.
Variables g m : nat.
Definition intent (K : 'I_g -> 'I_m -> bool) (A : {set 'I_g}) : {set 'I_m} := [set k : 'I_m | [forall x : 'I_g, (x \in A) ==> K x k]].
Definition extent (K : 'I_g -> 'I_m -> bool) (B : {set 'I_m}) : {set 'I_g} := [set x : 'I_g | [forall k : 'I_m, (k \in B) ==> K x k]].
End Definitions.

Section Derivations.
Variables (g m : nat) (K : 'I_g -> 'I_m -> bool).
Implicit Types (A : {set 'I_g}) (B : {set 'I_m}).

Lemma intentP A k : reflect (forall x, x \in A -> K x k) (k \in intent K A).
Proof. by rewrite inE; apply: (iffP forallP) => h x; have := h x; [move/implyP | move=> h'; apply/implyP]. Qed.
Lemma extentP B x : reflect (forall k, k \in B -> K x k) (x \in extent K B).
Proof. by rewrite inE; apply: (iffP forallP) => h k; have := h k; [move/implyP | move=> h'; apply/implyP]. Qed.

Lemma in_extent B x : (x \in extent K B) = (B \subset [set k | K x k]).
Proof. by apply/extentP/subsetP => h k kB; have := h k kB; rewrite inE. Qed.
Lemma intent_sub A x : x \in A -> intent K A \subset [set k | K x k].
Proof. by move=> xA; apply/subsetP => k /intentP h; rewrite inE h. Qed.

Lemma galois A B : (A \subset extent K B) = (B \subset intent K A).
Proof.
apply/subsetP/subsetP => h.
  by move=> k kB; apply/intentP => x xA; have /extentP := h x xA; apply.
by move=> x xA; apply/extentP => k kB; have /intentP := h k kB; apply.
Qed.
Lemma extensive A : A \subset extent K (intent K A). Proof. by rewrite galois. Qed.
Lemma extensive2 B : B \subset intent K (extent K B). Proof. by rewrite -galois. Qed.
Lemma intentS A1 A2 : A1 \subset A2 -> intent K A2 \subset intent K A1.
Proof. by move=> h; rewrite -galois; apply: subset_trans h (extensive A2). Qed.
Lemma extentS B1 B2 : B1 \subset B2 -> extent K B2 \subset extent K B1.
Proof. by move=> h; rewrite galois; apply: subset_trans h (extensive2 B2). Qed.
Lemma intent3 A : intent K (extent K (intent K A)) = intent K A.
Proof. by apply/eqP; rewrite eqEsubset extensive2 intentS ?extensive. Qed.
Lemma extent3 B : extent K (intent K (extent K B)) = extent K B.
Proof. by apply/eqP; rewrite eqEsubset extensive extentS ?extensive2. Qed.
End Derivations.
