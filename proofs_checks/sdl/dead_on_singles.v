(* The pre-activation of a nonnegative mixture is the mixture of the pre-activations. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p W a x dead x0; apply: relu_neg; rewrite dot_mulmxr -oppr_ge0 -sumrN; apply: sumr_ge0 => d _.
rewrite oppr_ge0; apply: mulr_ge0_le0 => //; rewrite leNgt; apply/negP => h.
by have := dead d; rewrite relu_pos ?ltW // => e; rewrite e ltxx in h.
Qed.
