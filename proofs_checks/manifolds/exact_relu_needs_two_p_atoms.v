(* At a generic point x the active atoms S give D_S W_S = I, so there are p of them; at -x the others do. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors GenericPoints.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Exact.
Variables (R : realFieldType) (n p : nat) (W : 'M[R]_(n, p)) (D : 'M[R]_(p, n)).
Implicit Types (a b : 'cV[R]_n) (x v : 'cV[R]_p).
Notation live := (live W).
Notation generic := (generic W).
Definition rv a : 'cV[R]_n := \col_j relu (a j 0).
Hypothesis exact : forall x, D *m rv (W *m x) = x.

Definition active x := [set j | (0 < (W *m x) j 0) && live j].

Lemma active_rank x : generic x -> (p <= #|active x|)%N.
Proof.
move=> gx; pose S : 'M[R]_n := \sum_(j | (0 < (W *m x) j 0) && live j) delta_mx j j.
have SE a j : (S *m a) j 0 = ((0 < (W *m x) j 0)%R && live j)%:R * a j 0.
  rewrite mulmx_suml summxE; case: (boolP ((0 < (W *m x) j 0) && live j)) => h.
    rewrite (bigD1 j) //= big1 ?addr0 ?mul1r.
      by rewrite mxE (bigD1 j) //= mxE !eqxx mul1r big1 ?addr0 // => i ij; rewrite mxE (negbTE ij) andbF mul0r.
    by move=> i /andP[_ ij]; rewrite mxE big1 // => l _; rewrite mxE [j == i]eq_sym (negbTE ij) mul0r.
  rewrite mul0r big1 // => i hi; have ij : (j == i) = false by apply: contraNF h => /eqP ->.
  by rewrite mxE big1 // => l _; rewrite mxE ij mul0r.
have unit : D *m S *m W = 1%:M.
  apply/matrixP => k i; pose v : 'cV[R]_p := delta_mx i 0.
  have [e e0 he] := small_step (W *m x) (W *m v).
  have step : rv (W *m (x + e *: v)) = rv (W *m x) + e *: (S *m (W *m v)).
    apply/matrixP => j l; rewrite (ord1 l).
    have -> : rv (W *m (x + e *: v)) j 0 = relu ((W *m x) j 0 + e * (W *m v) j 0).
      by rewrite mulmxDr -scalemxAr [LHS]mxE; congr (relu _); rewrite mxE; congr (_ + _); rewrite mxE.
    have -> : (rv (W *m x) + e *: (S *m (W *m v))) j 0 =
        relu ((W *m x) j 0) + e * (((0 < (W *m x) j 0)%R && live j)%:R * (W *m v) j 0).
      by rewrite mxE -SE; congr (_ + _); rewrite mxE.
    have near : live j -> `|e * (W *m v) j 0| < `|(W *m x) j 0| by move=> lj; apply: he; apply: gx.
    have dead : ~~ live j -> (W *m x) j 0 = 0 /\ (W *m v) j 0 = 0 by move=> lj; rewrite !dead_row.
    move: near dead; move: ((W *m x) j 0) ((W *m v) j 0) => c d near dead.
    case: (boolP (live j)) => lj; last by have [-> ->] := dead lj; rewrite andbF !mulr0 !addr0.
    by rewrite andbT (relu_near (near lj)) mulrCA.
  have := exact (x + e *: v); rewrite step mulmxDr exact => /addrI.
  rewrite -scalemxAr => /(congr1 (fun u => e^-1 *: u)); rewrite !scalerA mulVf ?gt_eqF // !scale1r.
  by rewrite !mulmxA -colE => /matrixP/(_ k 0); rewrite !mxE eqxx andbT.
have rS : (\rank S <= #|active x|)%N.
  rewrite cardsE -sum1_card; rewrite /S.
  elim/big_ind2: _ => [|A u B w hA hB|j _]; first by rewrite mxrank0.
    by apply: leq_trans (mxrank_add _ _) _; apply: leq_add.
  by rewrite mxrank_delta.
apply: leq_trans rS; rewrite -{1}(mxrank1 R p) -unit.
by apply: leq_trans (mxrankM_maxl _ _) _; apply: mxrankM_maxr.
Qed.

Lemma two_p : (p + p <= n)%N.
Proof.
have [x gx] := generic_exists W.
have opp j : (W *m - x) j 0 = - (W *m x) j 0 by rewrite mulmxN [LHS]mxE.
have gy : generic (- x) by move=> j lj; rewrite opp oppr_eq0 gx.
apply: leq_trans (leq_add (active_rank gx) (active_rank gy)) _.
rewrite -cardsUI (_ : _ :&: _ = set0) ?cards0 ?addn0; first by rewrite -[X in (_ <= X)%N]card_ord max_card.
apply/setP => j; rewrite !inE opp oppr_gt0.
by case: (ltrgtP ((W *m x) j 0) 0); rewrite ?andbF.
Qed.
End Exact.

Theorem proof : claim.
Proof. move=> R p n D W exact; exact: (two_p exact). Qed.
