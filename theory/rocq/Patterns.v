(* Patterns of affine functions that are on where they are positive: n + 1 neurons in dimension n never show all of them (their
   functions and the constant are dependent), so Sauer and Shelah count the patterns, and disjoint units have different ones. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Contexts Counting Shatter.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Patterns.
Variables (R : realFieldType) (n N d : nat) (X : 'M[R]_(n, N)) (W : 'M[R]_(n, d)) (b : 'cV[R]_d).
Definition z x i := dot (col i W) (col x X) + b i 0.
Definition pattern x := [set i | 0 < z x i].

Lemma relation_of (S : {set 'I_d}) : (n < #|S|)%N -> exists (a : 'I_d -> R) c,
  [/\ forall i, i \notin S -> a i = 0, exists2 i, i \in S & a i != 0 & forall x, \sum_i a i * z x i = c].
Proof.
move=> large; pose A : 'M[R]_(#|S|, n) := \matrix_(j, k) W k (enum_val j); pose B : 'cV[R]_#|S| := \col_j b (enum_val j) 0.
have : kermx (block_mx A B 0 1%:M : 'M[R]_(#|S| + 1, n + 1)) != 0.
  rewrite kermx_eq0 /row_free; apply/eqP => e; have := rank_leq_col (block_mx A B 0 1%:M : 'M[R]_(#|S| + 1, n + 1)).
  by rewrite e !addn1 ltnS leqNgt large.
case/rowV0Pn => v /sub_kermxP vM v0; pose u := lsubmx v; pose t1 := rsubmx v; pose t := t1 0 0.
have /eqP := vM; rewrite -[v]hsubmxK mul_row_block mulmx0 addr0 mulmx1 row_mx_eq0 -/u -/t1 => /andP[/eqP uA /eqP uB].
have eW k : \sum_j u 0 j * W k (enum_val j) = 0.
  have /matrixP/(_ 0 k) := uA; rewrite [LHS]mxE [RHS]mxE => e; rewrite -[RHS]e; apply: eq_bigr => j _; congr (_ * _); by rewrite /A [RHS]mxE.
have eb : \sum_j u 0 j * b (enum_val j) 0 = - t.
  have /matrixP/(_ 0 0) := uB; rewrite [LHS]mxE [X in X + _ = _]mxE [RHS]mxE => /eqP; rewrite addr_eq0 => /eqP e.
  by rewrite /t -e; apply: eq_bigr => j _; congr (_ * _); rewrite /B [RHS]mxE.
have un0 : u != 0.
  apply: contraNneq v0 => u0; rewrite -[v]hsubmxK -/u -/t1 u0; have t0 : t = 0.
    by apply/eqP; rewrite -oppr_eq0 -eb; apply/eqP/big1 => j _; rewrite u0 mxE mul0r.
  apply/eqP; rewrite (_ : t1 = 0) ?row_mx0 //; apply/matrixP => i j; by rewrite (ord1 i) (ord1 j) -/t t0 mxE.
pose a i := \sum_j u 0 j * (i == enum_val j)%:R.
have aE (f : 'I_d -> R) : \sum_i a i * f i = \sum_j u 0 j * f (enum_val j).
  under eq_bigr do rewrite mulr_suml; rewrite exchange_big /=; apply: eq_bigr => j _.
  rewrite (bigD1 (enum_val j)) //= eqxx mulr1 big1 ?addr0 // => i /negbTE ->; by rewrite mulr0 mul0r.
exists a, (- t); split=> [i iS||x].
- rewrite /a big1 // => j _; case: eqP => [e|]; last by rewrite mulr0.
  by case/negP: iS; rewrite e; apply: enum_valP.
- have /existsP[j uj] : [exists j, u 0 j != 0].
    apply: contraT; rewrite negb_exists => /forallP h; case/eqP: un0; apply/matrixP => i j; rewrite (ord1 i) [RHS]mxE.
    by apply/eqP; have := h j; rewrite negbK.
  exists (enum_val j); first exact: enum_valP.
  rewrite /a (bigD1 j) //= eqxx mulr1 big1 ?addr0 // => i ne; case: eqP => [/enum_val_inj e|]; last by rewrite mulr0.
  by rewrite e eqxx in ne.
rewrite aE /z; under eq_bigr do rewrite mulrDr; rewrite big_split /= eb -[RHS]add0r; congr (_ + _).
rewrite /dot; under eq_bigr do rewrite mulr_sumr; rewrite exchange_big /= big1 // => k _.
under eq_bigr do rewrite mulrA; rewrite -mulr_suml (_ : \sum_j u 0 j * col (enum_val j) W k 0 = 0) ?mul0r // -[RHS](eW k).
by apply: eq_bigr => j _; congr (_ * _); rewrite [LHS]mxE.
Qed.

(* a pattern that is positive exactly where a is negative makes the sum at most 0 *)
Lemma no_relation (S : {set 'I_d}) (a : 'I_d -> R) c : shatters [set pattern x | x in 'I_N] S -> (forall i, i \notin S -> a i = 0) ->
  (forall x, \sum_i a i * z x i = c) -> 0 <= c -> (0 < c) || [exists i, a i < 0] -> False.
Proof.
move=> /shattersP sh out sum c0 strict; have low : [set i in S | a i < 0] \subset S by apply/subsetP => i; rewrite inE => /andP[].
have [B /imsetP[x _ ->] e] := sh _ low.
have sign i : a i * z x i <= 0 /\ (a i < 0 -> a i * z x i < 0).
  have [iS|/out ->] := boolP (i \in S); last by rewrite mul0r ltxx lexx.
  have : (i \in pattern x :&: S) = (i \in [set i in S | a i < 0]) by rewrite e.
  rewrite !inE iS andbT /= => on; have [lt|ge] := ltP (a i) 0; rewrite ?lt in on.
    have neg : a i * z x i < 0 by rewrite nmulr_rlt0 // on.
    by split=> //; apply: ltW.
  by split=> // {e}; rewrite mulr_ge0_le0 // leNgt on ltNge ge.
have : c < 0 \/ c <= 0 /\ ~~ [exists i, a i < 0].
  rewrite -(sum x); have [/existsP[i neg]|none] := boolP [exists i, a i < 0]; [left|right; split=> //].
    rewrite (bigD1 i) //= -oppr_gt0 opprD ltr_paddr ?oppr_gt0 ?(proj2 (sign i)) // -sumrN sumr_ge0 // => j _.
    by rewrite oppr_ge0; case: (sign j).
  by rewrite -oppr_ge0 -sumrN sumr_ge0 // => j _; rewrite oppr_ge0; case: (sign j).
case=> [lt|[le none]]; first by rewrite leNgt lt in c0.
by move: strict; rewrite (negbTE none) orbF ltNge le.
Qed.

Lemma dimension (S : {set 'I_d}) : shatters [set pattern x | x in 'I_N] S -> (#|S| <= n)%N.
Proof.
move=> sh; rewrite leqNgt; apply/negP => /relation_of[a [c [out [i iS ai] sum]]].
have sumN x : \sum_j - a j * z x j = - c by rewrite -(sum x) -sumrN; apply: eq_bigr => j _; rewrite mulNr.
have outN j : j \notin S -> - a j = 0 by move=> /out ->; rewrite oppr0.
have [c0|c0|c0] := ltrgtP c 0.
- by apply: (no_relation sh outN sumN); rewrite ?oppr_ge0 ?oppr_gt0 ?c0 ?ltW.
- by apply: (no_relation sh out sum); rewrite ?c0 ?ltW.
case: (ltrgtP (a i) 0) ai => // ai _.
  by apply: (no_relation sh out sum); rewrite c0 ?lexx // ltxx; apply/existsP; exists i.
by apply: (no_relation sh outN sumN); rewrite c0 oppr0 ?lexx // ltxx; apply/existsP; exists i; rewrite oppr_lt0.
Qed.

Lemma patterns : (#|[set pattern x | x in 'I_N]| <= 1 + \sum_(i < n) 'C(d, i.+1))%N.
Proof.
by have := sauer_shelah dimension; rewrite card_ord sum1_recl bin0.
Qed.
End Patterns.

Section Units.
Variables (R : realFieldType) (n N d c : nat) (X : 'M[R]_(n, N)) (W : 'M[R]_(n, d)) (b : 'cV[R]_d) (U : 'I_c -> {set 'I_d}).
Let K (x : 'I_N) (i : 'I_d) := 0 < dot (col i W) (col x X) + b i 0.
Hypothesis inhabited : forall j, (1 <= #|extent K (U j)|)%N.
Hypothesis disjoint : forall x i j, x \in extent K (U i) /\ x \in extent K (U j) -> i = j.

Lemma chosen : exists f : 'I_c -> 'I_N, forall j, f j \in extent K (U j).
Proof.
have /fin_all_exists[f fU] : forall j, exists x, x \in extent K (U j) by move=> j; apply/card_gt0P/inhabited.
by exists f.
Qed.

Lemma disjoint_points : (c <= N)%N.
Proof.
have [f fU] := chosen; have inj : injective f by move=> i j e; apply: (@disjoint (f i)); split; [apply: fU | rewrite e; apply: fU].
by rewrite -[N]card_ord -cardsT; apply: leq_injective inj _ => i; rewrite inE.
Qed.

Lemma disjoint_units : (c <= 1 + \sum_(i < n) 'C(d, i.+1))%N.
Proof.
have mem x j : (x \in extent K (U j)) = (U j \subset pattern X W b x).
  by rewrite in_extent; congr (_ \subset _); apply/setP => i; rewrite !inE.
have [f fU] := chosen; have inj : injective (fun j => pattern X W b (f j)).
  by move=> i j e; apply: (@disjoint (f j)); split; [rewrite mem -e -mem; apply: fU | apply: fU].
by apply: leq_trans (patterns X W b); apply: (leq_injective inj) => j; apply/imsetP; exists (f j).
Qed.

Lemma disjoint_different : injective U.
Proof. by have [f fU] := chosen; move=> i j e; apply: (@disjoint (f j)); split; [rewrite e; apply: fU | apply: fU]. Qed.
End Units.
