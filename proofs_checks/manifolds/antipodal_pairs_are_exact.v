(* relu(a) - relu(-a) = a, and exactly one of a > 0 and -a > 0 unless a = 0. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p n V W x a VW; split; last split.
- rewrite -mulmxBr (_ : _ - _ = a); first by rewrite /a mulmxA VW mul1mx.
  by apply/matrixP => i j; rewrite (ord1 j) !mxE reluD.
- have -> : n%:R = \sum_(i < n) (1 : R) by rewrite sumr_const card_ord.
  apply: ler_sum => i _; rewrite oppr_gt0; case: (ltrgtP (a i 0) 0) => _ /=; by rewrite ?addr0 ?add0r ?ler01 ?lexx.
move=> a0; have -> : n%:R = \sum_(i < n) (1 : R) by rewrite sumr_const card_ord.
apply: eq_bigr => i _; rewrite oppr_gt0; have := a0 i.
by case: (ltrgtP (a i 0) 0) => // h; rewrite ?addr0 ?add0r // h eqxx.
Qed.
