(* Two orthonormal features of weight 1 in the plane and two neurons: the losses written out.
   table2 is also written in the typed language (theory/sdl/pair.py); that the two agree is proved by conversion. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Definition table2 (R : realFieldType) (a b c d : R) : 'M[R]_(2, 2) :=
  \matrix_(i < 2, k < 2) (if ((i : nat).+1 == 1)%N then (if ((k : nat).+1 == 1)%N then a else b) else (if ((k : nat).+1 == 1)%N then c else d)).

Section Pair.
Variable R : realFieldType.
Implicit Types a b c d x y z w : R.
Local Notation ones := (fun=> 1 : R).

Lemma table2_mul a b c d x y z w : table2 a b c d *m table2 x y z w = table2 (a * x + b * z) (a * y + b * w) (c * x + d * z) (c * y + d * w).
Proof.
apply/matrixP => i k; rewrite !mxE !big_ord_recl big_ord0 !mxE /= addr0.
by case: i => [[|[|?]] ?] //=; case: k => [[|[|?]] ?].
Qed.
Lemma table2_one : 1%:M = table2 1 0 0 1 :> 'M[R]_(2, 2).
Proof. by apply/matrixP => i k; rewrite !mxE; case: i => [[|[|?]] ?] //=; case: k => [[|[|?]] ?]. Qed.
Lemma table2_sub a b c d x y z w : table2 a b c d - table2 x y z w = table2 (a - x) (b - y) (c - z) (d - w).
Proof. by apply/matrixP => i k; rewrite !mxE; case: i => [[|[|?]] ?] //=; case: k => [[|[|?]] ?]. Qed.
Lemma table2_entries (A : 'M[R]_(2, 2)) : A = table2 (A 0 0) (A 0 1) (A 1 0) (A 1 1).
Proof.
by apply/matrixP => i k; rewrite !mxE; case: i => [[|[|?]] ?] //=; case: k => [[|[|?]] ?] //=; congr (A _ _); apply: val_inj.
Qed.
Lemma table2_relu a b c d : positive_part (table2 a b c d) = table2 (relu a) (relu b) (relu c) (relu d).
Proof. by apply/matrixP => i k; rewrite !mxE; case: i => [[|[|?]] ?] //=; case: k => [[|[|?]] ?]. Qed.
Lemma table2_weighted a b c d : weighted (table2 a b c d) ones = a ^+ 2 + c ^+ 2 + (b ^+ 2 + d ^+ 2).
Proof. by rewrite /weighted !big_ord_recl !big_ord0 !mxE /= !addr0 !mul1r. Qed.

Lemma pair_loss x x2 y y2 a b c d : loss (table2 x x2 y y2) (table2 a b c d) 1%:M 1%:M ones =
  (1 - (x * relu a + x2 * relu c)) ^+ 2 + (y * relu a + y2 * relu c) ^+ 2
  + ((x * relu b + x2 * relu d) ^+ 2 + (1 - (y * relu b + y2 * relu d)) ^+ 2).
Proof. by rewrite /loss /codes mulmx1 table2_relu table2_mul table2_one table2_sub table2_weighted !sub0r !sqrrN. Qed.

(* one neuron alone never gets below 1 *)
Lemma one_neuron x y z w : 1 <= (1 - x * z) ^+ 2 + (y * z) ^+ 2 + ((x * w) ^+ 2 + (1 - y * w) ^+ 2).
Proof.
rewrite -subr_ge0; have -> : (1 - x * z) ^+ 2 + (y * z) ^+ 2 + ((x * w) ^+ 2 + (1 - y * w) ^+ 2) - 1 =
  (1 - x * z - y * w) ^+ 2 + (x * w - y * z) ^+ 2 by ring.
by rewrite addr_ge0 ?sqr_ge0.
Qed.

(* Top-1: the larger entry of a column, of equal ones the first, if it is positive *)
Definition first a b : R := if (0 < a) && (b <= a) then a else 0.
Definition second a b : R := if (0 < b) && (a < b) then b else 0.
Lemma table2_top a b c d : topk_codes 1 (table2 a b c d) = table2 (first a c) (first b d) (second a c) (second b d).
Proof.
have none (P : pred 'I_2) : (#|[set j | P j]| < 1)%N = ~~ P 0 && ~~ P 1.
  rewrite ltnS leqn0 cards_eq0; apply/eqP/andP => [h|[h0 h1]].
    by split; apply/negP => Pj; [have := in_set0 (0 : 'I_2) | have := in_set0 (1 : 'I_2)]; rewrite -h inE Pj.
  apply/setP => j; rewrite !inE; case: j => [[|[|?]] jj] //; apply/negbTE; [move: h0 | move: h1]; apply: contra;
  by congr (is_true (P _)); apply: val_inj.
apply/matrixP => i k; rewrite mxE none !mxE /= /first /second.
case: i => [[|[|?]] ?] //=; case: k => [[|[|?]] ?] //=; rewrite ?ltxx ?ltnn ?andbF ?andbT ?orbF /=.
- by rewrite -leNgt.
- by rewrite -leNgt.
- by rewrite orbC eq_sym -le_eqVlt -ltNge.
by rewrite orbC eq_sym -le_eqVlt -ltNge.
Qed.
End Pair.
