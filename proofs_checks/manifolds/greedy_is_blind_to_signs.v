(* U U^T U = U, and orthonormal columns are independent. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p n U c v residual UU.
have gone w : U *m w - U *m (U^T *m (U *m w)) = 0 by rewrite [U^T *m _]mulmxA UU mul1mx subrr.
have zero w : norm2 (U *m w - U *m (U^T *m (U *m w))) = 0 by rewrite gone /norm2 dot0r.
split; first exact: zero.
split; last first.
  by rewrite -{1}(mxrank1 R n) -UU; apply: leq_trans (mxrankM_maxr _ _) (rank_leq_row _).
move=> j; have -> : - col j U = U *m - delta_mx j 0 by rewrite mulmxN colE.
exact: zero.
Qed.
