(* The rank of a product is at most that of either factor. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h m p L P W D; split; last split; [exact: mxrankM_maxl | exact: mxrankM_maxr |].
by rewrite -[X in (_ <= X)%N]mxrank_tr; exact: mxrankM_maxl.
Qed.
