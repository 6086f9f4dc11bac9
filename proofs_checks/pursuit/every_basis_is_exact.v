(* U U^T = 1 for a square U; the non-negative code differs from the exact one by the negative parts. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m U x orth.
have inv : U *m U^T = 1%:M by exact: mulmx1C.
split; first by rewrite mulmxA inv mul1mx subrr norm2E dot0r.
set z := (X in U *m X); have -> : x - U *m z = U *m (U^T *m x - z) by rewrite mulmxBr mulmxA inv mul1mx.
have iso (v : 'cV[R]_m) : norm2 (U *m v) = norm2 v.
  by rewrite norm2E dotE trmx_mul mulmxA -(mulmxA v^T) orth mulmx1 -dotE.
rewrite iso; apply: eq_bigr => i _; rewrite !mxE.
have -> : \sum_j U^T i j * x j 0 = dot (col i U) x by apply: eq_bigr => j _; rewrite !mxE.
by rewrite -{1 3}(reluD (dot (col i U) x)) addrAC subrr sub0r mulrNN expr2.
Qed.
