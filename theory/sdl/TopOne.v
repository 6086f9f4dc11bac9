(* Top-1 of ReLU: the winner of a feature is the first of the largest positive values; what follows for the output and the loss when
   the row and the column of one neuron are replaced. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.
Definition with_row q p (E : 'M[R]_(q, p)) (j : 'I_q) (a : 'cV[R]_p) : 'M[R]_(q, p) :=
  \matrix_(i < q, l < p) if i == j then a l 0 else E i l.
Definition with_column r q (D : 'M[R]_(r, q)) (j : 'I_q) (u : 'cV[R]_r) : 'M[R]_(r, q) :=
  \matrix_(l < r, i < q) if i == j then u l 0 else D l i.
Definition topk_loss k r q p n (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) : R :=
  weighted (V - D *m topk_codes k (E *m W)) M.
End Definitions.

Section Winners.
Variables (R : realFieldType) (m n : nat) (Y : 'M[R]_(m, n)).
Definition wins w e := 0 < Y w e /\ forall l, l != w -> Y l e < Y w e \/ Y l e = Y w e /\ (w < l)%N.
(* who is positive and ahead of all others is the only one that is on *)
Lemma strict_winner w e : 0 < Y w e -> (forall l, l != w -> Y l e < Y w e) -> forall i, (0 < topk_codes 1 Y i e) = (i == w).
Proof.
move=> w0 ahead i; rewrite topk_gt0 /kept; have [->|iw] := eqVneq i w.
  rewrite w0 (_ : TopK.count _ _ _ = 0%N) //; apply/eqP; rewrite cards_eq0; apply/eqP/setP => j; rewrite !inE /before.
  have [->|jw] := eqVneq j w; first by rewrite ltxx ltnn andbF.
  by have lt := ahead j jw; rewrite ltNge ltW //= lt_eqF.
rewrite ltnS leqn0 cards_eq0; apply/negP => /andP[_ /eqP/setP/(_ w)]; by rewrite !inE /before ahead.
Qed.
Lemma winner i e : 0 < topk_codes 1 Y i e -> wins i e.
Proof.
rewrite topk_gt0 /kept ltnS leqn0 cards_eq0 => /andP[i0 /eqP none]; split=> // l li.
have /setP/(_ l) := none; rewrite !inE /before => /negbT; rewrite negb_or -leNgt negb_and -leqNgt => /andP[le].
case/orP => [ne|il]; first by left; rewrite lt_neqAle ne le.
have [lt|ge] := ltP (Y l e) (Y i e); [by left | right; split; first by apply/eqP; rewrite eq_le le ge].
by rewrite ltn_neqAle il andbT; apply: contraNneq li => e1; apply/eqP/val_inj.
Qed.
Lemma winner_on w e : wins w e -> 0 < topk_codes 1 Y w e.
Proof.
case=> w0 ahead; rewrite topk_gt0 /kept w0 /= ltnS leqn0 cards_eq0; apply/eqP/setP => j; rewrite !inE /before.
have [->|jw] := eqVneq j w; first by rewrite ltxx ltnn andbF.
by case: (ahead j jw) => [lt|[-> lt]]; [rewrite ltNge ltW //= lt_eqF | rewrite ltxx eqxx /= ltnNge ltnW].
Qed.
Lemma one_winner i l e : 0 < topk_codes 1 Y i e -> 0 < topk_codes 1 Y l e -> i = l.
Proof.
move=> wi wl; apply/eqP; apply: contraT => il; have [_ hi] := winner wi; have [_ hl] := winner wl.
case: (hi l _) => [|lt|[e1 lt]]; first by rewrite eq_sym.
  by case: (hl i il) => [lt2|[e2 _]]; [have := lt_trans lt lt2; rewrite ltxx | rewrite e2 ltxx in lt].
case: (hl i il) => [lt2|[_ lt2]]; first by rewrite e1 ltxx in lt2.
by have := ltn_trans lt lt2; rewrite ltnn.
Qed.
Lemma winner_codes w e : wins w e -> forall i, topk_codes 1 Y i e = if i == w then Y w e else 0.
Proof.
move=> ww i; have ow := winner_on ww; have [->|iw] := eqVneq i w.
  by have := ow; rewrite topk_gt0 topkE => ->.
apply/eqP; apply: contraT; rewrite topk_neq0 -topk_gt0 => oi; by rewrite (one_winner oi ow) eqxx in iw.
Qed.
Lemma nobody e : (forall l, Y l e <= 0) -> forall i, topk_codes 1 Y i e = 0.
Proof. by move=> off i; rewrite topkE /kept ltNge off. Qed.
Lemma somebody e : (exists w, wins w e) \/ forall l, Y l e <= 0.
Proof.
case: (boolP [exists l, 0 < Y l e]) => [/existsP[l l0]|]; last first.
  by rewrite negb_exists => /forallP h; right=> l; rewrite leNgt.
left; pose K := [set i | kept (@nat_of_ord m) 1 (fun i => Y i e) i].
have [lk|lk] := boolP (kept (@nat_of_ord m) 1 (fun i => Y i e) l); first by exists l; apply: winner; rewrite topk_gt0.
have := @many _ _ (@nat_of_ord m) 1 (fun i => Y i e) l l0 lk; rewrite card_gt0 => /set0Pn[w]; rewrite inE => kw.
by exists w; apply: winner; rewrite topk_gt0.
Qed.
Lemma winner_max w e l : wins w e -> Y l e <= Y w e.
Proof. by case=> _ h; have [->|/h[/ltW|[->]]] := eqVneq l w. Qed.
End Winners.

(* the output on a feature *)
Section Outputs.
Variables (R : realFieldType) (r q n : nat) (D : 'M[R]_(r, q)) (Y : 'M[R]_(q, n)).
Lemma output_won w e l : wins Y w e -> (D *m topk_codes 1 Y) l e = D l w * Y w e.
Proof.
move=> ww; rewrite mxE (bigD1 w) //= big1 ?addr0 => [|k kw]; rewrite (winner_codes ww) ?eqxx // (negbTE kw) mulr0 //.
Qed.
Lemma output_off e l : (forall i, Y i e <= 0) -> (D *m topk_codes 1 Y) l e = 0.
Proof. by move=> off; rewrite mxE big1 // => k _; rewrite nobody ?mulr0. Qed.
End Outputs.

Section Replaced.
Variables (R : realFieldType) (q p n r : nat) (E : 'M[R]_(q, p)) (D : 'M[R]_(r, q)) (W : 'M[R]_(p, n)).
Variables (j : 'I_q) (a : 'cV[R]_p) (u : 'cV[R]_r).
Let Y := E *m W.
Let Z := with_row E j a *m W.
Let U := with_column D j u.

Lemma with_rowE i e : Z i e = if i == j then dot a (col e W) else Y i e.
Proof.
rewrite /Z /Y !mxE /dot; case: ifP => ij; last by apply: eq_bigr => l _; rewrite mxE ij.
by apply: eq_bigr => l _; rewrite !mxE ij.
Qed.
Lemma with_columnE l i : U l i = if i == j then u l 0 else D l i.
Proof. by rewrite mxE. Qed.

(* row j stays behind the winner, and the output does not change *)
Lemma output_behind e l : topk_codes 1 Y j e = 0 ->
  (forall w, wins Y w e -> w != j -> dot a (col e W) < Y w e \/ dot a (col e W) = Y w e /\ (w < j)%N) ->
  ((forall i, Y i e <= 0) -> dot a (col e W) <= 0) ->
  (U *m topk_codes 1 Z) l e = (D *m topk_codes 1 Y) l e.
Proof.
move=> j0 hw h0; case: (somebody Y e) => [[w ww]|off].
  have wj : w != j by apply: contraTneq (winner_on ww) => ->; rewrite j0 ltxx.
  have zw : Z w e = Y w e by rewrite with_rowE (negbTE wj).
  rewrite (output_won _ _ ww) (@output_won _ _ _ _ _ _ w); first by rewrite zw with_columnE (negbTE wj).
  have [w0 ahead] := ww; split; rewrite zw // => i iw; rewrite with_rowE; have [->|ij] := eqVneq i j; last exact: ahead.
  exact: hw.
rewrite !output_off // => i; rewrite with_rowE; case: eqP => _ //; exact: h0.
Qed.
(* row j overtakes the winner, or reaches it with the same output *)
Lemma output_taken e w l (v : 'cV[R]_r) : wins Y w e -> w != j -> Y w e <= dot a (col e W) ->
  (dot a (col e W) = Y w e -> D l w * Y w e = v l 0) -> dot a (col e W) * u l 0 = v l 0 -> (U *m topk_codes 1 Z) l e = v l 0.
Proof.
move=> ww wj; have [w0 ahead] := ww; have zw : Z w e = Y w e by rewrite with_rowE (negbTE wj).
have zj : Z j e = dot a (col e W) by rewrite with_rowE eqxx.
rewrite le_eqVlt => /orP[/eqP tie|over] hw hj.
  have [lt|ge] := ltnP w j.
    rewrite (@output_won _ _ _ _ _ _ w); first by rewrite with_columnE (negbTE wj) zw hw.
    split; rewrite zw // => i iw; have [->|ij] := eqVneq i j; first by right; rewrite zj -tie.
    by rewrite with_rowE (negbTE ij); apply: ahead.
  have jw : (j < w)%N by rewrite ltn_neqAle ge andbT; apply: contraNneq wj => e1; apply/eqP/val_inj.
  rewrite (@output_won _ _ _ _ _ _ j); first by rewrite with_columnE eqxx zj mulrC.
  split; rewrite zj -?tie // => i ij; rewrite with_rowE (negbTE ij).
  by have [->|iw] := eqVneq i w; [right | case: (ahead i iw) => [|[-> wi]]; [left | right; rewrite (ltn_trans jw)]].
rewrite (@output_won _ _ _ _ _ _ j); first by rewrite with_columnE eqxx zj mulrC.
split; rewrite zj; first exact: lt_trans over.
by move=> i ij; left; rewrite with_rowE (negbTE ij); apply: le_lt_trans over; apply: winner_max.
Qed.
End Replaced.

(* two outputs that agree on all features but one *)
Lemma weighted_one (R : realFieldType) r n (X Y : 'M[R]_(r, n)) (M : 'I_n -> R) d : (forall l e, e != d -> X l e = Y l e) ->
  weighted X M = weighted Y M - M d * (norm2 (col d Y) - norm2 (col d X)).
Proof.
have sq (A : 'M[R]_(r, n)) e : \sum_(i < r) A i e ^+ 2 = norm2 (col e A) by apply: eq_bigr => i _; rewrite !mxE expr2.
move=> same; rewrite /weighted (bigD1 d) //= [in RHS](bigD1 d) //= !sq.
under eq_bigr => e ed do under eq_bigr => i _ do rewrite same //.
by move: (norm2 _) (norm2 _) (\sum_(_ | _) _) => x y z; ring.
Qed.
