(* From the lemmas of Contexts.v; the derivation of a union is read off its definition. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R g m t K A A2 B F; split; first exact: galois.
split; first exact: extensive.
split; first exact: extensive2.
split; first exact: intentS.
split; first by move=> h; apply: extentS; apply: intentS.
split; first exact: intent3.
split; first exact: extent3.
apply/setP => k; rewrite [RHS]inE; apply/intentP/forallP => [h s|h x].
  by apply/intentP => x xs; apply: h; rewrite inE; apply/existsP; exists s.
by rewrite inE => /existsP[s xs]; have /intentP := h s; apply.
Qed.
