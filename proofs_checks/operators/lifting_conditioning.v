(* M (w u^T) S = (M w) (S u)^T; and alpha / beta times gamma / delta >= 1. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m p Z M u v w y alpha beta gamma delta X Y sym Su Sv Mw My [ab b0] [cd d0].
have out (f : 'cV[R]_m) (g : 'cV[R]_p) : \matrix_(i, k) (f i 0 * g k 0) = f *m g^T.
  by apply/matrixP => i k; rewrite !mxE big_ord1 !mxE.
have eig (f : 'cV[R]_m) (g : 'cV[R]_p) s t : M *m f = t *: f -> Z *m g = s *: g ->
    M *m (f *m g^T) *m Z = (s * t) *: (f *m g^T).
  move=> Mf Zg; rewrite mulmxA Mf -mulmxA -{1}sym -trmx_mul Zg linearZ /= -scalemxAl -scalemxAr scalerA.
  by rewrite mulrC.
have a0 : 0 < alpha by apply: lt_le_trans ab.
have e : alpha * gamma / (beta * delta) = alpha / beta * (gamma / delta) by rewrite invfM mulrACA.
have q0 : 0 < alpha / beta by rewrite divr_gt0.
split; first by rewrite /X out; apply: eig.
split; first by rewrite /Y out; apply: eig.
rewrite e; split; first by rewrite ler_pmulr // ler_pdivl_mulr // mul1r.
rewrite -[X in X == _]mulr1 (inj_eq (mulfI (lt0r_neq0 q0))) eq_sym.
by rewrite -(inj_eq (mulIf (lt0r_neq0 d0))) divfK ?lt0r_neq0 // mul1r.
Qed.
