(* Squared norms of sums and multiples, the inequality of Cauchy and Schwarz, and of a matrix times a vector. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Norms.
Variable R : realFieldType.

Lemma norm2D n (u v : 'cV[R]_n) : norm2 (u + v) = norm2 u + 2%:R * dot u v + norm2 v.
Proof.
have -> : u + v = u - (-1) *: v by rewrite scaleN1r opprK.
by rewrite norm2_sub [dot v u]dotC; move: (norm2 _) (norm2 _) (dot _ _) => a b c; ring.
Qed.
Lemma norm2Z n c (u : 'cV[R]_n) : norm2 (c *: u) = c ^+ 2 * norm2 u.
Proof. by rewrite /norm2 dotZr dotC dotZr expr2 mulrA. Qed.

Lemma cauchy n (u v : 'cV[R]_n) : dot u v ^+ 2 <= norm2 u * norm2 v.
Proof.
case: (eqVneq (norm2 u) 0) => [/eqP|nz].
  by rewrite norm2_eq0 => /eqP ->; rewrite dotC dot0r /norm2 dot0r mul0r expr0n.
have u0 : 0 < norm2 u by rewrite lt_def nz norm2_ge0.
have := norm2_ge0 (norm2 u *: v - dot u v *: u); rewrite norm2_sub norm2Z dotZr.
move: (norm2 u) (norm2 v) (dot u v) u0 => a b c a0.
have -> : a ^+ 2 * b - 2%:R * c * (a * c) + c ^+ 2 * a = a * (a * b - c ^+ 2) by ring.
by rewrite pmulr_rge0 // subr_ge0.
Qed.

Lemma cauchy_mx m n (Y : 'M[R]_(m, n)) (x : 'cV[R]_n) : norm2 (Y *m x) <= (\sum_d norm2 (col d Y)) * norm2 x.
Proof.
have -> : \sum_d norm2 (col d Y) = \sum_i norm2 (row i Y)^T.
  rewrite /norm2 /dot exchange_big; apply: eq_bigr => i _; apply: eq_bigr => d _; by rewrite !mxE.
rewrite mulr_suml; apply: ler_sum => i _; rewrite -expr2; apply: le_trans (cauchy _ _).
by rewrite le_eqVlt; apply/orP; left; apply/eqP; congr (_ ^+ 2); rewrite mxE; apply: eq_bigr => d _; rewrite !mxE.
Qed.
End Norms.
