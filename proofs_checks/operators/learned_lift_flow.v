(* Both products are written out; the four terms of the second cancel in pairs. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h m p L D G U V <- <-.
have neg a b (A : 'M[R]_(a, b)) : (- A)^T = - A^T by rewrite linearN.
split; first by rewrite neg trmx_mul trmxK mulNmx mulmxN !mulmxA -opprD.
rewrite subrr !neg !trmx_mul !trmxK !mulNmx !mulmxN !mulmxA.
by rewrite opprB opprK -opprD addNr.
Qed.
