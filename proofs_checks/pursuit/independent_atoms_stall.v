(* D^T W^T = 1, so that the products of x = -W^T h are -h. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m q D W h x q1 inv h0.
have prod j : dot (col j D) x = - h j 0.
  rewrite /x dotBr dot0r sub0r dotE tr_col -row_mul mulmxA -trmx_mul.
  have -> : W *m D = 1%:M by apply/matrixP => a b; rewrite inv mxE.
  by rewrite trmx1 mul1mx mxE.
split=> [j|]; first by rewrite prod oppr_lt0; split.
rewrite norm2_gt0; apply/eqP => x0; have := h0 (Ordinal q1).
by rewrite -oppr_lt0 -prod x0 dot0r ltxx.
Qed.
