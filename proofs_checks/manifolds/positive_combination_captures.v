(* A (B x + t c) = x, and each entry of t c outweighs that of B x. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p n A B c x t z AB Ac c0; split.
  move=> j; rewrite mxE.
  have : `|(B *m x) j 0| / c j 0 <= t.
    rewrite /t (bigD1 j) //= ler_addl; apply: sumr_ge0 => i _.
    by rewrite divr_ge0 ?normr_ge0 // ltW.
  rewrite ler_pdivr_mulr // => h; rewrite addrC -ler_subl_addr sub0r.
  by apply: le_trans h; rewrite -normrN ler_norm.
have -> : z = B *m x + t *: c by apply/matrixP => j k; rewrite !mxE (ord1 k).
by rewrite mulmxDr mulmxA AB mul1mx -scalemxAr Ac scaler0 addr0.
Qed.
