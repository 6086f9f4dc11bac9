(* relu(t) - relu(-t) = t gives D W = 2I; its trace is at most the sum of the lengths of the encoders. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p n m D W s X q c l1 plus minus unit len prop c0.
have diagonal a : \sum_j D a j * W j a = 2%:R.
  have e : \sum_j D a j * W j a = \sum_j D a j * relu (W j a) - \sum_j D a j * relu (- W j a).
    by rewrite -sumrB; apply: eq_bigr => j _; rewrite -mulrBr reluD.
  by rewrite e plus minus eqxx opprK -natrD.
have short j : \sum_a D a j * W j a <= s j 0.
  have [s0 ss] := len j; pose v : 'cV[R]_p := \col_a W j a.
  have h := cauchy_unit v (unit j).
  have e : dot (col j D) v = \sum_a D a j * W j a by apply: eq_bigr => a _; rewrite !mxE.
  have f : norm2 v = s j 0 ^+ 2 by rewrite ss; apply: eq_bigr => a _; rewrite !mxE expr2.
  move: h; rewrite e f => h; apply: le_trans (ler_norm _) _.
  by rewrite -(@ler_pexpn2r _ 2) ?nnegrE ?normr_ge0 // real_normK ?num_real.
have enough : p%:R + p%:R <= \sum_j s j 0.
  have -> : p%:R + p%:R = \sum_j \sum_a D a j * W j a.
    rewrite exchange_big /= (eq_bigr (fun _ => 2%:R : R)) ?sumr_const ?card_ord; last by move=> a _; apply: diagonal.
    by rewrite -natrD addnn -mul2n natrM mulr_natr.
  by apply: ler_sum => j _; apply: short.
have -> : l1 = c * \sum_j s j 0.
  rewrite /l1 (eq_bigr (fun i => \sum_j q i 0 * (relu ((W *m X) j i) + relu (- (W *m X) j i)))); last first.
    by move=> i _; rewrite mulr_sumr.
  rewrite exchange_big [RHS]mulr_sumr /=; apply: eq_bigr => j _; rewrite -(prop j).
  by apply: eq_bigr => i _; rewrite relu_abs.
by rewrite mulrC; apply: ler_wpmul2l.
Qed.
