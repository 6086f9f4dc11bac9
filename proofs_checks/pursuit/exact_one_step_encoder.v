(* W (D z) = (W D) z = z, and ReLU leaves what is not negative. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof. by move=> R m q D W z WD z0 i; rewrite mulmxA WD mul1mx relu_pos. Qed.
