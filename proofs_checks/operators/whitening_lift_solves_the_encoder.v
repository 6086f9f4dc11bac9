(* L^T L Sigma = I cancels the start; a left inverse of a square matrix is a right inverse. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h m p L W Z C white.
have e : L^T *m (W - L *m (Z *m (L^T *m W) - C)) = L^T *m L *m C.
  rewrite !mulmxBr !mulmxA -[L^T *m L *m Z *m L^T *m W]mulmxA white mul1mx.
  by rewrite opprB addrCA subrr addr0.
split; rewrite e // mulmxA.
by move/mulmx1C: white => ->; rewrite mul1mx.
Qed.
