(* The adjoint of a product by P, and distributivity. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h m p P D G E eta.
have entrywise a b (A B : 'M[R]_(a, b)) : \sum_i \sum_k A i k * B i k = \tr (A^T *m B).
  rewrite /mxtrace exchange_big; apply: eq_bigr => k _; rewrite mxE.
  by apply: eq_bigr => i _; rewrite mxE.
split; first by rewrite !entrywise trmx_mul trmxK mulmxA.
by rewrite mulmxBr -scalemxAr mulmxA.
Qed.
