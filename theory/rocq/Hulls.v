(* Nonnegative combinations of columns and the values of a vector on them; one neuron, or two averages that are equal. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Points.
Variable R : realFieldType.

Lemma dot_col n k (X : 'M[R]_(n, k)) w d : dot w (col d X) = (X^T *m w) d 0.
Proof. by rewrite mxE; apply: eq_bigr => j _; rewrite !mxE mulrC. Qed.

Lemma dotNr n (f u : 'cV[R]_n) : dot f (- u) = - dot f u.
Proof. by rewrite /dot -sumrN; apply: eq_bigr => i _; rewrite mxE mulrN. Qed.

Lemma some_positive k (l : 'I_k -> R) : (forall i, 0 <= l i) -> \sum_i l i != 0 -> exists i, 0 < l i.
Proof.
move=> l0 s; apply/existsP; apply: contraT; rewrite negb_exists => /forallP h.
by rewrite big1 ?eqxx // in s => i _; apply/eqP; rewrite eq_le l0 andbT leNgt.
Qed.

Lemma row_sum k (u : 'rV[R]_k) : (forall i, 0 <= u 0 i) -> u != 0 -> 0 < \sum_i u 0 i.
Proof.
move=> u0 /(row_gt0 u0)[i ui]; rewrite (bigD1 i) //= ltr_paddr //.
by apply: sumr_ge0 => j _.
Qed.

Lemma dot_ge0_sum n k (X : 'M[R]_(n, k)) w (l : 'cV[R]_k) : (forall i, 0 <= l i 0) -> (forall i, 0 <= dot w (col i X)) ->
  0 <= dot w (X *m l).
Proof. by move=> l0 wX; rewrite dot_mulmxr; apply: sumr_ge0 => i _; apply: mulr_ge0. Qed.

Lemma dot_gt0_sum n k (X : 'M[R]_(n, k)) w (l : 'cV[R]_k) i : (forall i, 0 <= l i 0) -> 0 < l i 0 ->
  (forall i, 0 < dot w (col i X)) -> 0 < dot w (X *m l).
Proof.
move=> l0 li wX; rewrite dot_mulmxr (bigD1 i) //= ltr_paddr ?mulr_gt0 //.
by apply: sumr_ge0 => j _; apply: mulr_ge0 => //; apply: ltW.
Qed.

Lemma le0_sum n k (Y : 'M[R]_(n, k)) w (m : 'cV[R]_k) : (forall j, 0 <= m j 0) -> (forall j, dot w (col j Y) <= 0) ->
  dot w (Y *m m) <= 0.
Proof.
move=> m0 wY; rewrite dot_mulmxr -oppr_ge0 -sumrN; apply: sumr_ge0 => j _.
by rewrite oppr_ge0; apply: mulr_ge0_le0.
Qed.
End Points.

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

(* The same for chosen columns: weights are zero at the others. *)
Section Chosen.
Variables (R : realFieldType) (n k : nat).
Implicit Types (X : 'M[R]_(n, k)) (A : {set 'I_k}).

Definition pick A : 'M[R]_(k, #|A|) := \matrix_(i, j) (i == enum_val j)%:R.

Lemma col_pick X A j : col j (X *m pick A) = col (enum_val j) X.
Proof.
apply/matrixP => a b; rewrite !mxE (bigD1 (enum_val j)) //= !mxE eqxx mulr1 big1 ?addr0 // => i /negbTE ne.
by rewrite !mxE ne mulr0.
Qed.

Lemma pick_ge0 A (l : 'cV[R]_#|A|) : (forall j, 0 <= l j 0) -> forall i, 0 <= (pick A *m l) i 0.
Proof. by move=> l0 i; rewrite mxE; apply: sumr_ge0 => j _; rewrite mulr_ge0 // !mxE ler0n. Qed.

Lemma pick_sum A (l : 'cV[R]_#|A|) : \sum_i (pick A *m l) i 0 = \sum_j l j 0.
Proof.
under eq_bigr do rewrite mxE; rewrite exchange_big /=; apply: eq_bigr => j _.
rewrite (bigD1 (enum_val j)) //= mxE eqxx mul1r big1 ?addr0 // => i /negbTE ne.
by rewrite !mxE ne mul0r.
Qed.

Lemma pick_out A (l : 'cV[R]_#|A|) i : i \notin A -> (pick A *m l) i 0 = 0.
Proof.
move=> iA; rewrite mxE big1 // => j _; rewrite !mxE (_ : i == enum_val j = false) ?mul0r //.
by apply/negbTE; apply: contra iA => /eqP ->; apply: enum_valP.
Qed.

Lemma average_gt0 X A w b (l : 'cV[R]_k) : (forall i, i \in A -> 0 < dot w (col i X) + b) -> (forall i, 0 <= l i 0) ->
  \sum_i l i 0 = 1 -> (forall i, i \notin A -> l i 0 = 0) -> 0 < dot w (X *m l) + b.
Proof.
move=> hA l0 l1 out; have [i li] : exists i, 0 < l i 0 by apply: some_positive => //; rewrite l1 oner_eq0.
have term j : 0 <= l j 0 * (dot w (col j X) + b).
  by have [jA|/out ->] := boolP (j \in A); rewrite ?mul0r // mulr_ge0 // ltW ?hA.
rewrite average // (bigD1 i) //= ltr_paddr //; first exact: sumr_ge0.
rewrite mulr_gt0 // hA //; apply: contraT => /out e; by rewrite e ltxx in li.
Qed.

Lemma average_le0 X A w b (l : 'cV[R]_k) : (forall i, i \in A -> dot w (col i X) + b <= 0) -> (forall i, 0 <= l i 0) ->
  \sum_i l i 0 = 1 -> (forall i, i \notin A -> l i 0 = 0) -> dot w (X *m l) + b <= 0.
Proof.
move=> hA l0 l1 out; rewrite average // -oppr_ge0 -sumrN; apply: sumr_ge0 => j _; rewrite oppr_ge0.
by have [jA|/out ->] := boolP (j \in A); rewrite ?mul0r // mulr_ge0_le0 ?hA.
Qed.
End Chosen.

Lemma separated_or_averages (R : realFieldType) n k m (X : 'M[R]_(n, k)) (Y : 'M[R]_(n, m)) (A : {set 'I_k}) (B : {set 'I_m}) :
  (exists w b, (forall i, i \in A -> 1 <= dot w (col i X) + b) /\ (forall j, j \in B -> dot w (col j Y) + b <= -1)) \/
  (exists (l : 'cV[R]_k) (u : 'cV[R]_m), [/\ forall i, 0 <= l i 0, forall j, 0 <= u j 0, \sum_i l i 0 = 1, \sum_j u j 0 = 1 &
    [/\ forall i, i \notin A -> l i 0 = 0, forall j, j \notin B -> u j 0 = 0 & X *m l = Y *m u]]).
Proof.
have [[w [b [hX hY]]]|[l [u [l0 u0 l1 u1 e]]]] := one_of (X *m pick R A) (Y *m pick R B); [left | right].
  exists w, b; split=> i iA; first by have := hX (enum_rank_in iA i); rewrite col_pick enum_rankK_in.
  by have := hY (enum_rank_in iA i); rewrite col_pick enum_rankK_in.
exists (pick R A *m l), (pick R B *m u); split; rewrite ?pick_sum //; try exact: pick_ge0.
by split; [exact: pick_out | exact: pick_out | rewrite !mulmxA].
Qed.
