(* Top-k of ReLU and BatchTopK: an entry is kept if it is positive and fewer than k entries come before it, where a larger entry
   comes before a smaller one and of two equal ones the one with the smaller index.  Which entries are kept is the same on a segment
   between two tables that keep the same entries. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.
Definition topk_codes k q n (Y : 'M[R]_(q, n)) : 'M[R]_(q, n) := \matrix_(i < q, d < n)
  if (0 < Y i d) && (#|[set j : 'I_q | ((Y i d < Y j d) || ((Y j d == Y i d) && (j < i)%N))%R]| < k)%N then Y i d else 0.
Definition batchtopk_codes k q n (Y : 'M[R]_(q, n)) : 'M[R]_(q, n) := \matrix_(i < q, d < n)
  if (0 < Y i d) && (\sum_(e < n) \sum_(j < q) (((Y i d < Y j e) || (Y j e == Y i d) && ((e < d)%N || (e == d) && (j < i)%N) : bool)%:R : R)
    < (k * n)%N%:R) then Y i d else 0.
End Definitions.

Section Order.
Variables (R : realFieldType) (T : finType) (r : T -> nat) (m : nat).
Hypothesis r_inj : injective r.
Implicit Types (Y X : T -> R) (i j : T).
Definition before Y j i := (Y i < Y j) || (Y j == Y i) && (r j < r i)%N.
Definition count Y i := #|[set j | before Y j i]|.
Definition kept Y i := (0 < Y i) && (count Y i < m)%N.

Lemma kept_ext Y X i : (forall j, Y j = X j) -> kept Y i = kept X i.
Proof. by move=> e; rewrite /kept /count e; congr (_ && (#|pred_of_set _| < _)%N); apply/setP => j; rewrite !inE /before !e. Qed.
Lemma before_le Y j i : before Y j i -> Y i <= Y j.
Proof. by case/orP => [/ltW //|/andP[/eqP -> _]]. Qed.
Lemma before_irr Y i : before Y i i = false.
Proof. by rewrite /before ltxx ltnn andbF. Qed.
Lemma before_trans Y h j i : before Y h j -> before Y j i -> before Y h i.
Proof.
case/orP=> [a|/andP[/eqP a b]]; case/orP=> [c|/andP[/eqP c d]]; rewrite /before.
- by rewrite (lt_trans c a).
- by rewrite -c a.
- by rewrite a c.
by rewrite a c eqxx (ltn_trans b d) orbT.
Qed.
Lemma before_total Y i j : i != j -> before Y i j || before Y j i.
Proof.
rewrite /before => ij; case: (ltgtP (Y i) (Y j)) => //= _; rewrite ?orbT //.
by rewrite -neq_ltn (inj_eq r_inj).
Qed.
Lemma count_lt Y j i : before Y j i -> (count Y j < count Y i)%N.
Proof.
move=> ji; apply: proper_card; apply/properP; split.
  by apply/subsetP => h; rewrite !inE => hj; apply: before_trans hj ji.
by exists j; rewrite !inE ?before_irr.
Qed.
Lemma kept_before Y j i : before Y j i -> kept Y i -> kept Y j.
Proof.
move=> ji /andP[i0 ci]; rewrite /kept (lt_le_trans i0 (before_le ji)) /=.
exact: ltn_trans (count_lt ji) ci.
Qed.
Lemma not_kept_after Y a i : kept Y a -> ~~ kept Y i -> before Y a i.
Proof.
move=> ka ki; have ai : a != i by apply: contraNneq ki => <-.
by case/orP: (before_total Y ai) => // ia; move: ki; rewrite (kept_before ia ka).
Qed.

(* at most m are kept; exactly m, if some positive entry is not *)
Lemma few Y : (#|[set i | kept Y i]| <= m)%N.
Proof.
case: (set_0Vmem [set i | kept Y i]) => [->|[i0 k0]]; first by rewrite cards0.
rewrite inE in k0; case: (arg_maxnP (count Y) k0) => i ki last.
have sub : [set j | kept Y j] \subset i |: [set j | before Y j i].
  apply/subsetP => j; rewrite !inE => kj; case: eqVneq => //= ji; case/orP: (before_total Y ji) => // ij.
  by have := last j kj; rewrite /= leqNgt => /negP[]; apply: count_lt.
apply: leq_trans (subset_leq_card sub) _; rewrite cardsU1 inE before_irr add1n.
by case/andP: ki.
Qed.
Lemma many Y i : 0 < Y i -> ~~ kept Y i -> (m <= #|[set j | kept Y j]|)%N.
Proof.
move=> i0 ki; pose lost j := (0 < Y j) && ~~ kept Y j.
have li : lost i by rewrite /lost i0.
case: (arg_minnP (count Y) li) => h /andP[h0 kh] first.
have ch : (m <= count Y h)%N by move: kh; rewrite /kept h0 /= -leqNgt.
apply: leq_trans ch (subset_leq_card _); apply/subsetP => j; rewrite !inE => jh.
apply: contraT => kj; have lj : lost j by rewrite /lost kj (lt_le_trans h0 (before_le jh)).
by have := first j lj; rewrite leqNgt count_lt.
Qed.

Section Segment.
Variables (X Y : T -> R) (t : R).
Hypothesis t0 : 0 <= t.
Hypothesis t1 : t <= 1.
Hypothesis same : forall i, kept X i = kept Y i.
Let Z i := t * X i + (1 - t) * Y i.

Lemma mix_lt (a b c d : R) : a < b -> c < d -> t * a + (1 - t) * c < t * b + (1 - t) * d.
Proof.
move=> ab cd; have [->|tn] := eqVneq t 0; first by rewrite !mul0r !add0r subr0 !mul1r.
have tp : 0 < t by rewrite lt_def tn.
apply: ltr_le_add; first by rewrite ltr_pmul2l.
by apply: ler_wpmul2l; rewrite ?subr_ge0 // ltW.
Qed.
Lemma mix_le (a b c d : R) : a <= b -> c <= d -> t * a + (1 - t) * c <= t * b + (1 - t) * d.
Proof. by move=> ab cd; apply: ler_add; apply: ler_wpmul2l; rewrite ?subr_ge0. Qed.

Lemma mix_before i j : before X i j -> before Y i j -> before Z i j.
Proof.
move=> bx by_; have le : Z j <= Z i by apply: mix_le; apply: before_le.
have [lt|nlt] := boolP (r i < r j)%N.
  by rewrite /before lt andbT eq_sym orbC -le_eqVlt.
by move: bx by_; rewrite /before (negbTE nlt) !andbF !orbF => bx by_; apply: mix_lt.
Qed.

Lemma kept_on_segment i : kept Z i = kept X i.
Proof.
case: (boolP (kept X i)) => ki.
  have kiY : kept Y i by rewrite -same.
  have Z0 : 0 < Z i.
    case/andP: ki => x0 _; case/andP: kiY => y0 _; have := mix_lt x0 y0; by rewrite !mulr0 addr0.
  rewrite /kept Z0 /=; apply: leq_trans (few X).
  apply: (@leq_trans #|i |: [set j | before Z j i]|); first by rewrite cardsU1 inE before_irr.
  apply/subset_leq_card/subsetP => j; rewrite !inE => /orP[/eqP -> //|ji].
  apply: contraT => kj; have bx := not_kept_after ki kj; rewrite same in kj.
  have := before_trans ji (mix_before bx (not_kept_after kiY kj)); by rewrite before_irr.
apply/negbTE/negP => /andP[Z0 cz].
have kiY : ~~ kept Y i by rewrite -same.
have all : (m <= #|[set j | kept X j]|)%N.
  have [x0|xn] := ltP 0 (X i); first exact: many ki.
  have [y0|yn] := ltP 0 (Y i).
    apply: leq_trans (many y0 kiY) _; apply/subset_leq_card/subsetP => j; by rewrite !inE same.
  by move: Z0; rewrite ltNge; have := mix_le xn yn; rewrite !mulr0 addr0 => ->.
suff : (m <= count Z i)%N by rewrite leqNgt cz.
apply: leq_trans all (subset_leq_card _); apply/subsetP => j; rewrite !inE => kj.
by apply: mix_before; apply: not_kept_after => //; rewrite -same.
Qed.
End Segment.
End Order.

Section Columns.
Variables (R : realFieldType) (k q n : nat).
Implicit Types (Y : 'M[R]_(q, n)) (d : 'I_n).
Notation keeps Y d := (kept (@nat_of_ord q) k (fun i => Y i d)).
Lemma topkE Y i d : topk_codes k Y i d = if keeps Y d i then Y i d else 0.
Proof. by rewrite mxE. Qed.
Lemma topk_gt0 Y i d : (0 < topk_codes k Y i d) = keeps Y d i.
Proof. by rewrite topkE; case: ifP => [/andP[]|_] //; rewrite ltxx. Qed.
Lemma topk_ge0 Y i d : 0 <= topk_codes k Y i d.
Proof. by rewrite topkE; case: ifP => [/andP[/ltW]|_]. Qed.
Lemma topk_neq0 Y i d : (topk_codes k Y i d != 0) = keeps Y d i.
Proof. by rewrite -topk_gt0 lt_def topk_ge0 andbT. Qed.
End Columns.
