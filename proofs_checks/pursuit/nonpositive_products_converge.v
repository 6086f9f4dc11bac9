(* |r|^2 = sum u_i <d_i, r> <= c sum u_i, and a step along a unit atom takes c^2. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m k D u s r c d1 u0 best.
have le : norm2 r <= (\sum_t u t 0) * c.
  rewrite norm2E {1}/r dotC dot_mulmxr mulr_suml; apply: ler_sum => i _.
  by rewrite ler_wpmul2l // dotC; apply: best.
have w0 : 0 <= \sum_t u t 0 by apply: sumr_ge0 => i _.
have c0 : 0 <= c.
  rewrite leNgt; apply/negP => neg; have := norm2_ge0 r.
  rewrite leNgt; case/negP; apply: le_lt_trans le _; rewrite pmulr_rlt0 // lt_neqAle w0 andbT eq_sym.
  apply/eqP => z; move: neg; rewrite /c /r.
  have -> : u = 0.
    apply/matrixP => i j; rewrite (ord1 j) mxE; apply/eqP; rewrite eq_le u0 andbT -z (bigD1 i) //= ler_addl.
    by apply: sumr_ge0.
  by rewrite mulmx0 dot0r ltxx.
split=> //; rewrite step_energy d1 (_ : _ - _ = c ^+ 2); last by rewrite -/c; move: (norm2 r) => n; ring.
by rewrite -expr2 -exprMn ler_sqr ?nnegrE ?norm2_ge0 // mulr_ge0.
Qed.
