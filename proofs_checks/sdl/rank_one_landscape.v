(* |A - u y^T|^2 = |A|^2 - 2 u.Ay + |u|^2 |y|^2, and completing the square; an eigenvector for another eigenvalue is orthogonal to y. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Minima.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Fit.
Variables (R : realFieldType) (n r : nat) (A : 'M[R]_(r, n)).
Definition fit (u : 'cV[R]_r) (y : 'cV[R]_n) : R := \sum_(j < n) norm2 (col j A - y j 0 *: u).
Lemma fitE u y : fit u y = \sum_(j < n) norm2 (col j A) - 2%:R * dot u (A *m y) + norm2 u * norm2 y.
Proof.
have -> : norm2 y = \sum_(j < n) y j 0 ^+ 2 by apply: eq_bigr => j _; rewrite expr2.
rewrite /fit dot_mulmxr !mulr_sumr -sumrB -big_split; apply: eq_bigr => j _; rewrite norm2_sub.
by move: (norm2 _) (norm2 _) (dot _ _) (y j 0) => a b d z /=; ring.
Qed.
Lemma norm2_add m (a b : 'cV[R]_m) : norm2 (a + b) = norm2 a + 2%:R * dot a b + norm2 b.
Proof.
have -> : a + b = a - (-1) *: b by rewrite scaleN1r opprK.
by rewrite norm2_sub [dot b a]dotC; move: (norm2 _) (norm2 _) (dot _ _) => x z d; ring.
Qed.
Lemma norm2Z m c (a : 'cV[R]_m) : norm2 (c *: a) = c ^+ 2 * norm2 a.
Proof. by rewrite /norm2 dotZr dotC dotZr expr2 mulrA. Qed.
End Fit.

Theorem proof : claim.
Proof.
move=> R n r A P u y u2 y2 x t mu B lam [PP Ps] [Py Px] y0; set N := norm2 y in y0 *.
have Nz : N != 0 by rewrite gt_eqF.
have Bv v : P *m v = v -> B *m v = P *m (A^T *m (A *m v)) by move=> e; rewrite /B -!mulmxA e.
have Bdot v w : P *m v = v -> P *m w = w -> dot v (B *m w) = dot (A *m v) (A *m w).
  by move=> ev ew; rewrite Bv // dot_mulmx Ps ev dot_mulmx trmxK.
split.
  apply/andP/andP=> [[/eqP b /eqP g]|[/eqP b /eqP e]]; split; apply/eqP => //.
    by rewrite Bv // -b -!scalemxAr g scalerA mulrC.
  by have := e; rewrite Bv // -b -!scalemxAr /lam mulrC -scalerA => /(scalerI Nz).
move=> [b g]; have uA : dot u (A *m y) = lam by rewrite -b dotZr mulrC.
have val : fit A u y = \sum_(j < n) norm2 (col j A) - lam.
  by rewrite fitE uA /lam -/N; move: (\sum_(_ < _) _) (norm2 u) => a d; ring.
split; first by rewrite /lam mulr_ge0 ?norm2_ge0.
split; first exact: val.
split.
  move=> h; rewrite -/(fit A u y) -/(fit A u2 y2) val fitE -addrA ler_add2l addrC mulrC.
  by apply: cluster_low; rewrite ?norm2_ge0 // /lam mulr_ge0 ?norm2_ge0.
have By : B *m y = lam *: y by rewrite Bv // -b -!scalemxAr g scalerA mulrC.
split.
  move=> [ex big].
  have e1 : mu * dot y x = dot (A *m y) (A *m x) by rewrite -dotZr -ex Bdot.
  have e2 : lam * dot y x = dot (A *m y) (A *m x) by rewrite [dot y x]dotC -dotZr -By Bdot // dotC.
  have orth : dot y x = 0.
    have /eqP : (mu - lam) * dot y x = 0 by rewrite mulrBl e1 e2 subrr.
    by rewrite mulf_eq0 subr_eq0 gt_eqF //= => /eqP.
  have xx : norm2 (A *m x) = mu * norm2 x by rewrite /norm2 -Bdot // ex dotZr.
  have ux : dot u (A *m x) = 0.
    by apply: (mulfI Nz); rewrite mulr0 [dot u _]dotC -dotZr b dotC -e1 orth mulr0.
  have dd k : dot (u + k *: (A *m x)) (A *m (y + t *: x)) = lam + k * t * (mu * norm2 x).
    rewrite mulmxDr -scalemxAr dotDr dotZr ![dot (u + _) _]dotC !dotDr !dotZr [dot (A *m y) u]dotC uA -e1 orth [dot (A *m x) u]dotC ux.
    by rewrite -/(norm2 (A *m x)) xx; clearbody lam; move: (norm2 x) => a; ring.
  have nu k : norm2 (u + k *: (A *m x)) = norm2 u + k ^+ 2 * (mu * norm2 x).
    by rewrite norm2_add dotZr ux norm2Z xx; move: (norm2 _) (norm2 _) => a d; ring.
  have ny : norm2 (y + t *: x) = N + t ^+ 2 * norm2 x.
    by rewrite norm2_add dotZr orth norm2Z -/N; move: (norm2 x) => a; ring.
  rewrite -/(fit A u y) -/(fit A (u + (t / N) *: (A *m x)) (y + t *: x)) val fitE dd nu ny /lam -/N.
  by move: (\sum_(_ < _) _) (norm2 u) (norm2 x) => a d k; field.
rewrite -/(fit A u y) -/(fit A (u + u2) y) !fitE norm2_add [dot (u + u2) _]dotC dotDr ![dot (A *m y) _]dotC.
have -> : dot u2 (A *m y) = N * dot u u2 by rewrite -b dotZr dotC.
by rewrite -/N; move: (\sum_(_ < _) _) (norm2 u) (norm2 u2) (dot u u2) (dot u _) => a d k l m; ring.
Qed.
