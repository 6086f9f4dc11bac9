(* An intent of the detection context is the set of the neurons that all objects of a union have. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R g m t K F S; split; last split.
- move=> s k; apply/idP/subsetP => [h x xs|h].
    by apply/extentP => j; rewrite inE => /eqP ->; have /intentP := h; apply.
  by apply/intentP => x xs; have /h/extentP := xs; apply; rewrite inE.
- have -> : [set k | [forall s, (s \in S) ==> (k \in intent K (F s))]] = intent K [set x | [exists s, (s \in S) && (x \in F s)]].
    apply/setP => k; rewrite inE; apply/forallP/intentP => [h x|h s].
      by rewrite inE => /existsP[s /andP[sS xs]]; have /implyP/(_ sS)/intentP := h s; apply.
    apply/implyP => sS; apply/intentP => x xs; apply: h; rewrite inE; apply/existsP; exists s; by rewrite sS.
  exact: intent3.
move=> single B closed; apply/eqP; rewrite eqEsubset; apply/andP; split; apply/subsetP => k.
  by move=> kB; rewrite inE; apply/forallP => s; apply/implyP => /subsetP; apply.
rewrite inE => /forallP h; rewrite -closed; apply/intentP => x /extentP xB.
have [s sx] := single x; have /implyP := h s.
rewrite sx => /(_ _)/intentP; apply; last by rewrite inE.
by apply/subsetP => j jB; apply/intentP => y; rewrite inE => /eqP ->; apply: xB.
Qed.
