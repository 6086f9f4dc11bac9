(* Farkas: either some (w, b) is at least 1 on C and at most -1 on N, or two averages are equal. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Hulls.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Neuron.
Variables (R : realFieldType) (n k m : nat) (X : 'M[R]_(n, k)) (Y : 'M[R]_(n, m)).

Definition weak := exists w b, (forall i, 0 < dot w (col i X) + b) /\ (forall j, dot w (col j Y) + b <= 0).
Definition strong := exists w b, (forall i, 1 <= dot w (col i X) + b) /\ (forall j, dot w (col j Y) + b <= -1).
Definition averages := exists (l : 'cV[R]_k) (u : 'cV[R]_m), [/\ forall i, 0 <= l i 0, forall j, 0 <= u j 0,
  \sum_i l i 0 = 1, \sum_j u j 0 = 1 & X *m l = Y *m u].

Lemma average a (Z : 'M[R]_(n, a)) w b (l : 'cV[R]_a) : \sum_i l i 0 = 1 ->
  dot w (Z *m l) + b = \sum_i l i 0 * (dot w (col i Z) + b).
Proof. by move=> l1; under eq_bigr do rewrite mulrDr; rewrite big_split /= -mulr_suml l1 mul1r dot_mulmxr. Qed.

Lemma not_both : weak -> averages -> False.
Proof.
move=> [w [b [hX hY]]] [l [u [l0 u0 l1 u1 e]]].
have [i li] : exists i, 0 < l i 0 by apply: some_positive => //; rewrite l1 oner_eq0.
have : 0 < dot w (X *m l) + b.
  rewrite average // (bigD1 i) //= ltr_paddr ?mulr_gt0 //.
  by apply: sumr_ge0 => j _; rewrite mulr_ge0 // ltW.
rewrite e average // ltNge => /negP; apply; rewrite -oppr_ge0 -sumrN; apply: sumr_ge0 => j _.
by rewrite oppr_ge0; apply: mulr_ge0_le0.
Qed.

Lemma constE a (c : R) (t : 'M[R]_1) i : ((const_mx c : 'M[R]_(a, 1)) *m t) i 0 = c * t 0 0.
Proof. by rewrite mxE big_ord1 mxE. Qed.
Lemma rconstE a (c : R) (l : 'cV[R]_a) : (l^T *m (const_mx c : 'M[R]_(a, 1))) 0 0 = c * \sum_i l i 0.
Proof. by rewrite mxE mulr_sumr; apply: eq_bigr => i _; rewrite !mxE mulrC. Qed.

Lemma one_of : strong \/ averages.
Proof.
pose A := block_mx (- X^T) (const_mx (-1)) Y^T (const_mx 1) : 'M[R]_(k + m, n + 1).
have [[z hz]|[y [y0 yA yb]]] := farkas A (const_mx (-1)); [left | right].
  move: hz; rewrite -[z]vsubmxK mul_block_col; move: (usubmx z) (dsubmx z) => w t hz.
  exists w, (t 0 0); split=> i.
    have := hz (lshift m i); rewrite col_mxEu addmxE mulNmx oppmxE -dot_col constE mulN1r [X in _ <= X]mxE.
    by rewrite -opprD ler_opp2.
  have := hz (rshift k i); rewrite col_mxEd addmxE -dot_col constE mul1r [X in _ <= X]mxE.
  by [].
have l0 i : 0 <= (usubmx y) i 0 by rewrite mxE.
have u0 i : 0 <= (dsubmx y) i 0 by rewrite mxE.
move: yA yb l0 u0; rewrite -{1 2}[y]vsubmxK; move: (usubmx y) (dsubmx y) => l u yA yb l0 u0.
move: yA; rewrite tr_col_mx mul_row_block => yA.
have e1 : l^T *m - X^T + u^T *m Y^T = 0 by have := congr1 lsubmx yA; rewrite row_mxKl linear0.
have e2 : l^T *m const_mx (-1) + u^T *m const_mx 1 = 0 :> 'M[R]_1 by have := congr1 rsubmx yA; rewrite row_mxKr linear0.
have su : \sum_j u j 0 = \sum_i l i 0.
  have /matrixP/(_ 0 0) := e2; rewrite addmxE !rconstE mulN1r mul1r [RHS]mxE addrC => /eqP.
  by rewrite subr_eq0 => /eqP.
have s0 : 0 < \sum_i l i 0.
  move: yb; rewrite tr_col_mx -[const_mx _]vsubmxK mul_row_col addmxE.
  have -> : usubmx (const_mx (-1) : 'cV[R]_(k + m)) = const_mx (-1) by apply/matrixP => a c; rewrite !mxE.
  have -> : dsubmx (const_mx (-1) : 'cV[R]_(k + m)) = const_mx (-1) by apply/matrixP => a c; rewrite !mxE.
  by rewrite !rconstE su -mulrDr mulN1r oppr_lt0 -mulr2n pmulrn_lgt0.
set s := \sum_i _ in s0 su; exists (s^-1 *: l), (s^-1 *: u); split.
- by move=> i; rewrite mxE mulr_ge0 // invr_ge0 ltW.
- by move=> i; rewrite mxE mulr_ge0 // invr_ge0 ltW.
- by under eq_bigr do rewrite mxE; rewrite -mulr_sumr -/s mulVf ?gt_eqF.
- by under eq_bigr do rewrite mxE; rewrite -mulr_sumr su mulVf ?gt_eqF.
rewrite -!scalemxAr; congr (_ *: _); apply: (can_inj (@trmxK _ _ _)); rewrite !trmx_mul.
by apply/eqP; rewrite eq_sym -subr_eq0 addrC -mulmxN e1.
Qed.

Lemma strong_weak : strong -> weak.
Proof.
move=> [w [b [hX hY]]]; exists w, b; split=> [i|j]; first by apply: lt_le_trans (hX i); apply: ltr01.
by apply: le_trans (hY j) _; rewrite oppr_le0 ler01.
Qed.
End Neuron.

Theorem proof : claim.
Proof.
move=> R n k m X Y; split; split=> [h|h].
- by have [//|a] := one_of X Y; case: (not_both h a).
- exact: strong_weak.
- move=> [l [u [l0 [u0 [l1 [u1 e]]]]]]; apply: (not_both (strong_weak h)); by exists l, u.
have [//|[l [u [l0 u0 l1 u1 e]]]] := one_of X Y; by case: h; exists l, u.
Qed.
