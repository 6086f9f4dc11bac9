(* P D = P P^T C = C, and the Gram matrix of P^T C is C^T P P^T C. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h m p P D C iso inr; have e : P *m D = C by rewrite -inr mulmxA iso mul1mx.
by split=> //; rewrite e -inr trmx_mul trmxK mulmxA -[C^T *m P *m P^T]mulmxA iso mulmx1.
Qed.
