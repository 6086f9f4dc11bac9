(* Meets of extents are extents, joins are closures of unions; object and attribute concepts generate. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Section Families.
Variables (g m t : nat) (K : 'I_g -> 'I_m -> bool) (F : 'I_t -> {set 'I_g}).
Hypothesis closed : forall s, extent K (intent K (F s)) = F s.
Definition meet := [set x | [forall s, x \in F s]].
Definition common := [set k | [forall s, k \in intent K (F s)]].

Lemma meetE : meet = extent K [set k | [exists s, k \in intent K (F s)]].
Proof.
apply/setP => x; rewrite inE; apply/forallP/extentP => [h k|h s].
  by rewrite inE => /existsP[s /intentP]; apply; apply: h.
by rewrite -closed; apply/extentP => k ks; apply: h; rewrite inE; apply/existsP; exists s.
Qed.
Lemma commonE : common = intent K [set x | [exists s, x \in F s]].
Proof.
apply/setP => k; rewrite inE; apply/forallP/intentP => [h x|h s].
  by rewrite inE => /existsP[s xs]; have /intentP := h s; apply.
by apply/intentP => x xs; apply: h; rewrite inE; apply/existsP; exists s.
Qed.
End Families.

Theorem proof : claim.
Proof.
move=> R g m t K F closed; split.
  split; first by rewrite -/(meet F) (meetE closed) extent3.
  split; first by rewrite -/(meet F) (meetE closed).
  split; first by rewrite -/(common K F) commonE intent3.
  by rewrite -/(common K F) commonE.
split.
  move=> A cA; split.
    rewrite -[LHS]cA; congr extent; apply/setP => k; rewrite [RHS]inE; apply/intentP/forallP => h x.
      by apply/implyP => xA; apply/intentP => y; rewrite inE => /eqP ->; apply: h.
    by move=> xA; have /implyP/(_ xA)/intentP := h x; apply; rewrite inE.
  rewrite -[LHS]cA; apply/setP => x; rewrite [RHS]inE; apply/extentP/forallP => h k.
    by apply/implyP => kA; apply/extentP => j; rewrite inE => /eqP ->; apply: h.
  by move=> kA; have /implyP/(_ kA)/extentP := h k; apply; rewrite inE.
move=> x k; apply/idP/idP => [Kxk|h].
  apply: extentS; apply/subsetP => j; rewrite inE => /eqP ->.
  by apply/intentP => y; rewrite inE => /eqP ->.
have : x \in extent K [set j | j == k] by apply: (subsetP h); apply: (subsetP (extensive K _)); rewrite inE.
by move/extentP; apply; rewrite inE.
Qed.
