(* A unit is a derivation; everything else is the Galois connection. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R g m K L A B off; split; first exact: extent3.
split.
  apply/existsP/eqP => [[N /eqP <-]|h]; first exact: extent3.
  by exists (intent K A); rewrite h.
split; first by rewrite galois.
split.
  move=> h; have sub : extent K (intent K A) \subset extent K B by rewrite extentS // -galois.
  split=> //; apply: subset_leq_card; apply/subsetP => x; rewrite !inE => /andP[xE ->]; rewrite andbT.
  by have := subsetP sub x; rewrite !inE; apply.
split.
  apply/eqP/andP => [e|[/andP[/eqP closed sub] /forallP cover]].
    split; first by rewrite -{1}e extent3 e eqxx -galois e /=.
    apply/forallP => x; apply/implyP => xA; have : x \notin extent K B by rewrite e.
    rewrite inE negb_forall => /existsP[k]; rewrite negb_imply => kB.
    by apply/existsP; exists k.
  apply/eqP; rewrite eqEsubset galois sub andbT; apply/subsetP => x xE; apply: contraT => xA.
  have /existsP[k /andP[kB /negP[]]] := implyP (cover x) xA.
  by move/extentP: xE; apply.
apply/setP => x; rewrite !inE; apply/idP/forallP => [h k|h].
  apply/implyP => kB; rewrite off; apply: contra h => kx; apply/existsP; exists k; by rewrite kB.
apply/negP => /existsP[k /andP[kB kx]]; have := h k; by rewrite kB /= off kx.
Qed.
