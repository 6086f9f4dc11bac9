(* Nonnegative combinations of columns and the values of a vector on them. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Points.
Variable R : realFieldType.

Lemma dot_col n k (X : 'M[R]_(n, k)) w d : dot w (col d X) = (X^T *m w) d 0.
Proof. by rewrite mxE; apply: eq_bigr => j _; rewrite !mxE mulrC. Qed.

Lemma dotNr n (f u : 'cV[R]_n) : dot f (- u) = - dot f u.
Proof. by rewrite /dot -sumrN; apply: eq_bigr => i _; rewrite mxE mulrN. Qed.

Lemma some_positive k (l : 'I_k -> R) : (forall i, 0 <= l i) -> \sum_i l i != 0 -> exists i, 0 < l i.
Proof.
move=> l0 s; apply/existsP; apply: contraT; rewrite negb_exists => /forallP h.
by rewrite big1 ?eqxx // in s => i _; apply/eqP; rewrite eq_le l0 andbT leNgt.
Qed.

Lemma row_sum k (u : 'rV[R]_k) : (forall i, 0 <= u 0 i) -> u != 0 -> 0 < \sum_i u 0 i.
Proof.
move=> u0 /(row_gt0 u0)[i ui]; rewrite (bigD1 i) //= ltr_paddr //.
by apply: sumr_ge0 => j _.
Qed.

Lemma dot_ge0_sum n k (X : 'M[R]_(n, k)) w (l : 'cV[R]_k) : (forall i, 0 <= l i 0) -> (forall i, 0 <= dot w (col i X)) ->
  0 <= dot w (X *m l).
Proof. by move=> l0 wX; rewrite dot_mulmxr; apply: sumr_ge0 => i _; apply: mulr_ge0. Qed.

Lemma dot_gt0_sum n k (X : 'M[R]_(n, k)) w (l : 'cV[R]_k) i : (forall i, 0 <= l i 0) -> 0 < l i 0 ->
  (forall i, 0 < dot w (col i X)) -> 0 < dot w (X *m l).
Proof.
move=> l0 li wX; rewrite dot_mulmxr (bigD1 i) //= ltr_paddr ?mulr_gt0 //.
by apply: sumr_ge0 => j _; apply: mulr_ge0 => //; apply: ltW.
Qed.

Lemma le0_sum n k (Y : 'M[R]_(n, k)) w (m : 'cV[R]_k) : (forall j, 0 <= m j 0) -> (forall j, dot w (col j Y) <= 0) ->
  dot w (Y *m m) <= 0.
Proof.
move=> m0 wY; rewrite dot_mulmxr -oppr_ge0 -sumrN; apply: sumr_ge0 => j _.
by rewrite oppr_ge0; apply: mulr_ge0_le0.
Qed.
End Points.
