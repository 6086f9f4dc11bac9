(* relu(a) - relu(-a) = a for the points, relu(a) + relu(-a) = |a| for the cost. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p n m V X q g c l1 unit tight same; split.
  move=> j a.
  have e (i : 'I_n) : g * (relu ((V^T *m col j X) i 0) - relu (- (V^T *m col j X) i 0)) * V a i =
      g * (V a i * (V^T *m col j X) i 0).
    by rewrite reluD; move: ((_ *m _) i 0) (V a i) => s t; ring.
  rewrite (eq_bigr _ (fun i _ => e i)) -mulr_sumr.
  have -> : \sum_i V a i * (V^T *m col j X) i 0 = (V *m V^T *m col j X) a 0 by rewrite -mulmxA [RHS]mxE.
  rewrite mxE mulr_sumr (bigD1 a) //= big1 ?addr0; first by rewrite mulrA tight !mxE eqxx mul1r.
  by move=> b ba; rewrite mulrA tight !mxE eq_sym (negbTE ba) mul0r.
have gn : g * n%:R = p%:R.
  have -> : p%:R = \sum_(a < p) (1 : R) by rewrite sumr_const card_ord.
  have -> : n%:R = \sum_(i < n) norm2 (col i V) by under eq_bigr do rewrite unit; rewrite sumr_const card_ord.
  rewrite /norm2 /dot exchange_big /= mulr_sumr; apply: eq_bigr => a _.
  have <- : g * (V *m V^T) a a = 1 by rewrite tight mxE eqxx.
  by congr (_ * _); rewrite mxE; apply: eq_bigr => i _; rewrite !mxE.
rewrite /l1; under eq_bigr do rewrite mulr_sumr.
rewrite exchange_big /=.
have e (i : 'I_n) : \sum_(j < m) q j 0 * (g * (relu ((V^T *m col j X) i 0) + relu (- (V^T *m col j X) i 0))) = g * c.
  by rewrite -(same i) mulr_sumr; apply: eq_bigr => j _; rewrite relu_abs mulrCA.
rewrite (eq_bigr _ (fun i _ => e i)) sumr_const card_ord -mulr_natl -gn.
by move: (n%:R) => s; ring.
Qed.
