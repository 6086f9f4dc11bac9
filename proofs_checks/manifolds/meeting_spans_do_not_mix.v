(* A common point would have a^2 = 1 and 25 a^2 = 49. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R a b c d circle ellipse.
have [ac|] := eqVneq a c; last by left.
have [b0|] := eqVneq b 0; last by right; left.
have [d0|] := eqVneq d 0; last by right; right.
move: circle ellipse; rewrite -ac b0 d0 !expr0n /= mulr0 !addr0 => ->.
by rewrite mulr1 => /eqP; rewrite eqr_nat.
Qed.
