(* <e, r> = sum u_i <d_i, e> <= sum u_i <d_i, D w> = sum w_j <d_j, r> <= (sum w) c < c. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m k D e u w s r c n1 apart u0 w0 w1 dual best pos.
have c0 : 0 < c by [].
have le1 : dot e r <= \sum_j w j 0 * dot (col j D) r.
  have -> : \sum_j w j 0 * dot (col j D) r = dot r (D *m w).
    by rewrite dot_mulmxr; apply: eq_bigr => j _; rewrite (dotC r).
  rewrite [dot r _]dotC /r !dot_mulmxr; apply: ler_sum => i _.
  by rewrite ler_wpmul2l // (dotC e) (dotC (D *m w)); apply: dual.
split.
  apply: le_lt_trans le1 _; apply: le_lt_trans (_ : _ <= \sum_j w j 0 * c) _.
    by apply: ler_sum => j _; rewrite ler_wpmul2l //; apply: best.
  by rewrite -mulr_suml gtr_pmull.
split.
  set v := (X in D *m X); have -> : v = u - c *: delta_mx s 0.
    by apply/matrixP => a b; rewrite (ord1 b) !mxE eqxx andbT; case: eqVneq => _; rewrite ?mulr1 ?mulr0.
  by rewrite mulmxBr -scalemxAr -colE.
move=> i; case: eqVneq => [->|_]; last by rewrite subr0.
rewrite subr_ge0 /c /r dot_mulmxr (bigD1 s) //= -norm2E.
apply: le_trans (_ : _ <= u s 0 * norm2 (col s D)) _; last by rewrite ler_pimulr.
by rewrite ger_addl -oppr_ge0 -sumrN; apply: sumr_ge0 => j js; rewrite oppr_ge0 mulr_ge0_le0 // apart // eq_sym.
Qed.
