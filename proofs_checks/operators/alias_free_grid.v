(* j + k < B + M <= N <= l N, and j <= B and k < M are below it, too. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R B M N j k l BM jB kM l1.
have Nl : (N <= l * N)%N by rewrite leq_pmull.
split; last split; apply/eqP => e.
- have : (j + k < B + M)%N by rewrite -addnS leq_add.
  by rewrite e ltnNge (leq_trans BM Nl).
- have : (j < B + M)%N by rewrite -addn1 leq_add // (leq_trans _ kM).
  by rewrite e ltnNge (leq_trans BM (leq_trans Nl (leq_addl _ _))).
have : (k < B + M)%N by apply: leq_trans kM (leq_addl _ _).
by rewrite e ltnNge (leq_trans BM (leq_trans Nl (leq_addl _ _))).
Qed.
