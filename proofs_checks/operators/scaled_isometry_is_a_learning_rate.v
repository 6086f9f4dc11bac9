(* P P^T G = c G. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h m p P D G eta c iso.
by rewrite mulmxBr -scalemxAr [P *m (_ *m _)]mulmxA iso -scalemxAl mul1mx scalerA.
Qed.
