(* |r - c e|^2 = |r|^2 - 2 c <e, r> + c^2 >= |r|^2 - relu(<e, r>)^2 for c >= 0, and relu is monotone. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m d e f x r e1 f1 sel.
set c := relu (dot e x); have c0 : 0 <= c by exact: relu_ge0.
have one : norm2 (r - relu (dot f r) *: f) = norm2 r - relu (dot f r) ^+ 2.
  rewrite norm2_sub f1; case: (leP 0 (dot f r)) => h.
    by rewrite (relu_pos h); move: (norm2 r) (dot f r) => u v; ring.
  by rewrite (relu_neg (ltW h)); move: (norm2 r) (dot f r) => u v; ring.
rewrite one norm2_sub e1 mulr1 -addrA ler_add2l.
case: (leP 0 (dot e r)) => h.
  apply: le_trans (_ : _ <= - dot e r ^+ 2) _.
    by rewrite ler_oppl opprK relu_pos ?(le_trans h) // ler_sqr ?nnegrE // (le_trans h).
  rewrite -subr_ge0 (_ : _ - _ = (c - dot e r) ^+ 2) ?sqr_ge0 //; move: (dot e r) => v; ring.
apply: le_trans (_ : _ <= 0) _; first by rewrite oppr_le0 sqr_ge0.
by rewrite addr_ge0 ?sqr_ge0 // oppr_ge0 mulr_ge0_le0 ?(ltW h) // mulr_ge0 // ler0n.
Qed.
