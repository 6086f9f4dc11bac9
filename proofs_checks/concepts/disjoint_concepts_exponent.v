(* Disjoint units have different points and different patterns; patterns are counted by Sauer and Shelah. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Contexts Counting Shatter Patterns.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n N d c k X W b U K inhabited disjoint; split; first exact: disjoint_points inhabited disjoint.
split; first by rewrite -natr_sum -(natrD _ 1%N) ler_nat; exact: disjoint_units inhabited disjoint.
by move=> exact; rewrite -card_exact; apply: leq_injective (disjoint_different inhabited disjoint) _ => j; rewrite inE exact.
Qed.
