(* D^T D is an invertible diagonal matrix of size q, of rank at most m. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m q D n0 orth.
have e : D^T *m D = diag_mx (\row_i norm2 (col i D)).
  apply/matrixP => i j; rewrite !mxE.
  have -> : \sum_k D^T i k * D k j = dot (col i D) (col j D) by apply: eq_bigr => k _; rewrite !mxE.
  by case: eqVneq => [->|ij]; rewrite ?mulr1n // mulr0n orth.
have u : D^T *m D \in unitmx.
  by rewrite e unitmxE det_diag unitfE prodf_seq_neq0; apply/allP => i _; rewrite mxE; exact: n0.
rewrite -(mxrank_unit u); apply: leq_trans (mxrankM_maxr _ _) (rank_leq_row D).
Qed.
