(* Both directions are shared with the other activations (theory/sdl/Gauge.v). *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Gauge.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof. by move=> R q A B; split; [exact: relu_only_if | exact: relu_if]. Qed.
