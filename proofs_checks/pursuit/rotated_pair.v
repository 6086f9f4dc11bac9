(* |x - z1 q1 - z2 q2|^2 = (y1 - z1)^2 + (y2 - z2)^2 for the products y of an orthonormal pair that spans x. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m p d c s a b x q1 q2 p1 d1 pd cs.
have pp : dot p p = 1 by []. have dd : dot d d = 1 by []. have dp : dot d p = 0 by rewrite dotC.
have y1 : dot q1 x = c * a - s * b.
  by rewrite /q1 /x dotBl !dotZl !dotDr !dotZr pp dd pd dp; ring.
have y2 : dot q2 x = s * a + c * b.
  by rewrite /q2 /x dotDl !dotZl !dotDr !dotZr pp dd pd dp; ring.
have n1 : norm2 q1 = 1.
  by rewrite /norm2 /q1 dotBl !dotZl !dotBr !dotZr pp dd pd dp -[RHS]cs; ring.
have n2 : norm2 q2 = 1.
  by rewrite /norm2 /q2 dotDl !dotZl !dotDr !dotZr pp dd pd dp -[RHS]cs; ring.
have q21 : dot q2 q1 = 0.
  by rewrite /q2 /q1 dotDl !dotZl !dotBr !dotZr pp dd pd dp; ring.
have x2 : norm2 x = (c ^+ 2 + s ^+ 2) * (a ^+ 2 + b ^+ 2).
  by rewrite cs /norm2 /x dotDl !dotZl !dotDr !dotZr pp dd pd dp; ring.
split=> //; split=> //.
have neg y : relu (- y) = relu y - y :> R by rewrite -{3}(reluD y) opprB addrCA subrr addr0.
have r1 : relu (s * b - c * a) = relu (dot q1 x) - dot q1 x by rewrite -neg y1 opprB.
have r2 : relu (- (s * a + c * b)) = relu (dot q2 x) - dot q2 x by rewrite -neg y2.
rewrite r1 r2 norm2_sub n2 norm2_sub n1 dotBr dotZr q21 y1 y2 x2.
by move: (relu _) (relu _) => z w; ring.
Qed.
