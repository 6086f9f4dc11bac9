(* y = relu y - relu (- y); Y x >= 0 passes unchanged; and (sum |c|)^2 >= sum c^2, which is |a|^2 in an orthonormal basis. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p r n k W V Q y L Y Z x B a orth left inv Y0 x0 basis; split.
  set t := Q *m (W *m y).
  have -> : \col_i relu (t i 0) - \col_i relu ((- t) i 0) = t.
    by apply/matrixP => i j; rewrite (ord1 j) !mxE reluD.
  by rewrite mulmxA orth mul1mx.
split.
  have -> : Y *m (L *m (W *m x)) = Y *m x by rewrite [L *m _]mulmxA left mul1mx.
  have -> : \col_i relu ((Y *m x) i 0) = Y *m x.
    apply/matrixP => i j; rewrite (ord1 j) [LHS]mxE relu_pos // mxE; apply: sumr_ge0 => d _; exact: mulr_ge0.
  by rewrite [Z *m _]mulmxA inv mul1mx.
split; first by move=> pos i d; rewrite codes_gt0 -mulmxA left mulmx1.
have full : B *m B^T = 1%:M by apply: mulmx1C.
have -> : norm2 a = \sum_d dot a (col d B) ^+ 2.
  rewrite {1}/norm2 -{2}[a]mul1mx -full -mulmxA dot_mulmx; apply: eq_bigr => d _; rewrite -expr2; congr (_ ^+ 2).
  by rewrite mxE; apply: eq_bigr => i _; rewrite !mxE mulrC.
rewrite expr2 mulr_suml; apply: ler_sum => d _; rewrite -real_normK ?num_real // expr2.
apply: ler_wpmul2l => //; rewrite [X in _ <= X](bigD1 d) //= ler_addl; apply: sumr_ge0 => e _; exact: normr_ge0.
Qed.
