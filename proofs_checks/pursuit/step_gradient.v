(* Expand; everything is bilinear. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m d r g h t u v; rewrite /u /v; split.
- have -> : dot h (- (dot d g *: r + dot d r *: g)) = - (dot d g * dot h r + dot d r * dot h g).
    by rewrite -scaleN1r dotZr mulN1r dotDr !dotZr.
  have -> : dot (d + t *: h) r = dot d r + t * dot h r by rewrite dotDl dotZl.
  rewrite !dotBr !dotZr dotDr dotZr -!(dotC g).
  by move: (dot d r) (dot h r) (dot g d) (dot g h) (dot g r) => a b c e f; ring.
have -> : dot d (r + t *: h) = dot d r + t * dot d h by rewrite dotDr dotZr.
rewrite !dotBr !dotZr dotDr dotZr -!(dotC g) (dotC h d).
by move: (dot d r) (dot d h) (dot g d) (dot g h) (dot g r) => a b c e f; ring.
Qed.
