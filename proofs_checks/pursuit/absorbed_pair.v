(* After the step p is left b d, after the step q the part (t a - s b) (t p - s d). *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m p d s t a b q x r h p1 d1 pd st.
have pp : dot p p = 1 by []. have dd : dot d d = 1 by []. have dp : dot d p = 0 by rewrite dotC.
have q1 : dot q q = 1 by rewrite /q dotDl !dotZl !dotDr !dotZr pp dd pd dp -[RHS]st; ring.
have pq : dot p q = s by rewrite /q dotDr !dotZr pp pd; ring.
have qp : dot q p = s by rewrite dotC.
have px : dot p x = a by rewrite /x dotDr !dotZr pp pd; ring.
have qx : dot q x = s * a + t * b by rewrite /x dotDr !dotZr dotC pq /q dotDl !dotZl pd dd; ring.
have x2 : norm2 x = a ^+ 2 + b ^+ 2 by rewrite norm2E {1}/x dotDl !dotZl px /x dotDr !dotZr dp dd; ring.
have tE : t ^+ 2 = 1 - s ^+ 2 by rewrite -st; ring.
split; split.
- rewrite /r step_energy step_energy [norm2 q]q1 p1 dotBr dotZr px qx qp x2.
  have -> : s * a + t * b - a * s = t * b by ring.
  by rewrite exprMn tE; ring.
- by rewrite /r !(dotBr, dotZr) pp px qx qp pq; split; [ring | rewrite q1; ring].
- rewrite /h step_energy step_energy [norm2 q]q1 p1 dotBr dotZr px qx pq x2.
  have -> : a - (s * a + t * b) * s = a * t ^+ 2 - s * t * b by rewrite tE; ring.
  have e : a ^+ 2 + b ^+ 2 - (2%:R - 1) * (s * a + t * b) ^+ 2 = (t * a - s * b) ^+ 2.
    rewrite (_ : a ^+ 2 + b ^+ 2 = (s ^+ 2 + t ^+ 2) * (a ^+ 2 + b ^+ 2)); last by rewrite st mul1r.
    by ring.
  rewrite e (_ : a * t ^+ 2 - s * t * b = t * (t * a - s * b)); last by ring.
  by rewrite exprMn tE; ring.
- rewrite /h !(dotBr, dotZr) pp px qx qp pq q1; split; first by ring.
  have -> : a - (s * a + t * b) * s = a * t ^+ 2 - s * t * b by rewrite tE; ring.
  by ring.
Qed.
