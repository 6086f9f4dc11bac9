(* The pseudo-intents of a context, listed as P: sets that are not closed and contain the closure of every one properly inside. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Section PseudoIntents.
Variables (g m t : nat) (K : 'I_g -> 'I_m -> bool) (P : 'I_t -> {set 'I_m}).
Implicit Types A Q S X Y : {set 'I_m}.

Definition closed_by X := intent K (extent K X).
Definition quasi S := [forall i, ((P i \subset S) && (P i != S)) ==> (closed_by (P i) \subset S)].

Lemma closed_byS X Y : X \subset Y -> closed_by X \subset closed_by Y.
Proof. by move=> h; apply/intentS/extentS. Qed.
Lemma closed_byI X : closed_by (closed_by X) = closed_by X. Proof. exact: intent3. Qed.
Lemma closed_by_ge X : X \subset closed_by X. Proof. exact: extensive2. Qed.

Lemma quasiP S : reflect (forall i, P i \subset S -> P i != S -> closed_by (P i) \subset S) (quasi S).
Proof.
apply: (iffP forallP) => h i; last by apply/implyP => /andP[]; apply: h.
by move=> h1 h2; move: (h i); rewrite h1 h2.
Qed.

Lemma quasi_closed X : closed_by X = X -> quasi X.
Proof. by move=> e; apply/quasiP => i h _; rewrite -e; apply: closed_byS. Qed.

Lemma quasi_meet X Y : quasi X -> quasi Y -> quasi (X :&: Y).
Proof.
move=> /quasiP hX /quasiP hY; apply/quasiP => i; rewrite !subsetI => /andP[iX iY] proper; apply/andP; split.
  by apply: hX => //; apply: contra proper => /eqP e; rewrite eqEsubset subsetI iX iY e subsetIl.
by apply: hY => //; apply: contra proper => /eqP e; rewrite eqEsubset subsetI iX iY e subsetIr.
Qed.

Hypothesis listed : forall Q, [exists k, P k == Q] = (closed_by Q != Q) && quasi Q.

Lemma pseudo i : closed_by (P i) != P i /\ quasi (P i).
Proof. by apply/andP; rewrite -listed; apply/existsP; exists i. Qed.

Lemma is_listed Q : closed_by Q != Q -> quasi Q -> exists k, P k = Q.
Proof. by move=> h q; have := listed Q; rewrite h q => /existsP[k /eqP]; exists k. Qed.

(* a quasi-closed set contains the closure of every quasi-closed set properly inside *)
Lemma closure_below S Q : quasi S -> quasi Q -> S \subset Q -> S != Q -> closed_by S \subset Q.
Proof.
move=> qS qQ sub ne; have [/eqP ->|open] := boolP (closed_by S == S); first exact: sub.
by have [k e] := is_listed open qS; move: sub ne; rewrite -e; apply: (quasiP _ qQ).
Qed.
End PseudoIntents.
