(* Only the term m = t of the inner sum is left. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p s t h z D a atp els taps j; rewrite mxE; apply: eq_bigr => i _.
rewrite (bigD1 t) //= taps atp big1 ?addr0 // => m mt.
by rewrite els ?mulr0 //; apply/eqP.
Qed.
