(* Orthogonality leaves one summand of each product. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m u v e a b x u1 v1 uv ev.
have uu : dot u u = 1 by []. have vv : dot v v = 1 by [].
have ux : dot u x = a by rewrite /x dotDr !dotZr uu uv mulr1 mulr0 addr0.
have vx : dot v x = b by rewrite /x dotDr !dotZr vv (dotC v) uv mulr1 mulr0 add0r.
have ex : dot e x = dot e u * a by rewrite /x dotDr !dotZr ev mulr0 addr0 mulrC.
by rewrite ux vx ex.
Qed.
