(* Independent columns: every row of values is a combination of rows.  Convex position: Farkas for one point and the others. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Hulls.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma norm2B (R : realFieldType) n (u v : 'cV[R]_n) : norm2 (u - v) = norm2 u - 2%:R * dot u v + norm2 v.
Proof. by rewrite -[v]scale1r norm2_sub scale1r expr1n mul1r mulr1 dotC. Qed.

Section Points.
Variables (R : realFieldType) (n k : nat) (X : 'M[R]_(n, k)).

Definition independent := forall a : 'cV[R]_k, \sum_i a i 0 = 0 -> X *m a = 0 -> a = 0.

Lemma any_values : independent -> forall s : 'cV[R]_k, exists w b, forall i, dot w (col i X) + b = s i 0.
Proof.
move=> ind s; pose L : 'M[R]_(n + 1, k) := col_mx X (const_mx 1).
have free : row_free L^T.
  rewrite -kermx_eq0; apply/eqP/row_matrixP => i; rewrite row0; set a := row i _.
  have : a *m L^T = 0 by apply/sub_kermxP; apply: row_sub.
  rewrite tr_col_mx mul_mx_row => /eqP; rewrite row_mx_eq0 => /andP[/eqP aX /eqP a1].
  apply: trmx_inj; rewrite trmx0; apply: ind.
    by have /matrixP/(_ 0 0) := a1; rewrite !mxE => e; rewrite -[RHS]e; apply: eq_bigr => j _; rewrite !mxE mulr1.
  by apply: trmx_inj; rewrite trmx_mul trmxK aX trmx0.
have full : row_full L by rewrite -col_leq_rank -mxrank_tr; move: free; rewrite /row_free => /eqP ->.
have /submxP[v e] : (s^T <= L)%MS by apply: submx_full.
have e2 : s^T = lsubmx v *m X + rsubmx v *m const_mx 1 by rewrite e -{1}[v]hsubmxK mul_row_col.
exists (lsubmx v)^T, (rsubmx v 0 0) => i; have := congr1 (fun M : 'rV[R]_k => M 0 i) e2; rewrite /= !mxE => ->.
congr (_ + _); first by apply: eq_bigr => j _; rewrite !mxE.
by rewrite big_ord1 !mxE mulr1.
Qed.

Definition position := forall i, ~ exists l : 'cV[R]_k, (forall j, 0 <= l j 0) /\ \sum_j l j 0 = 1 /\ l i 0 = 0 /\ X *m l = col i X.

Lemma alone : position -> forall i, exists w b, (forall j, j != i -> 0 < dot w (col j X) + b) /\ dot w (col i X) + b < 0.
Proof.
move=> pos i; have [[w [c [hA hi]]]|[l [u [l0 _ l1 u1 [out out' e]]]]] := separated_or_averages X X (~: [set i]) [set i].
  exists w, c; split=> [j ne|]; first by apply: lt_le_trans ltr01 (hA j _); rewrite !inE.
  by apply: le_lt_trans (hi i _) _; rewrite ?inE // oppr_lt0 ltr01.
case: (pos i); exists l; split=> //; split=> //; split; first by apply: out; rewrite !inE negbK.
have uy : u i 0 = 1 by rewrite -u1 (bigD1 i) //= big1 ?addr0 // => j ne; apply: out'; rewrite inE.
rewrite e; apply/matrixP => a z; rewrite (ord1 z) !mxE (bigD1 i) //= uy mulr1 big1 ?addr0 // => j ne.
by rewrite out' ?mulr0 // inE.
Qed.

Lemma sphere r : (forall i, norm2 (col i X) = r) -> (forall i j, col i X = col j X -> i = j) -> position.
Proof.
move=> norms distinct i [l [l0 [l1 [li e]]]].
have below j : j != i -> dot (col i X) (col j X) < r.
  move=> ne; have : 0 < norm2 (col i X - col j X).
    rewrite lt_neqAle norm2_ge0 andbT eq_sym norm2_eq0 subr_eq0; apply: contra ne => /eqP/distinct ->; exact: eqxx.
  rewrite norm2B !norms (_ : r - 2%:R * dot (col i X) (col j X) + r = 2%:R * (r - dot (col i X) (col j X))); last by ring.
  by rewrite pmulr_rgt0 ?ltr0n // subr_gt0.
have : 0 < \sum_j l j 0 * (r - dot (col i X) (col j X)).
  have [j lj] : exists j, 0 < l j 0 by apply: some_positive => //; rewrite l1 oner_eq0.
  have ne : j != i by apply: contraTneq lj => ->; rewrite li ltxx.
  rewrite (bigD1 j) //= ltr_paddr ?mulr_gt0 ?subr_gt0 ?below //; apply: sumr_ge0 => h _; rewrite mulr_ge0 // subr_ge0.
  by have [->|/below/ltW //] := eqVneq h i; rewrite -(norms i).
under eq_bigr do rewrite mulrBr; rewrite sumrB -mulr_suml l1 mul1r -dot_mulmxr e.
by rewrite -{1}(norms i) subrr ltxx.
Qed.

Lemma neurons : position -> exists (W : 'M[R]_(n, k)) (b : 'cV[R]_k), forall i j,
  (dot (col i W) (col j X) + b i 0 < 0) = (i == j) /\ (0 < dot (col i W) (col j X) + b i 0) = (i != j).
Proof.
move=> /alone/fin_all_exists[w /fin_all_exists[b h]]; exists (\matrix_(a, i) w i a 0), (\col_i b i) => i j.
have -> : col i (\matrix_(a, c) w c a 0) = w i by apply/matrixP => a c; rewrite !mxE ord1.
rewrite mxE; have [on off] := h i; have [<-|ne] := eqVneq i j; first by rewrite off (lt_gtF off).
by have z := on j; rewrite eq_sym in ne; rewrite (z ne) (lt_gtF (z ne)).
Qed.
End Points.

Theorem proof : claim.
Proof.
move=> R n k X; split; last split.
- move=> ind; split=> [s|C]; first exact: any_values.
  have [w [b h]] := any_values ind (\col_i (if i \in C then 1 else -1)); exists w, b => i.
  by rewrite h mxE; case: (i \in C); rewrite ?ltr01 // oppr_gt0 ltr10.
- move=> pos; have [W [b h]] := neurons pos; exists W, b; split=> [i j|C x]; first exact: h.
  apply/idP/forallP => [xC y|all]; last first.
    by apply: contraT => xC; have := all x; have [_ ->] := h x x; rewrite xC eqxx.
  by apply/implyP => yC; have [_ ->] := h y x; apply: contraNneq yC => ->.
move=> r norms distinct; apply: (sphere norms) => i j; exact: distinct.
Qed.
