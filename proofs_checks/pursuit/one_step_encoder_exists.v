(* Farkas for the dictionary with the column of the atom set to 0. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps Farkas.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m q D i; split.
  move=> [w [wi wj]] [b [[b0 bi] hb]].
  have : dot w (D *m b) <= 0.
    rewrite dot_mulmxr -oppr_ge0 -sumrN; apply: sumr_ge0 => j _; rewrite oppr_ge0.
    have [->|ji] := eqVneq j i; first by rewrite bi mul0r.
    by rewrite mulr_ge0_le0 // dotC; apply: wj.
  by rewrite hb dotC wi leNgt ltr01.
move=> none.
pose A : 'M[R]_(m, q) := \matrix_(a, j) (if j == i then 0 else D a j).
have [[x [x0 hx]]|[y [y0 hy]]] := farkas_cone A (col i D).
  case: none; exists (\col_j (if j == i then 0 else x j 0)); split.
    by split=> [k|]; rewrite mxE ?eqxx //; case: ifP.
  rewrite -hx; apply/matrixP => a b; rewrite (ord1 b) !mxE; apply: eq_bigr => j _.
  by rewrite !mxE; case: ifP => _; rewrite ?mul0r ?mulr0.
have prod j : (y^T *m A) 0 j = if j == i then 0 else dot (col j D) y.
  rewrite mxE; case: ifP => ji; first by rewrite big1 // => a _; rewrite !mxE ji mulr0.
  by apply: eq_bigr => a _; rewrite !mxE ji mulrC.
have ti : dot (col i D) y < 0 by rewrite dotC dotE.
exists ((dot (col i D) y)^-1 *: y); split; first by rewrite dotZr mulVf // lt_eqF.
move=> j /negbTE ji; have := y0 j; rewrite prod ji => yj.
by rewrite dotZr mulr_le0_ge0 // invr_le0 ltW.
Qed.
