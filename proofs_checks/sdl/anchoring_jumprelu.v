(* Two unit vectors have an inner product of at most 1. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p W theta unit theta1 d e; rewrite /jumprelu ltNge.
suff -> : dot (col d W) (col e W) <= theta by [].
apply: le_trans theta1; rewrite -subr_ge0.
have := norm2_ge0 (col e W - 1 *: col d W); rewrite norm2_sub !unit.
move: (dot _ _) => c; rewrite (_ : 1 - 2%:R * 1 * c + 1 ^+ 2 * 1 = 2%:R * (1 - c)); last by ring.
by rewrite pmulr_rge0 // ltr0n.
Qed.
