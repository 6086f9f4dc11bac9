(* The inverses cancel inside the products; the bias terms cancel each other. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h m p L P Q K E F be bd x z KL PS; split; last by rewrite mulmxDr !mulmxA PS !mul1mx.
rewrite mulmxBr addrA addrAC subrK; congr (_ + _).
by rewrite trmx_mul trmxK -mulmxA [K *m _]mulmxA KL mul1mx.
Qed.
