(* The base vocabulary of every generated proposition: relu, inner products, squared norms; and lemmas about them. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.
Definition relu (x : R) : R := Num.max x 0.
Definition dot n (u v : 'cV[R]_n) : R := \sum_i u i 0 * v i 0.
Definition norm2 n (u : 'cV[R]_n) : R := dot u u.
End Definitions.

Section Relu.
Variable R : realFieldType.
Implicit Types x c : R.

Lemma relu_pos x : 0 <= x -> relu x = x. Proof. by move=> h; rewrite /relu max_l. Qed.
Lemma relu_neg x : x <= 0 -> relu x = 0. Proof. by move=> h; rewrite /relu max_r. Qed.
Lemma relu_ge0 x : 0 <= relu x. Proof. by rewrite /relu le_maxr lexx orbT. Qed.
Lemma relu_gt0 x : (0 < relu x) = (0 < x). Proof. by rewrite /relu lt_maxr ltxx orbF. Qed.
Lemma reluE x : relu x = if 0 < x then x else 0. Proof. by rewrite /relu; case: ltrP. Qed.
Lemma reluD x : relu x - relu (- x) = x.
Proof.
case: (leP 0 x) => h; first by rewrite relu_pos // relu_neg ?oppr_le0 // subr0.
by rewrite relu_neg ?ltW // relu_pos ?oppr_ge0 ?ltW // opprK add0r.
Qed.
Lemma relu_abs x : relu x + relu (- x) = `|x|.
Proof.
case: (leP 0 x) => h; first by rewrite relu_pos // relu_neg ?oppr_le0 // addr0 ger0_norm.
by rewrite relu_neg ?ltW // relu_pos ?oppr_ge0 ?ltW // add0r ltr0_norm.
Qed.
Lemma reluZ c x : 0 <= c -> relu (c * x) = c * relu x.
Proof.
move=> c0; case: (leP 0 x) => h; first by rewrite !relu_pos // mulr_ge0.
by rewrite !relu_neg ?mulr0 // ?mulr_ge0_le0 // ltW.
Qed.
End Relu.

Section Dot.
Variables (R : realFieldType) (n : nat).
Implicit Types u v f : 'cV[R]_n.

Lemma dotC u v : dot u v = dot v u.
Proof. by apply: eq_bigr => i _; rewrite mulrC. Qed.
Lemma dotDr f u v : dot f (u + v) = dot f u + dot f v.
Proof. by rewrite /dot -big_split; apply: eq_bigr => i _; rewrite mxE mulrDr. Qed.
Lemma dotBr f u v : dot f (u - v) = dot f u - dot f v.
Proof. by rewrite /dot -sumrB; apply: eq_bigr => i _; rewrite !mxE mulrBr. Qed.
Lemma dotZr c f u : dot f (c *: u) = c * dot f u.
Proof. by rewrite /dot mulr_sumr; apply: eq_bigr => i _; rewrite mxE mulrCA. Qed.
Lemma dot0r f : dot f 0 = 0.
Proof. by rewrite /dot big1 // => i _; rewrite mxE mulr0. Qed.
Lemma norm2_ge0 u : 0 <= norm2 u.
Proof. by apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0. Qed.
Lemma norm2_eq0 u : (norm2 u == 0) = (u == 0).
Proof.
apply/eqP/eqP => [h|->]; last exact: dot0r.
apply/matrixP => i j; rewrite (ord1 j) [RHS]mxE; apply/eqP.
have h0 k : true -> 0 <= u k 0 * u k 0 by move=> _; rewrite -expr2 sqr_ge0.
have /eqP : u i 0 * u i 0 = 0 by apply: (psumr_eq0P h0 h).
by rewrite mulf_eq0 orbb.
Qed.
Lemma dotE u v : dot u v = (u^T *m v) 0 0.
Proof. by rewrite mxE; apply: eq_bigr => i _; rewrite mxE. Qed.
Lemma dot_gt0 u v : (0 < n)%N -> (forall i, 0 < u i 0) -> (forall i, 0 < v i 0) -> 0 < dot u v.
Proof.
move=> n0 u0 v0; rewrite /dot (bigD1 (Ordinal n0)) //= ltr_paddr ?mulr_gt0 //.
by apply: sumr_ge0 => i _; rewrite ltW // mulr_gt0.
Qed.
Lemma norm2_sub f v t : norm2 (v - t *: f) = norm2 v - 2%:R * t * dot f v + t ^+ 2 * norm2 f.
Proof.
rewrite /norm2 /dot !mulr_sumr -sumrB -big_split; apply: eq_bigr => i _ /=; rewrite !mxE.
by move: (v i 0) (f i 0) => a b; ring.
Qed.

(* |v|^2 - <f, v>^2 = |v - <f, v> f|^2 for a unit vector f *)
Lemma cauchy_unit f v : norm2 f = 1 -> dot f v ^+ 2 <= norm2 v.
Proof.
move=> f1; rewrite -subr_ge0; have := norm2_ge0 (v - dot f v *: f); rewrite norm2_sub f1.
by move: (norm2 v) (dot f v) => w t; rewrite (_ : w - 2%:R * t * t + t ^+ 2 * 1 = w - t ^+ 2) //; ring.
Qed.
End Dot.

Section Matrix.
Variable R : realFieldType.

Lemma dot_mulmx m n (A : 'M[R]_(m, n)) u v : dot u (A *m v) = dot (A^T *m u) v.
Proof. by rewrite !dotE trmx_mul trmxK mulmxA. Qed.
Lemma dot_row m n k (E : 'M[R]_(m, n)) (W : 'M[R]_(n, k)) i d : dot (row i E)^T (col d W) = (E *m W) i d.
Proof. by rewrite dotE trmxK !mxE; apply: eq_bigr => j _; rewrite !mxE. Qed.
Lemma dot_mulmxr m n (u : 'cV[R]_m) (A : 'M[R]_(m, n)) x : dot u (A *m x) = \sum_d x d 0 * dot u (col d A).
Proof.
rewrite /dot; under eq_bigr do rewrite mxE mulr_sumr.
rewrite exchange_big; apply: eq_bigr => d _ /=; rewrite mulr_sumr; apply: eq_bigr => i _.
by rewrite mxE mulrA mulrC.
Qed.
End Matrix.
