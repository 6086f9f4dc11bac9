(* An injective map between finite sets. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n q f inj.
have fi : injective f by move=> i j ij; apply/eqP; apply: contraT => h; have := inj i j h; rewrite ij eqxx.
by have := leq_card f fi; rewrite !card_ord.
Qed.
