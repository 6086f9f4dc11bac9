(* q times the largest square is at least the sum of squares. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m q D r i s d1 best frame.
rewrite step_energy d1 (_ : 2%:R - 1 = 1 :> R); last by ring.
rewrite mul1r mulrBr mulrBl ler_add2l ler_oppl opprK; apply: le_trans frame _.
apply: le_trans (_ : _ <= \sum_(j < q) dot (col i D) r ^+ 2) _; first by apply: ler_sum => j _; exact: best.
by rewrite sumr_const card_ord mulr_natl.
Qed.
