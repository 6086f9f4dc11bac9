(* Carathéodory: a nonnegative combination of columns that some linear function keeps bounded needs at most as many columns as there
   are rows, and a linear cost does not increase.  Then Helly for open half-spaces. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Hulls.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Caratheodory.
Variables (R : realFieldType) (m k : nat) (A : 'M[R]_(m, k)) (c : 'cV[R]_k) (e : 'rV[R]_m).
Implicit Types (u v : 'cV[R]_k).
Definition supp u := [set i | u i 0 != 0].

Lemma dependent (S : {set 'I_k}) : (m < #|S|)%N ->
  exists2 v : 'cV[R]_k, (forall i, i \notin S -> v i 0 = 0) & A *m v = 0 /\ v != 0.
Proof.
move=> large; have : kermx (A *m pick R S)^T != 0.
  rewrite kermx_eq0 /row_free; apply/eqP => r; have := rank_leq_col (A *m pick R S)^T.
  by rewrite r leqNgt large.
case/rowV0Pn => r /sub_kermxP rA r0; exists (pick R S *m r^T); first by move=> i; apply: pick_out.
split; first by apply: (can_inj (@trmxK _ _ _)); rewrite mulmxA trmx_mul trmxK rA linear0.
apply: contraNneq r0 => z; apply/eqP/matrixP => i j; rewrite (ord1 i) [RHS]mxE.
have /matrixP/(_ (enum_val j) 0) := z; rewrite !mxE (bigD1 j) //= !mxE eqxx mul1r big1 ?addr0 // => l ne.
by rewrite !mxE (inj_eq enum_val_inj) eq_sym (negbTE ne) mul0r.
Qed.

Hypothesis bounded : forall i, 0 < (e *m A) 0 i.

Lemma falls v : A *m v = 0 -> v != 0 -> exists i, v i 0 < 0.
Proof.
move=> Av v0; apply/existsP; apply: contraNT v0; rewrite negb_exists => /forallP h.
have nn i : 0 <= v i 0 by have := h i; rewrite -leNgt.
have s : \sum_i (e *m A) 0 i * v i 0 = 0 by have := congr1 (fun M => (e *m M) 0 0) Av; rewrite mulmx0 mulmxA !mxE.
have h0 i : true -> 0 <= (e *m A) 0 i * v i 0 by move=> _; rewrite mulr_ge0 // ltW.
apply/eqP/matrixP => i j; rewrite (ord1 j) [RHS]mxE; have /eqP : (e *m A) 0 i * v i 0 = 0 by apply: (psumr_eq0P h0 s).
by rewrite mulf_eq0 gt_eqF //= => /eqP.
Qed.

Theorem caratheodory (l : 'cV[R]_k) : (forall i, 0 <= l i 0) -> exists u : 'cV[R]_k,
  [/\ forall i, 0 <= u i 0, supp u \subset supp l, A *m u = A *m l, dot c u <= dot c l & (#|supp u| <= m)%N].
Proof.
move: {2}#|supp l| (leqnn #|supp l|) => s; elim: s l => [|s IH] l few l0.
  by exists l; split=> //; apply: leq_trans few _.
have [small|large] := leqP #|supp l| m; first by exists l.
have [v0 out [Av0 nz0]] := dependent large.
have [v [out' Av nz cv]] : exists v : 'cV[R]_k, [/\ forall i, i \notin supp l -> v i 0 = 0, A *m v = 0, v != 0 & dot c v <= 0].
  have [h|h] := leP (dot c v0) 0; first by exists v0.
  exists (- v0); split; rewrite ?oppr_eq0 //; last by rewrite dotNr oppr_le0 ltW.
    by move=> i /out e0; rewrite mxE e0 oppr0.
  by rewrite mulmxN Av0 oppr0.
have [j0 p0] := falls Av nz.
pose q i := l i 0 / - v i 0.
have [j vj least] := @Order.TotalTheory.arg_minP _ _ _ j0 (fun i => v i 0 < 0) q p0.
pose u := l + q j *: v.
have qj : 0 <= q j by rewrite divr_ge0 // oppr_ge0 ltW.
have uE i : u i 0 = l i 0 + q j * v i 0 by rewrite !mxE.
have uj : u j 0 = 0 by rewrite uE /q invrN mulrN mulNr divfK ?subrr // lt_eqF.
have u0 i : 0 <= u i 0.
  rewrite uE; have [vi|vi] := ltP (v i 0) 0; last by rewrite addr_ge0 // mulr_ge0.
  by rewrite -[X in _ + X]opprK -mulrN subr_ge0 -ler_pdivl_mulr ?oppr_gt0 //; apply: least.
have sub : supp u \subset supp l.
  by apply/subsetP => i; apply: contraTT => iS; rewrite inE negbK uE out' // mulr0 addr0; move: iS; rewrite inE negbK.
have jl : j \in supp l by apply: contraTT vj => /out' ->; rewrite ltxx.
have fewer : (#|supp u| <= s)%N.
  rewrite -ltnS; apply: leq_trans few; apply: proper_card; apply/properP; split=> //.
  by exists j => //; rewrite inE uj eqxx.
have [w [w0 ws wA wc wm]] := IH u fewer u0; exists w; split=> //.
- exact: subset_trans ws sub.
- by rewrite wA mulmxDr -scalemxAr Av scaler0 addr0.
by apply: le_trans wc _; rewrite dotDr dotZr ger_addl mulr_ge0_le0.
Qed.
End Caratheodory.

Section Helly.
Variables (R : realFieldType) (n d : nat) (W : 'M[R]_(n, d)) (b : 'cV[R]_d).
Definition on x i := 0 < dot (col i W) x + b i 0.

(* a common point, or weights that exclude one *)
Lemma common_or_weights : (exists x, forall i, on x i) \/
  exists l : 'cV[R]_d, [/\ forall i, 0 <= l i 0, l != 0, W *m l = 0 & dot b l <= 0].
Proof.
pose A := block_mx W^T b 0 1%:M : 'M[R]_(d + 1, n + 1).
have [[z hz]|[u [u0 nz uA]]] := gordan A; [left | right].
  move: hz; rewrite -[z]vsubmxK mul_block_col mul0mx mul1mx add0r; move: (usubmx z) (dsubmx z) => w t hz.
  have t0 : 0 < t 0 0 by have := hz (rshift d 0); rewrite col_mxEd.
  exists ((t 0 0)^-1 *: w) => i; rewrite /on dotZr; have := hz (lshift 1 i).
  rewrite col_mxEu addmxE !mxE big_ord1 => h; rewrite -(pmulr_rgt0 _ t0) mulrDr mulrA mulfV ?gt_eqF // mul1r.
  move: h; congr (0 < _); congr (_ + _); last by rewrite mulrC.
  by rewrite /dot; apply: eq_bigr => j _; rewrite !mxE.
have l0 i : 0 <= lsubmx u 0 i by rewrite mxE.
have s0 i : 0 <= rsubmx u 0 i by rewrite mxE.
move: uA nz l0 s0; rewrite -{1 2}[u]hsubmxK; move: (lsubmx u) (rsubmx u) => l s.
rewrite mul_row_block mulmx0 addr0 mulmx1 => /eqP; rewrite row_mx_eq0 => /andP[/eqP lW /eqP lb] nz l0 s0.
have bl : dot b l^T = - s 0 0.
  have /matrixP/(_ 0 0) := lb; rewrite !mxE => /eqP; rewrite addr_eq0 => /eqP <-.
  by apply: eq_bigr => i _; rewrite !mxE mulrC.
exists l^T; split.
- by move=> i; rewrite mxE.
- apply: contraNneq nz => z; have lz : l = 0 by apply: (can_inj (@trmxK _ _ _)); rewrite z linear0.
  rewrite lz row_mx_eq0 eqxx /=; apply/eqP/matrixP => i j; rewrite (ord1 i) (ord1 j) [RHS]mxE.
  by apply/eqP; rewrite -oppr_eq0 -bl z dot0r.
- by apply: (can_inj (@trmxK _ _ _)); rewrite trmx_mul trmxK lW linear0.
by rewrite bl oppr_le0.
Qed.

Lemma weights_exclude x (l : 'cV[R]_d) : (forall i, 0 <= l i 0) -> l != 0 -> W *m l = 0 -> dot b l <= 0 ->
  (forall i, i \in supp l -> on x i) -> False.
Proof.
move=> l0 nz lW lb h; have [i li] : exists i, l i 0 != 0.
  apply/existsP; apply: contraNT nz; rewrite negb_exists => /forallP z; apply/eqP/matrixP => i j.
  by rewrite (ord1 j) [RHS]mxE; apply/eqP; have := z i; rewrite negbK.
have e : \sum_i l i 0 * (dot (col i W) x + b i 0) = dot b l.
  under eq_bigr do rewrite mulrDr; rewrite big_split /= (_ : \sum_i _ * dot _ _ = 0) ?add0r.
    by apply: eq_bigr => j _; rewrite mulrC.
  have := dot_mulmxr x W l; rewrite lW dot0r => z; rewrite [RHS]z; by apply: eq_bigr => j _; rewrite dotC.
suff : 0 < dot b l by rewrite ltNge lb.
have term j : 0 <= l j 0 * (dot (col j W) x + b j 0).
  have [->|lj] := eqVneq (l j 0) 0; first by rewrite mul0r.
  by rewrite mulr_ge0 //; apply: ltW; apply: h; rewrite inE.
rewrite -e (bigD1 i) //= ltr_paddr ?sumr_ge0 // mulr_gt0 //; last by apply: h; rewrite inE.
by rewrite lt_neqAle eq_sym li l0.
Qed.

Lemma few_weights (l : 'cV[R]_d) : (forall i, 0 <= l i 0) -> l != 0 -> W *m l = 0 -> dot b l <= 0 ->
  exists u : 'cV[R]_d, [/\ forall i, 0 <= u i 0, u != 0, W *m u = 0, dot b u <= 0 & (#|supp u| <= n + 1)%N].
Proof.
move=> l0 nz lW lb; pose A := col_mx W (const_mx 1) : 'M[R]_(n + 1, d).
have bounded i : 0 < ((row_mx 0 1%:M : 'rV[R]_(n + 1)) *m A) 0 i by rewrite mul_row_col mul0mx add0r mul1mx mxE ltr01.
have [u [u0 _ uA ub um]] := caratheodory b bounded l0; exists u; split=> //; last exact: le_trans ub lb.
  apply: contraNneq nz => uz; have := congr1 dsubmx uA; rewrite uz !mul_col_mx !col_mxKd mulmx0 => /matrixP/(_ 0 0).
  rewrite [LHS]mxE mxE => /esym s; apply/eqP/matrixP => i j; rewrite (ord1 j) [RHS]mxE.
  have h0 a : true -> 0 <= (const_mx 1 : 'rV[R]_d) 0 a * l a 0 by move=> _; rewrite mxE mul1r.
  have : (const_mx 1 : 'rV[R]_d) 0 i * l i 0 = 0 by apply: (psumr_eq0P h0 s).
  by rewrite mxE mul1r.
by have := congr1 usubmx uA; rewrite !mul_col_mx !col_mxKu lW.
Qed.

Theorem helly : (forall S : {set 'I_d}, (#|S| <= n + 1)%N -> exists x, forall i, i \in S -> on x i) -> exists x, forall i, on x i.
Proof.
move=> h; have [//|[l [l0 nz lW lb]]] := common_or_weights.
have [u [u0 uz uW ub um]] := few_weights l0 nz lW lb; have [x hx] := h _ um.
by case: (weights_exclude u0 uz uW ub hx).
Qed.
End Helly.
