(* The encoder Z L has the preactivations Z; zero loss is a factorisation; a shift by a large number makes any factor nonnegative. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Factor.
Variables (R : realFieldType) (n p r : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) (L : 'M[R]_(n, p)).
Hypotheses (LW : L *m W = 1%:M) (M0 : forall d, 0 < M d).

Lemma realized q (Z : 'M[R]_(q, n)) : (forall i d, 0 <= Z i d) -> codes (Z *m L) W = Z.
Proof. by move=> Z0; apply/matrixP => i d; rewrite /codes -mulmxA LW mulmx1 mxE relu_pos. Qed.

Lemma fits q (C : 'M[R]_(r, q)) (B : 'M[R]_(q, n)) : (forall i d, 0 <= B i d) -> V = C *m B -> loss C (B *m L) W V M = 0.
Proof.
move=> B0 e; rewrite /loss realized // -e subrr /weighted big1 // => d _; rewrite big1 ?mulr0 // => i _.
by rewrite mxE expr0n.
Qed.

Lemma exact q (C : 'M[R]_(r, q)) (F : 'M[R]_(q, p)) : loss C F W V M = 0 -> V = C *m codes F W.
Proof. by move/(zero_loss M0) => ->. Qed.

Lemma one_more : exists (C : 'M[R]_(r, \rank V + 1)) (F : 'M[R]_(\rank V + 1, p)), loss C F W V M = 0.
Proof.
set k := \rank V; pose B := row_base V; have [C VC] : exists C : 'M[R]_(r, k), V = C *m B.
  by apply/submxP; rewrite eq_row_base.
clearbody B; pose c := \sum_i \sum_d `|B i d|; pose one1 := const_mx 1 : 'M[R]_(k, 1); pose one2 := const_mx 1 : 'M[R]_(1, n).
exists (row_mx C (- c *: (C *m one1))), (col_mx (B + c *: (one1 *m one2)) one2 *m L); apply: fits.
  move=> i d; rewrite mxE; case: split => j; last by rewrite mxE ler01.
  have bound : - B j d <= c.
    apply: le_trans (ler_norm _) _; rewrite normrN /c (bigD1 j) //= (bigD1 d) //= -addrA ler_addl addr_ge0 ?sumr_ge0 // => a _.
    by rewrite sumr_ge0.
  rewrite !mxE big_ord1 !mxE !mulr1.
  by rewrite -ler_subl_addl sub0r.
rewrite mul_row_col mulmxDr -scalemxAr -scalemxAl mulmxA scaleNr -addrA subrr addr0; exact: VC.
Qed.
End Factor.

Theorem proof : claim.
Proof.
move=> R n p q r k m W V M L D E Z LW M0 Z0.
split; first exact: realized.
split; first by move=> i d; apply: codes_ge0.
split; first by rewrite /loss realized.
split.
  move/(exact M0) => e; rewrite [X in \rank X]e; apply: leq_trans (mxrankM_maxr _ _) (rank_leq_row _).
split.
  move=> kV; split=> [[C [F /(exact M0) e]]|[B [C [G [B0 [e _]]]]]]; last first.
    by exists C, (B *m L); apply: fits.
  have le : (V <= codes F W)%MS by rewrite {1}e submxMl.
  have /submxP [G eG] : (codes F W <= V)%MS.
    by rewrite -(geq_leqif (mxrank_leqif_sup le)) -kV rank_leq_row.
  by exists (codes F W), C, G; split=> // i d; apply: codes_ge0.
by move=> [-> ->]; exact: (one_more V M LW).
Qed.
