(* A larger extent has at least as many objects. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R g m t s u K F closed large; split; first by move=> A _ [k h]; apply: leq_trans (large k) (subset_leq_card h).
split; last split.
- move=> k; apply: leq_trans (large k) (subset_leq_card _).
  apply/subsetP => x xk; apply: (subsetP (extensive K _)); rewrite inE; apply/existsP; by exists k.
- by move=> us k; apply: leq_trans us (large k).
- by [].
Qed.
