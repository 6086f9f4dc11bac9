(* Mixtures in lexicographic order; and a neuron with w_2 <> 0 vanishes at a point of C, one with w_2 = 0 errs at (0, 0) or (0, 1). *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Lexicographic.
Variable R : realFieldType.
Implicit Types x y t : R.
Definition after x y := 0 < x \/ (x = 0 /\ 0 < y).
Definition not_after x y := x < 0 \/ (x = 0 /\ y <= 0).

Lemma mixture t (P : R -> R -> Prop) x1 y1 x2 y2 : 0 <= t -> t <= 1 -> P x1 y1 -> P x2 y2 ->
  (0 < t -> 0 < 1 - t -> P (t * x1 + (1 - t) * x2) (t * y1 + (1 - t) * y2)) -> P (t * x1 + (1 - t) * x2) (t * y1 + (1 - t) * y2).
Proof.
rewrite le_eqVlt => /orP[/eqP <- _ _ h _|t0]; first by rewrite !mul0r !add0r subr0 !mul1r.
rewrite le_eqVlt => /orP[/eqP -> h _ _|t1 _ _]; first by rewrite subrr !mul0r !addr0 !mul1r.
by apply; rewrite ?subr_gt0.
Qed.

Lemma mix_after t x1 y1 x2 y2 : 0 <= t -> t <= 1 -> after x1 y1 -> after x2 y2 ->
  after (t * x1 + (1 - t) * x2) (t * y1 + (1 - t) * y2).
Proof.
move=> t0 t1 h1 h2; apply: (mixture t0 t1 h1 h2) => {}t0 {}t1; case: h1 => [p1|[-> q1]]; case: h2 => [p2|[-> q2]].
- by left; rewrite addr_gt0 ?mulr_gt0.
- by left; rewrite mulr0 addr0 mulr_gt0.
- by left; rewrite mulr0 add0r mulr_gt0.
by right; rewrite !mulr0 addr0; split=> //; rewrite addr_gt0 ?mulr_gt0.
Qed.

Lemma mix_not_after t x1 y1 x2 y2 : 0 <= t -> t <= 1 -> not_after x1 y1 -> not_after x2 y2 ->
  not_after (t * x1 + (1 - t) * x2) (t * y1 + (1 - t) * y2).
Proof.
move=> t0 t1 h1 h2; apply: (mixture t0 t1 h1 h2) => {}t0 {}t1; case: h1 => [p1|[-> q1]]; case: h2 => [p2|[-> q2]].
- by left; rewrite -oppr_gt0 opprD addr_gt0 // -mulrN mulr_gt0 // oppr_gt0.
- by left; rewrite mulr0 addr0 -oppr_gt0 -mulrN mulr_gt0 // oppr_gt0.
- by left; rewrite mulr0 add0r -oppr_gt0 -mulrN mulr_gt0 // oppr_gt0.
right; rewrite !mulr0 addr0; split=> //; rewrite -oppr_ge0 opprD -!mulrN addr_ge0 // mulr_ge0 ?oppr_ge0 //; exact: ltW.
Qed.

Definition pt x y : 'cV[R]_2 := \col_i (if (i : nat) == 0%N then x else y).
Lemma dot_pt (w : 'cV[R]_2) x y : dot w (pt x y) = w (@Ordinal 2 0 isT) 0 * x + w (@Ordinal 2 1 isT) 0 * y.
Proof. by rewrite /dot big_ord_recr big_ord1 !mxE /=; congr (w _ 0 * _ + w _ 0 * _); apply: val_inj. Qed.
End Lexicographic.

Theorem proof : claim.
Proof.
move=> R; split; last split; last split.
- move=> p; have tri (x : R) : x < 0 \/ 0 < x \/ x = 0 by case: (ltrgtP x 0) => h; [left | right; left | right; right].
  case: (tri (p (@Ordinal 2 0 isT) 0)) => [h|[h|->]].
  + by split; [right; left | move=> [[h'|[h' _]] _]; [rewrite (lt_gtF h) in h' | rewrite h' ltxx in h]].
  + by split; [left; left | move=> [_ [h'|[h' _]]]; [rewrite (lt_gtF h) in h' | rewrite h' ltxx in h]].
  have [h|h] : 0 < p (@Ordinal 2 1 isT) 0 \/ p (@Ordinal 2 1 isT) 0 <= 0 by case: (ltP 0 (p (@Ordinal 2 1 isT) 0)) => h; [left | right].
    by split; [left; right | move=> [_ [|[_]]]; rewrite ?ltxx // leNgt h].
  split; first by right; right.
  by move=> [[h'|[_ h']] _]; [rewrite ltxx in h' | rewrite ltNge h in h'].
- move=> p q t [t0 t1] hp hq; rewrite !mxE; exact: mix_after t0 t1 hp hq.
- move=> p q t [t0 t1] hp hq; rewrite !mxE; exact: mix_not_after t0 t1 hp hq.
have value w b x y : after x y -> (forall p : 'cV[R]_2, after (p (@Ordinal 2 0 isT) 0) (p (@Ordinal 2 1 isT) 0) -> 0 < dot w p + b) ->
    0 < w (@Ordinal 2 0 isT) 0 * x + w (@Ordinal 2 1 isT) 0 * y + b.
  by move=> h on; rewrite -dot_pt; apply: on; rewrite !mxE.
have bias w b : (forall p : 'cV[R]_2, after (p (@Ordinal 2 0 isT) 0) (p (@Ordinal 2 1 isT) 0) -> 0 < dot w p + b) -> 0 < b.
  move=> on; have [w1|w1] := eqVneq (w (@Ordinal 2 1 isT) 0) 0.
    by have := value w b 0 1 (or_intror (conj erefl ltr01)) on; rewrite w1 mulr0 mul0r !add0r.
  have := value w b 1 (- (w (@Ordinal 2 0 isT) 0 + b) / w (@Ordinal 2 1 isT) 0) (or_introl ltr01) on.
  by rewrite mulrCA mulfV // !mulr1 opprD addrA subrr add0r addNr ltxx.
split=> [w b|[w [b [on off]]]]; first exact: bias.
have : dot w (pt 0 0) + b <= 0 by apply: off; right; rewrite !mxE.
by rewrite dot_pt !mulr0 !add0r leNgt (bias w b on).
Qed.
