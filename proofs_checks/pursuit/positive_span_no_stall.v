(* Stiemke: positive weights with D b = 0, or a functional that is not negative on the atoms and not zero on all. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps Farkas.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m q D.
have prod (w : 'rV[R]_m) j : (w *m D) 0 j = dot (col j D) w^T.
  by rewrite mxE; apply: eq_bigr => i _; rewrite !mxE mulrC.
split=> [stall|[b [b0 hb]] r neg i].
  have [[b [b0 hb]]|[w [w0 wn]]] := stiemke D; first by exists b.
  case/eqP: wn; apply/matrixP => k j; rewrite (ord1 k) [RHS]mxE prod.
  apply: oppr_inj; rewrite oppr0 -mulN1r -dotZr; apply: stall => l.
  by rewrite dotZr -prod mulN1r oppr_le0.
have sum0 : \sum_j - (b j 0 * dot (col j D) r) = 0.
  rewrite sumrN; apply/eqP; rewrite oppr_eq0; apply/eqP.
  transitivity (dot r (D *m b)); last by rewrite hb dot0r.
  by rewrite dot_mulmxr; apply: eq_bigr => j _; rewrite (dotC r).
have nn j : true -> 0 <= - (b j 0 * dot (col j D) r).
  by move=> _; rewrite oppr_ge0 mulr_ge0_le0 // ltW.
have /eqP : - (b i 0 * dot (col i D) r) = 0 by apply: (psumr_eq0P nn sum0).
by rewrite oppr_eq0 mulf_eq0 gt_eqF //= => /eqP.
Qed.
