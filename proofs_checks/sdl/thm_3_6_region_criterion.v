(* Both halves are convex on the region: least squares, and Farkas' lemma for the walls of the cone. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Regions.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r W V M D E c M0 hE; split; first exact: loss_owned.
split=> [[/(decoder_half V M0 D hE) d e]|[/(decoder_half V M0 D hE) d e]]; split=> // i.
  by have [mu [mu0 off eq]] := min_walled M0 hE e i; exists mu.
apply: (walled_min M0 hE) => j; have [mu [mu0 [off eq]]] := e j.
by exists mu; split.
Qed.
