(* A conj(A) = |A|^2, which is divided out. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n r s a b x y inv i; have n0 : a i ^+ 2 + b i ^+ 2 != 0 by rewrite gt_eqF // inv.
split; apply: (mulIf n0); rewrite divfK //; move: (r i) (s i) (a i) (b i) (x i) (y i) => r0 s0 a0 b0 x0 y0; ring.
Qed.
