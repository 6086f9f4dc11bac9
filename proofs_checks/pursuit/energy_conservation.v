(* Split the double sum over steps into the diagonal and twice the pairs in the order of their times. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m n U x a t y u1 inj ha.
pose g i k := dot (col i U) (col k U) : R.
have gC i k : g i k = g k i by rewrite /g dotC.
pose P : R := \sum_k \sum_i (t i < t k : bool)%:R * a i 0 * a k 0 * g i k.
have yx v : dot y v = \sum_k a k 0 * dot (col k U) v.
  by rewrite dotC /y dot_mulmxr; apply: eq_bigr => k _; rewrite (dotC v).
have hy : dot y x = \sum_k a k 0 ^+ 2 + P.
  rewrite yx /P -big_split; apply: eq_bigr => k _ /=.
  have := ha k; move/eqP; rewrite eq_sym subr_eq => /eqP ->.
  rewrite mulrDr -expr2 mulr_sumr; congr (_ + _); apply: eq_bigr => i _; rewrite /g.
  by move: (dot _ _) (a i 0) (a k 0) (_%:R) => p q r s; ring.
pose N : R := \sum_i \sum_k (i != k : bool)%:R * a i 0 * a k 0 * g i k.
have NP : N = P + P.
  rewrite {1}/P exchange_big /= /N -big_split /=; apply: eq_bigr => i _; rewrite -big_split /=.
  apply: eq_bigr => k _; rewrite (gC k i).
  have := inj i k; case: eqVneq => [-> _|_ /(_ isT)]; first by rewrite ltxx !mul0r addr0.
  rewrite neq_lt => /orP[] h; first by rewrite h (lt_gtF h) !mul1r !mul0r addr0.
  by rewrite h (lt_gtF h) !mul1r !mul0r add0r; move: (a i 0) (a k 0) (g i k) => p q r; ring.
have yy : dot y y = \sum_k a k 0 ^+ 2 + N.
  rewrite yx /N -big_split; apply: eq_bigr => k _ /=.
  rewrite dotC yx mulr_sumr (bigD1 k) //= [in RHS](bigD1 k) //= eqxx !mul0r add0r.
  rewrite -norm2E u1 mulr1 -expr2; congr (_ + _); apply: eq_bigr => i ik.
  by rewrite eq_sym ik mul1r mulrA (gC k i).
split; last first.
  rewrite dotBr hy yy NP -/N NP; move: (P : R) (\sum_k _) => p q; ring.
rewrite -[norm2 (x - y)]/(dot (x - y) (x - y)) dotBr !dotBl (dotC x y) hy yy NP /norm2.
by move: (dot x x) (P : R) (\sum_k _) => p q r; ring.
Qed.
