(* With sigma the sum of u: (sI + 1 u^T)(I - r 1 u^T) = s I + 1 u^T (1 - r (s + sigma)). *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p u s r x A B z s0 rs side.
have sn : s != 0 by rewrite gt_eqF.
have BA : B *m A = 1%:M.
  apply/matrixP => i k; rewrite mxE.
  under eq_bigr => j _ do rewrite !mxE.
  have e1 : \sum_j (i == j)%:R * (j == k)%:R = (i == k)%:R :> R.
    rewrite (bigD1 i) //= eqxx mul1r big1 ?addr0 // => j ij.
    by rewrite eq_sym (negbTE ij) mul0r.
  have e2 : \sum_j (i == j)%:R = 1 :> R.
    by rewrite (bigD1 i) //= eqxx big1 ?addr0 // => j ij; rewrite eq_sym (negbTE ij).
  have e3 : \sum_j u j 0 * (j == k)%:R = u k 0.
    by rewrite (bigD1 k) //= eqxx mulr1 big1 ?addr0 // => j ij; rewrite (negbTE ij) mulr0.
  transitivity (\sum_j ((i == j)%:R * (j == k)%:R + s^-1 * (u j 0 * (j == k)%:R) - (r * u k 0) * (i == j)%:R
      - (s^-1 * r * u k 0) * u j 0)).
    by apply: eq_bigr => j _; move: (i == j)%:R (j == k)%:R (u j 0) (u k 0) => a b c d; field.
  rewrite !sumrB big_split /= -!mulr_sumr e1 e2 e3 !mxE.
  move: rs; move: (\sum_j u j 0) (u k 0) ((i == k)%:R : R) => sg d a rs.
  rewrite (_ : _ - _ = a + s^-1 * d * (1 - r * (s + sg))); last by field.
  by rewrite rs subrr mulr0 addr0.
have Bx : B *m x = z.
  apply/matrixP => i j; rewrite (ord1 j) !mxE.
  under eq_bigr => k _ do rewrite mxE mulrDl.
  rewrite big_split /=; congr (_ + _).
  rewrite (bigD1 i) //= eqxx mulr1 big1 ?addr0 // => k ki.
  by rewrite eq_sym (negbTE ki) mulr0 mul0r.
split=> //; split=> //; split.
  move=> i; rewrite mxE addrC -ler_subl_addr sub0r.
  by apply: le_trans (side i); rewrite -mulrN ler_pmul2l // -normrN ler_norm.
by rewrite -Bx mulmxA (mulmx1C BA) mul1mx.
Qed.
