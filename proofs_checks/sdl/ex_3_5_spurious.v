(* ReLU: arbitrarily near lies a curve on which the loss is 1 - 2 x^2 + 2 x^4.  Top-1: four points, three segments, and the losses on
   them written out: 1; (1-t)^2 / 4 + (1-t^2)^2 / 4 + 1/2; (1-t)^2 / 2. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK Minima Pair.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Loss.
Variable R : realFieldType.
Implicit Types x y t u : R.
Definition top_1 (D E : 'M[R]_(2, 2)) : R := weighted (1%:M - D *m topk_codes 1 (E *m 1%:M)) (fun=> 1).

Lemma top_loss x x2 y y2 a b c d : top_1 (table2 x x2 y y2) (table2 a b c d) =
  (1 - (x * first a c + x2 * second a c)) ^+ 2 + (y * first a c + y2 * second a c) ^+ 2
  + ((x * first b d + x2 * second b d) ^+ 2 + (1 - (y * first b d + y2 * second b d)) ^+ 2).
Proof. by rewrite /top_1 mulmx1 table2_top table2_mul table2_one table2_sub table2_weighted !sub0r !sqrrN. Qed.

Lemma between t x x2 y y2 a b c d : (1 - t) *: table2 x x2 y y2 + t *: table2 a b c d =
  table2 (x + t * (a - x)) (x2 + t * (b - x2)) (y + t * (c - y)) (y2 + t * (d - y2)).
Proof. by apply/matrixP => i k; rewrite !mxE; case: i => [[|[|?]] ?] //=; case: k => [[|[|?]] ?] //=; ring. Qed.

Local Notation half := (1%:R / 2%:R : R).
Definition dec (i : nat) : 'M[R]_(2, 2) :=
  match i with 0 => table2 half 0 half 0 | 1 => table2 half half half half | 2 => table2 half half half 0 | _ => table2 0 half 1 0 end.
Definition enc (i : nat) : 'M[R]_(2, 2) :=
  match i with 0 => table2 1 1 0 0 | 1 => table2 1 1 1 0 | _ => table2 1 1 2%:R 0 end.
Definition on i t := top_1 ((1 - t) *: dec i + t *: dec i.+1) ((1 - t) *: enc i + t *: enc i.+1).

Lemma f10 : (first 1 0 = 1 :> R) * (second 1 0 = 0 :> R).
Proof. by rewrite /first /second ltr01 ler01 ltxx. Qed.
Lemma segment0 t : 0 <= t <= 1 -> on 0 t = 1.
Proof.
move=> /andP[t0 t1]; rewrite /on /= !between.
have -> : 1 + t * (1 - 1) = 1 by ring. have -> : 0 + t * (1 - 0) = t by ring. have -> : 0 + t * (0 - 0) = 0 :> R by ring.
by rewrite top_loss !f10 /first /second ltr01 t1 [1 < t]ltNge t1 andbF /=; field.
Qed.
Lemma segment1 t : 0 <= t <= 1 -> on 1 t = (1 - t) ^+ 2 / 4%:R + (1 - t ^+ 2) ^+ 2 / 4%:R + half.
Proof.
move=> /andP[t0 t1]; rewrite /on /= !between.
have -> : 1 + t * (1 - 1) = 1 by ring. have -> : 1 + t * (2%:R - 1) = 1 + t by ring. have -> : 0 + t * (0 - 0) = 0 :> R by ring.
rewrite top_loss !f10 /first /second ltr01 ger_addl ltr_addl.
have -> : 0 < 1 + t by apply: ltr_paddr; rewrite ?ltr01.
by case: (ltrgtP t 0) t0 => // [t2|->] _ /=; field.
Qed.
Lemma segment2 t : 0 <= t <= 1 -> on 2 t = (1 - t) ^+ 2 / 2%:R.
Proof.
move=> _; rewrite /on /= !between.
have -> : 1 + t * (1 - 1) = 1 by ring. have -> : 2%:R + t * (2%:R - 2%:R) = 2%:R by ring. have -> : 0 + t * (0 - 0) = 0 :> R by ring.
by rewrite top_loss !f10 /first /second ltr01 ltr1n ltr0n /= [2%:R <= 1]lern1 /=; field.
Qed.
Lemma never_rises i t u : (i < 3)%N -> 0 <= t -> t <= u -> u <= 1 -> on i u <= on i t.
Proof.
move=> i3 t0 tu u1; have u0 := le_trans t0 tu; have t1 := le_trans tu u1.
have sq (x : R) : 0 <= x -> x <= 1 -> 0 <= 1 - x ^+ 2 by move=> x0 x1; rewrite subr_ge0 expr_le1.
have line : (1 - u) ^+ 2 <= (1 - t) ^+ 2 by rewrite ler_sqr ?nnegrE ?subr_ge0 // ler_sub.
have ht : 0 <= t <= 1 by rewrite t0.
have hu : 0 <= u <= 1 by rewrite u0.
case: i i3 => [|[|[|i]]] i3; last by case: (notF i3).
- by rewrite (segment0 ht) (segment0 hu).
2: by rewrite (segment2 ht) (segment2 hu) ler_pmul2r ?invr_gt0 ?ltr0n.
rewrite (segment1 ht) (segment1 hu) ler_add2r ler_add // ler_pmul2r ?invr_gt0 ?ltr0n //.
by rewrite ler_sqr ?nnegrE ?sq // ler_sub // ler_sqr ?nnegrE.
Qed.
End Loss.

Theorem refutation : negation.
Proof.
move=> R; cbv zeta; move=> [[+ _] | [_]].
  have r1 : relu (1 : R) = 1 by rewrite relu_pos ?ler01.
  have r0 : relu (0 : R) = 0 by rewrite relu_neg.
  have curve x : 0 < x -> loss (table2 (1%:R / 2%:R) x (1%:R / 2%:R) (- x)) (table2 1 1 x 0) 1%:M 1%:M (fun=> 1 : R) = 1 - 2%:R * x ^+ 2 + 2%:R * x ^+ 4.
    by move=> x0; rewrite pair_loss r1 r0 [relu x]relu_pos ?ltW //; field.
  have lower x : 0 < x -> x < 1 -> 1 - 2%:R * x ^+ 2 + 2%:R * x ^+ 4 < 1 :> R.
    move=> x0 x1; rewrite -subr_gt0; have -> : 1 - (1 - 2%:R * x ^+ 2 + 2%:R * x ^+ 4) = 2%:R * (x * x) * ((1 - x) * (1 + x)) by ring.
    by rewrite !mulr_gt0 ?ltr0n ?subr_gt0 ?addr_gt0 ?ltr01.
  have here : loss (table2 (1%:R / 2%:R) 0 (1%:R / 2%:R) 0) (table2 1 1 0 0) 1%:M 1%:M (fun=> 1 : R) = 1 by rewrite pair_loss r1 r0; field.
  move=> [eps [eps0 low]]; pose x := Num.min (eps / 2%:R) (1 / 2%:R).
  have h2 : 0 < 2%:R :> R by rewrite ltr0n.
  have x0 : 0 < x by rewrite lt_minr !divr_gt0 ?ltr01.
  have x1 : x < 1 by apply: (@le_lt_trans _ _ (1 / 2%:R)); rewrite ?le_minl ?lexx ?orbT // ltr_pdivr_mulr // mul1r ltr1n.
  have xe : x < eps by apply: (@le_lt_trans _ _ (eps / 2%:R)); rewrite ?le_minl ?lexx // ltr_pdivr_mulr // ltr_pmulr // ltr1n.
  have small a : (a == 0) || (a == x) || (a == - x) -> `|a| < eps.
    by case/orP=> [/orP[]|] /eqP ->; rewrite ?normr0 ?normrN ?(gtr0_norm x0).
  have := low (table2 (1%:R / 2%:R) x (1%:R / 2%:R) (- x)) (table2 1 1 x 0).
  rewrite here curve // leNgt lower // => h; suff : false by []. apply: h; split=> i j; rewrite !mxE;
    by case: i => [[|[|?]] ?] //=; case: j => [[|[|?]] ?] //=; rewrite ?subrr ?subr0 ?sub0r; apply: small; rewrite eqxx ?orbT.
apply; exists 4%N, (fun i => dec R i), (fun i => enc R i); split; first by case=> [[|i] ?].
split; last first.
  exists (@Ordinal 4%N 3%N isT); rewrite -[LHS]/(top_1 (table2 0 (1%:R / 2%:R) 1 0) (table2 1 1 2%:R 0)) top_loss !f10 /first /second.
  by rewrite ltr01 ltr1n ltr0n /= [2%:R <= 1]lern1 /=; field.
move=> i [j j4] /= e t u [t0 [tu u1]]; rewrite addn1 in e; case: e => e; rewrite e in j4 *.
by apply: (@never_rises R i t u).
Qed.
