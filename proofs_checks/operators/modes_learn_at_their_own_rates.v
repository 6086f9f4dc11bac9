(* J^T J J^T g = diag(lambda) J^T g, one row at a time. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n q J l w g eta orth.
have e : J *m (w - eta *: (J^T *m g)) = J *m w - eta *: (J *m (J^T *m g)) by rewrite mulmxBr -scalemxAr.
split=> // j; rewrite e dotBr dotZr; congr (_ - eta * _).
have along (v : 'cV[R]_n) : dot (col j J) v = (J^T *m v) j 0.
  by rewrite /dot mxE; apply: eq_bigr => i _; rewrite !mxE.
rewrite !along [J^T *m (J *m _)]mulmxA orth [LHS]mxE (bigD1 j) //= mxE eqxx big1 ?addr0 // => i ij.
by rewrite mxE eq_sym (negbTE ij) mul0r.
Qed.
