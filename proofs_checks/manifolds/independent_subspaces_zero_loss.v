(* The encoder returns the coordinates themselves: A (V y) = y. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R d K V A y x a AV.
have -> : a = y by rewrite /a /x mulmxA AV mul1mx.
split; last split => //.
- rewrite -mulmxBr; congr (_ *m _).
  by apply/matrixP => i j; rewrite (ord1 j) !mxE reluD.
apply: eq_bigr => i _; rewrite !relu_gt0 oppr_gt0.
by case: (ltrgtP (y i 0) 0) => h; rewrite ?addr0 ?add0r.
Qed.
