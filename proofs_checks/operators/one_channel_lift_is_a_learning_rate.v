(* P P^T is a matrix of one entry. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h p P D G eta.
have e : P *m P^T = (\sum_i P (Ordinal (isT : (0 < 1)%N)) i ^+ 2)%:M.
  apply/matrixP => i j; rewrite !ord1 !mxE mulr1n; apply: eq_bigr => k _.
  by rewrite mxE expr2; congr (P _ k * P _ k); apply/val_inj.
by rewrite mulmxBr -scalemxAr [P *m (_ *m _)]mulmxA e mul_scalar_mx scalerA.
Qed.
