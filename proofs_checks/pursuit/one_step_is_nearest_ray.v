(* |x - c e|^2 = |x|^2 - 2 c <e, x> + c^2 >= |x|^2 - relu(<e, x>)^2, and relu is monotone. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m d e x c d1 e1 sel c0.
have one : norm2 (x - relu (dot d x) *: d) = norm2 x - relu (dot d x) ^+ 2.
  rewrite norm2_sub d1; case: (leP 0 (dot d x)) => h.
    by rewrite (relu_pos h); move: (norm2 x) (dot d x) => u v; ring.
  by rewrite (relu_neg (ltW h)); move: (norm2 x) (dot d x) => u v; ring.
split=> //; rewrite one norm2_sub e1 mulr1 -addrA ler_add2l.
case: (leP 0 (dot e x)) => h.
  apply: le_trans (_ : _ <= - dot e x ^+ 2) _.
    by rewrite ler_oppl opprK relu_pos ?(le_trans h) // ler_sqr ?nnegrE // (le_trans h).
  rewrite -subr_ge0 (_ : _ - _ = (c - dot e x) ^+ 2) ?sqr_ge0 //; move: (dot e x) => v; ring.
apply: le_trans (_ : _ <= 0) _; first by rewrite oppr_le0 sqr_ge0.
rewrite addr_ge0 ?sqr_ge0 // oppr_ge0 mulr_ge0_le0 ?(ltW h) //.
by rewrite mulr_ge0 // ler0n.
Qed.
