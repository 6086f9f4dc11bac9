(* Farkas: either some (w, b) is at least 1 on C and at most -1 on N, or two averages are equal. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Hulls.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n k m X Y; split; split=> [h|h].
- by have [//|a] := one_of X Y; case: (not_both h a).
- exact: strong_weak.
- move=> [l [u [l0 [u0 [l1 [u1 e]]]]]]; apply: (not_both (strong_weak h)); by exists l, u.
have [//|[l [u [l0 u0 l1 u1 e]]]] := one_of X Y; by case: h; exists l, u.
Qed.
