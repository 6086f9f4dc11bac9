(* A^T B = 0, and the rank of such a pair of factors is at most the dimension between them. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m q n A B orth.
have z : A^T *m B = 0.
  apply/matrixP => i j; rewrite !mxE; have := orth i j; rewrite /dot => h.
  by rewrite -[RHS]h; apply: eq_bigr => k _; rewrite !mxE.
by rewrite -mxrank_tr; apply: mulmx0_rank_max.
Qed.
