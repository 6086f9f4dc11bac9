(* As in general: on the line four neurons show at most 1 + 4 patterns. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Contexts Counting Shatter Patterns.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R N c X W b U K inhabited disjoint.
have le : (c <= 5)%N.
  have := disjoint_units (X := X) (W := W) (b := b) (U := U) inhabited disjoint.
  by rewrite big_ord1 bin1.
by split=> //; apply: leq_ltn_trans le _.
Qed.
