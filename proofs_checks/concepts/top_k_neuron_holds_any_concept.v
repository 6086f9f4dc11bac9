(* Slabs around groups of r points (Slabs.v); the two functions of a slab have different signs off it, and the same sign on it. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints Cover GeneralPosition Slabs Lifted.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma card_sum n (P : pred 'I_n) : #|[set j | P j]| = (\sum_j P j)%N.
Proof. by rewrite -sum1dep_card big_mkcond; apply: eq_bigr => j _; case: (P j). Qed.

Lemma lt_sum a (b : bool) s : (a + b = s)%N -> (a < s)%N = b.
Proof. by move=> <-; case: b; rewrite ?addn1 ?ltnSn // addn0 ltnn. Qed.

Section Pair.
Variable R : realFieldType.
Implicit Types h e : R.

Lemma pair_below h e : 0 < e -> `|h| != e -> ((1 < 1 - (h + e))%R + (1 < 1 - (e - h))%R = ~~ (`|h| < e)%R)%N.
Proof.
move=> e0 ne; rewrite !ltr_addl !oppr_gt0 subr_lt0 -ltr_subr_addr sub0r.
have [h0|h0] := leP 0 h.
  rewrite (ger0_norm h0) in ne *; rewrite (ltNge h (- e)) (le_trans _ h0) ?oppr_le0 ?ltW //= add0n.
  by rewrite -leNgt le_eqVlt eq_sym (negbTE ne).
rewrite (ltr0_norm h0) in ne *; rewrite [e < h]ltNge (le_trans (ltW h0)) ?ltW //= addn0.
by rewrite -leNgt le_eqVlt eq_sym (negbTE ne) /= ltr_oppr.
Qed.

Lemma pair_above h e : 0 < e -> `|h| != e -> ((1 < 1 + (h + e))%R + (1 < 1 + (e - h))%R = 1 + (`|h| < e)%R)%N.
Proof.
move=> e0 ne; have := pair_below e0 ne; rewrite !ltr_addl !oppr_gt0 => b.
have flip x : x != 0 -> (0 < x :> R) = ~~ (x < 0) by move=> nz; rewrite -leNgt le_eqVlt eq_sym (negbTE nz).
have n1 : h + e != 0 by apply: contraNneq ne => /eqP; rewrite addr_eq0 => /eqP ->; rewrite normrN gtr0_norm.
have n2 : e - h != 0 by apply: contraNneq ne => /eqP; rewrite subr_eq0 => /eqP <-; rewrite gtr0_norm.
rewrite (flip _ n1) (flip _ n2); move: b; case: (h + e < 0); case: (e - h < 0); by case: (`|h| < e).
Qed.
End Pair.

Section Sums.
Variables (N r s : nat) (D : {set 'I_N}).
Hypothesis few : (#|D| <= r * s)%N.
Lemma one_group x : (\sum_(k < s) (x \in group r D k) = (x \in D))%N.
Proof.
have [xD|xD] := boolP (x \in D); last first.
  by rewrite big1 // => k _; apply/eqP; rewrite eqb0; apply: contra xD; apply: group_sub.
have [k xk] := in_group few xD; rewrite (bigD1 k) //= xk big1 ?addn0 // => l ne.
by apply/eqP; rewrite eqb0; apply: contraNN ne => xl; apply/eqP; apply: group_once xl xk.
Qed.
End Sums.

Notation first s := (lshift (s + s) (ord0 : 'I_1)).

Section Layer.
Variables (R : realFieldType) (p N s : nat) (X : 'M[R]_(p, N)) (one : 'cV[R]_p) (U : 'M[R]_(p, s)) (e : 'cV[R]_s) (a : R).
Hypothesis oneE : forall x, dot one (col x X) = 1.
Definition layer : 'M[R]_(p, 1 + (s + s)) :=
  row_mx one (row_mx (\matrix_(i, k) (one i 0 + a * (U i k + e k 0 * one i 0))) (\matrix_(i, k) (one i 0 + a * (e k 0 * one i 0 - U i k)))).
Let h k x := dot (col k U) (col x X).

Lemma layer0 x : dot (col (first s) layer) (col x X) = 1.
Proof. by rewrite -[RHS](oneE x); apply: eq_bigr => i _; rewrite [col _ layer _ _]mxE row_mxEl. Qed.

Lemma layer1 k x : dot (col (rshift 1 (lshift s k)) layer) (col x X) = 1 + a * (h k x + e k 0).
Proof.
have -> : col (rshift 1 (lshift s k)) layer = one + a *: (col k U + e k 0 *: one).
  by apply/matrixP => i j; rewrite [LHS]mxE row_mxEr row_mxEl !mxE (ord1 j).
by rewrite dotC dotDr dotZr dotDr dotZr !(dotC (col x X)) !oneE mulr1.
Qed.

Lemma layer2 k x : dot (col (rshift 1 (rshift s k)) layer) (col x X) = 1 + a * (e k 0 - h k x).
Proof.
have -> : col (rshift 1 (rshift s k)) layer = one + a *: (e k 0 *: one - col k U).
  by apply/matrixP => i j; rewrite [LHS]mxE row_mxEr row_mxEr !mxE (ord1 j).
by rewrite dotC dotDr dotZr dotBr dotZr !(dotC (col x X)) !oneE mulr1.
Qed.

Definition before x := [set j | (dot (col (first s) layer) (col x X) < dot (col j layer) (col x X)) ||
  (dot (col j layer) (col x X) == dot (col (first s) layer) (col x X)) && ((j : nat).+1 < (first s : nat).+1)%N].

Lemma before_card x : #|before x| = (\sum_(k < s) ((1 < 1 + a * (h k x + e k 0))%R + (1 < 1 + a * (e k 0 - h k x))%R))%N.
Proof.
rewrite card_sum big_split_ord /= big_ord1 !layer0 ltxx eqxx ltnn add0n big_split_ord /= big_split /=; congr (_ + _)%N; apply: eq_bigr => k _.
  by rewrite layer1 ltnS ltn0 andbF orbF.
by rewrite layer2 ltnS ltn0 andbF orbF.
Qed.
End Layer.

Theorem proof : claim.
Proof.
move=> R N p r s d X C h e ep lifted ed; subst p d; have oneE := last_one lifted; set one := (\col_i _) in oneE.
have rp : (r < r + 1)%N by rewrite addn1.
split=> [[e0 [ties apart]]|].
  have ne k : `|h k 0| != e k 0 by apply: ties.
  have count : (\sum_(k < s) (`|h k 0| < e k 0)%R)%N = [exists k, `|h k 0| < e k 0].
    have [/existsP[k hk]|none] := boolP [exists k, `|h k 0| < e k 0]; last first.
      by rewrite big1 // => k _; apply/eqP; rewrite eqb0; apply: contra none => hk; apply/existsP; exists k.
    rewrite (bigD1 k) //= hk big1 ?addn0 // => l nl; apply/eqP; rewrite eqb0; apply: contraNN nl => hl; apply/eqP; exact: apart.
  split; rewrite !card_sum -big_split /=.
    under eq_bigr do rewrite pair_below //.
    have : (\sum_(k < s) ~~ (`|h k 0| < e k 0)%R + \sum_(k < s) (`|h k 0| < e k 0)%R = s)%N.
      rewrite -big_split /= -[RHS]card_ord -sum1_card; apply: eq_bigr => k _; by case: (_ < _).
    by rewrite count => /lt_sum.
  under eq_bigr do rewrite pair_above //.
  by rewrite big_split /= sum1_card card_ord count addn1 ltnS; case: [exists k, _]; rewrite ?addn1 ?addn0 ?ltnn ?leqnn.
split=> -[g few].
  have [U [w [w0 hU]]] := slabs (X := X) (D := C) (r := r) (s := s) g rp few.
  exists (layer one U w (-1)), (first s) => x; rewrite -[Y in (Y < s)%N]/(#|before X one U w (-1) x|) before_card // layer0 // ltr01 /=.
  rewrite (eq_bigr (fun k : 'I_s => (x \notin group r C k) : nat)) => [|k _]; last first.
    have [z out] := hU k x; rewrite !mulN1r pair_below ?w0 //.
      case: (boolP (x \in group r C k)) z out => [_ /esym/eqP -> _|_ _ /(_ isT)]; rewrite ?normr0 ?w0 //.
      by move=> lt; rewrite -leNgt ltW.
    case: (boolP (x \in group r C k)) z out => [_ /esym/eqP -> _|_ _ /(_ isT) lt]; first by rewrite normr0 lt_eqF ?w0.
    by rewrite gt_eqF.
  have : (\sum_(k < s) (x \notin group r C k) + \sum_(k < s) (x \in group r C k) = s)%N.
    rewrite -big_split /= -[RHS]card_ord -sum1_card; apply: eq_bigr => k _; by case: (_ \in _).
  by rewrite one_group // => /lt_sum ->.
have few' : (#|~: C| <= r * s)%N by rewrite -(leq_add2l #|C|) cardsC card_ord.
have [U [w [w0 hU]]] := slabs (X := X) (D := ~: C) (r := r) (s := s) g rp few'.
exists (layer one U w 1), (first s) => x; rewrite -[Y in (Y < s + 1)%N]/(#|before X one U w 1 x|) before_card // layer0 // ltr01 /=.
rewrite (eq_bigr (fun k : 'I_s => 1 + (x \in group r (~: C) k))%N) => [|k _]; last first.
  have [z out] := hU k x; rewrite !mul1r pair_above ?w0 //.
    case: (boolP (x \in group r (~: C) k)) z out => [_ /esym/eqP -> _|_ _ /(_ isT)]; rewrite ?normr0 ?w0 //.
    by move=> lt; rewrite ltNge ltW.
  case: (boolP (x \in group r (~: C) k)) z out => [_ /esym/eqP -> _|_ _ /(_ isT) lt]; first by rewrite normr0 lt_eqF ?w0.
  by rewrite gt_eqF.
by rewrite big_split /= sum1_card card_ord one_group // inE addn1 ltnS; case: (x \in C); rewrite ?addn1 ?addn0 ?ltnn ?leqnn.
Qed.
