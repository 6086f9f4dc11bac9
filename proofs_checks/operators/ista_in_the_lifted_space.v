(* The terms in x agree; the terms in z are the Gram matrices, and a matrix is known by its products with unit vectors. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R h m p L D x z a a0.
have shape (G : 'M[R]_p) (b : 'cV[R]_p) c : c - a *: (G *m c - b) = c - a *: (G *m c) + a *: b.
  by rewrite scalerBr opprB addrA addrAC.
have lin c : D^T *m (D *m c - L *m x) = D^T *m D *m c - D^T *m L *m x by rewrite mulmxBr !mulmxA.
have pla c : (L^T *m D)^T *m (L^T *m D *m c - x) = (L^T *m D)^T *m (L^T *m D) *m c - D^T *m L *m x.
  by rewrite mulmxBr mulmxA trmx_mul trmxK.
have same c : (c - a *: (D^T *m (D *m c - L *m x)) = c - a *: ((L^T *m D)^T *m (L^T *m D *m c - x))) <->
    (D^T *m D *m c = (L^T *m D)^T *m (L^T *m D) *m c).
  rewrite lin pla !shape; split=> [/addIr /addrI /oppr_inj /(scalerI a0) // | -> //].
have unit (A : 'M[R]_p) j : A *m col j 1%:M = col j A by rewrite !colE mul1mx.
split; last by move=> g; apply/same; rewrite g.
apply/forallP/eqP => [all|g j]; last by apply/eqP/same; rewrite g.
apply/matrixP => i j; move: (all j) => /eqP /same /matrixP /(_ i 0).
by rewrite !unit ![col j _ i 0]mxE.
Qed.
