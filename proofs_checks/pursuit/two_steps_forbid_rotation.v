(* x = c a q1 + s a q2 + b e in an orthonormal triple: two codes cannot touch the square of the third product. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m p d e c s a b y z x q1 q2 p1 d1 e1 pd pe de cs.
have pp : dot p p = 1 by []. have dd : dot d d = 1 by []. have ee : dot e e = 1 by [].
have dp : dot d p = 0 by rewrite dotC. have ep : dot e p = 0 by rewrite dotC. have ed : dot e d = 0 by rewrite dotC.
have q1x : dot q1 x = c * a by rewrite /q1 /x dotBl !dotZl !dotDr !dotZr pp pe dp de; ring.
have q2x : dot q2 x = s * a by rewrite /q2 /x dotDl !dotZl !dotDr !dotZr pp pe dp de; ring.
have ex : dot e x = b by rewrite /x dotDr !dotZr ep ee; ring.
have n1 : norm2 q1 = 1 by rewrite norm2E /q1 dotBl !dotZl !dotBr !dotZr pp dd pd dp -[RHS]cs; ring.
have n2 : norm2 q2 = 1 by rewrite norm2E /q2 dotDl !dotZl !dotDr !dotZr pp dd pd dp -[RHS]cs; ring.
have q21 : dot q2 q1 = 0 by rewrite /q2 /q1 dotDl !dotZl !dotBr !dotZr pp dd pd dp; ring.
have eq1 : dot e q1 = 0 by rewrite /q1 dotBr !dotZr ep ed; ring.
have eq2 : dot e q2 = 0 by rewrite /q2 dotDr !dotZr ep ed; ring.
have x2 : norm2 x = (c ^+ 2 + s ^+ 2) * a ^+ 2 + b ^+ 2.
  by rewrite cs norm2E /x dotDl !dotZl !dotDr !dotZr pp pe ep ee; ring.
split; last split; rewrite -subr_ge0 norm2_sub norm2_sub dotBr dotZr ?n1 ?n2 ?e1 ?q21 ?eq1 ?eq2 ?q1x ?q2x ?ex x2.
- by rewrite (_ : _ - _ = (c * a - y) ^+ 2 + (s * a - z) ^+ 2) ?addr_ge0 ?sqr_ge0 //; ring.
- by rewrite (_ : _ - _ = (s * a - y) ^+ 2 + (b - z) ^+ 2) ?addr_ge0 ?sqr_ge0 //; ring.
by rewrite (_ : _ - _ = (c * a - y) ^+ 2 + (b - z) ^+ 2) ?addr_ge0 ?sqr_ge0 //; ring.
Qed.
