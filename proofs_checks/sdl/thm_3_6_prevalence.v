(* Two flips serve each eigenvector and no flip serves two of them, whatever the class: the mean over the classes is the same. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Flips.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

(* eigenvectors of a symmetric matrix for different eigenvalues are orthogonal, so their products of loadings have both signs *)
Lemma orthogonal_apart (R : realFieldType) m (B X : 'M[R]_m) (lam : 'I_m -> R) : (0 < m)%N -> B^T = B ->
  (forall k, B *m col k X = lam k *: col k X) -> (forall k l, k != l -> lam k != lam l) ->
  forall k l, k != l -> ~~ [forall i, 0 < X i k * X i l] /\ ~~ [forall i, X i k * X i l < 0].
Proof.
move=> m0 sym eig simple k l kl; have d0 : dot (col k X) (col l X) = 0.
  have e1 : lam k * dot (col k X) (col l X) = dot (B *m col k X) (col l X) by rewrite eig [RHS]dotC dotZr dotC.
  have e2 : lam l * dot (col k X) (col l X) = dot (col k X) (B *m col l X) by rewrite eig dotZr.
  have /eqP : (lam k - lam l) * dot (col k X) (col l X) = 0 by rewrite mulrBl e1 e2 [X in _ - X]dot_mulmx sym subrr.
  by rewrite mulf_eq0 subr_eq0 (negbTE (simple _ _ kl)) => /eqP.
split; apply/forallP => h; suff : dot (col k X) (col l X) != 0 by rewrite d0 eqxx.
  rewrite gt_eqF // /dot (bigD1 (Ordinal m0)) //= !mxE ltr_paddr ?h //; apply: sumr_ge0 => i _.
  by rewrite !mxE ltW ?h.
rewrite lt_eqF // /dot (bigD1 (Ordinal m0)) //= !mxE -oppr_gt0 opprD ltr_paddr ?oppr_gt0 ?h // -sumrN sumr_ge0 // => i _.
by rewrite !mxE oppr_ge0 ltW ?h.
Qed.

Theorem proof : claim.
Proof.
move=> R m N w B X lam top m0 one1 sym eig simple nz.
have mean (f : 'I_N -> R) c : (forall g, f g = c) -> \sum_(g < N) w g * f g = c.
  by move=> fc; rewrite (eq_bigr (fun g => w g * c)) => [|g _]; [rewrite -mulr_suml one1 mul1r | rewrite fc].
split; apply: mean => g.
  exact: (served (L := fun i j => X g i j) (nz g) m0 (orthogonal_apart m0 (sym g) (eig g) (simple g))).
exact: (two (L := fun i j => X g i j) (nz g) m0).
Qed.
