(* Products are associative and distribute over sums. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h m p L P W D b1 b2 x z; split; last by rewrite mulmxDr mulmxA.
by rewrite mulmxBr trmx_mul trmxK mulmxA -!addrA [- _ + _]addrC.
Qed.
