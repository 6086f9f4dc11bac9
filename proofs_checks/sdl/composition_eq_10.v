(* One entry at a time. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R q sigma tau hs ht; split; last split.
- move=> z i; case: (ht (sigma z) i) => ->; first by left.
  exact: hs.
- by move=> z i; rewrite mxE reluE; case: ifP; [right | left].
- by move=> theta z i; rewrite mxE /jumprelu; case: ifP; [right | left].
Qed.
