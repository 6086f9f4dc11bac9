(* Behind the winners row j changes nothing; where it overtakes row i on d, its column keeps the output, and then makes it exact. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK Minima TopOne.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r W V M E D i j d h eta s t c k Z L z rd M0 unsel res [z0 [hd hray]] [e0 [e1 close]] [s0 [s1 [t0 t1]]] [cs ks].
pose Y := E *m W; pose v0 (x : R) e := (1 - x) * Y i e; pose he e := dot h (col e W).
have aE o e : dot (col o E^T) (col e W) = Y o e by rewrite -tr_row dot_row.
have rowE (a b : R) e : dot (a *: col i E^T + b *: h) (col e W) = a * Y i e + b * he e.
  by rewrite dotC dotDr !dotZr ![dot (col e W) _]dotC aE.
have startE (a : R) e : dot (a *: col i E^T) (col e W) = a * Y i e by rewrite dotC dotZr dotC aE.
have wi : wins Y i d by apply: winner.
have zE : z = Y i d by rewrite /z /Z (winner_codes wi) eqxx.
have ij : i != j by apply: contraTneq z0 => e2; rewrite /z e2 unsel ltxx.
have et0 : 0 < 1 - eta by rewrite subr_gt0.
(* up to two steps on, row j is strictly behind *)
have far e la b : e != d \/ la = 0 -> 0 <= la -> la <= 2%:R -> 0 <= b -> (forall l, Y l e <= b) -> (1 - eta) * Y i e + la * eta * he e < b.
  move=> ed l0 l2 b0 top; have [zi|zi] := eqVneq (Z i e) 0.
    have [] := close e zi; rewrite startE rowE => c1 c2.
    have lt (y : R) : y < 0 \/ (exists o : 'I_q, y < Y o e) -> y < b.
      by case=> [h1|[o h1]]; [apply: lt_le_trans b0 | apply: lt_le_trans (top o)].
    have [g0|g0] := leP (eta * he e) 0.
      by apply: le_lt_trans (lt _ c1); rewrite -[la * eta * _]mulrA ger_addl mulr_ge0_le0.
    by apply: le_lt_trans (lt _ c2); rewrite ler_add2l -!mulrA ler_wpmul2r // ltW.
  have zp : 0 < Z i e by rewrite lt_def zi topk_ge0.
  have [yi _] := winner zp; apply: lt_le_trans (top i).
  apply: (@le_lt_trans _ _ ((1 - eta) * Y i e)); last by rewrite gtr_pmull // gtr_addl oppr_lt0.
  rewrite ger_addl; case: ed => [ed|->]; last by rewrite !mul0r.
  by apply: mulr_ge0_le0; [rewrite mulr_ge0 // ltW | apply/ltW/hray].
have behind a u e l : (forall b, 0 <= b -> (forall o, Y o e <= b) -> dot a (col e W) < b) ->
  (with_column D j u *m topk_codes 1 (with_row E j a *m W)) l e = (D *m topk_codes 1 (E *m W)) l e.
  move=> lt; apply: output_behind => [|w ww wj|off]; first exact: unsel.
    by left; apply: lt => [|o]; [case: ww => /ltW | apply: winner_max].
  by apply/ltW/lt.
have at_d l : (D *m topk_codes 1 (E *m W)) l d = (z *: col i D) l 0 by rewrite (output_won _ _ wi) [RHS]mxE [(col i D) l 0]mxE zE mulrC.
have taken a (u v : 'cV[R]_r) l : z <= dot a (col d W) -> (dot a (col d W) = z -> D l i * z = v l 0) ->
  dot a (col d W) * u l 0 = v l 0 -> (with_column D j u *m topk_codes 1 (with_row E j a *m W)) l d = v l 0.
  rewrite zE => le h1 h2; exact: (output_taken wi ij le h1 h2).
have same a u : (forall l e, (with_column D j u *m topk_codes 1 (with_row E j a *m W)) l e = (D *m topk_codes 1 (E *m W)) l e) ->
  topk_loss 1 (with_column D j u) (with_row E j a) W V M = L.
  by move=> eq; rewrite /L /topk_loss; congr (weighted (V - _) M); apply/matrixP.
have hdz : he d = z by [].
have eta2 : 0 <= eta by apply: ltW.
split.
  move=> strict; have gap e : exists g, 0 < g /\ (Z i e = 0 -> forall y, y < Y i e + g -> y < 0 \/ exists o : 'I_q, y < Y o e).
    have [zi|zi] := eqVneq (Z i e) 0; last by exists 1; split=> [|z2]; [exact: ltr01 | rewrite z2 eqxx in zi].
    case: (strict e zi) => [lt|[o lt]].
      by exists (- Y i e); split=> [|_ y]; [rewrite oppr_gt0 | rewrite subrr; left].
    by exists (Y o e - Y i e); split=> [|_ y]; [rewrite subr_gt0 | rewrite addrC subrK; right; exists o].
  have [g gP] := fin_all_exists gap.
  pose b2 (x : 'I_n * bool) := Y i x.1 - (if x.2 then 2%:R else 0) * he x.1.
  have [b b0 bP] := small_all (fun x : 'I_n * bool => g x.1) b2.
  have low x e o : 0 < x -> x <= b -> Y i e - x * b2 (e, o) < Y i e + g e.
    move=> x0 xb; rewrite ltr_add2l; have [g0 _] := gP e; have := bP (e, o); rewrite /= gt_eqF // => /(_ isT).
    rewrite (gtr0_norm g0) normrM (gtr0_norm b0) => lt; apply: le_lt_trans (ler_norm _) (le_lt_trans _ lt).
    by rewrite normrN normrM (gtr0_norm x0) ler_wpmul2r // normr_ge0.
  exists b; split=> // x [x0 xb] e zi; have [_ gp] := gP e; split; apply: gp => //; rewrite ?rowE ?startE.
    by have := low x e false x0 xb; congr (_ < _); rewrite /b2 /=; ring.
  by have := low x e true x0 xb; congr (_ < _); rewrite /b2 /=; ring.
split.
  apply: same => l e; have vE : dot ((1 - s) *: col j E^T + (s * (1 - eta)) *: col i E^T) (col e W) = (1 - s) * Y j e + s * ((1 - eta) * Y i e).
    by rewrite dotC dotDr !dotZr ![dot (col e W) _]dotC !aE mulrA.
  have mix b : 0 <= b -> (forall o, Y o e <= b) -> Y j e < b \/ 0 < s -> (1 - s) * Y j e + s * ((1 - eta) * Y i e) < b.
    move=> b0 top sp; have := @far e 0 b (or_intror erefl) (lexx _) (ler0n _ _) b0 top; rewrite !mul0r addr0 => lt.
    rewrite [X in _ < X](_ : b = (1 - s) * b + s * b); last by ring.
    case: sp => [jb|sp]; last by apply: ler_lt_add; [rewrite ler_wpmul2l ?subr_ge0 | rewrite ltr_pmul2l].
    have [->|sn] := eqVneq s 0; first by rewrite subr0 !mul1r !mul0r !addr0.
    by apply: ler_lt_add; [rewrite ler_wpmul2l ?subr_ge0 | rewrite ltr_pmul2l // lt_def sn].
  apply: output_behind => [|w ww wj|off]; [exact: unsel | | ]; rewrite vE.
    have [w0 ahead] := ww; case: (ahead j _) => [|lt|[e2 lt]]; first by rewrite eq_sym.
      by left; apply: mix => [|o|]; [apply: ltW | apply: winner_max | left].
    have [->|sn] := eqVneq s 0; first by right; rewrite subr0 mul1r mul0r addr0.
    by left; apply: mix => [|o|]; [apply: ltW | apply: winner_max | right; rewrite lt_def sn].
  have [->|sn] := eqVneq s 0; first by rewrite subr0 mul1r mul0r addr0.
  by apply/ltW/mix => //; right; rewrite lt_def sn.
split.
  apply: same => l e; apply: behind => b b0 top; rewrite startE.
  by have := @far e 0 b (or_intror erefl) (lexx _) (ler0n _ _) b0 top; rewrite !mul0r addr0.
have s2 : s <= 2%:R by apply: le_trans s1 _; rewrite ler1n.
split.
  apply: same => l e; have [->|ed] := eqVneq e d; last first.
    by apply: behind => b b0 top; rewrite rowE; apply: far => //; left.
  have [->|sn] := eqVneq s 1.
    have vE : dot ((1 - eta) *: col i E^T + (1 * eta) *: h) (col d W) = z by rewrite rowE hdz -zE; ring.
    by rewrite at_d; apply: taken; rewrite vE ?lexx // !mxE // mulrC.
  apply: behind => b b0 top; rewrite rowE hdz zE; apply: lt_le_trans (top i).
  rewrite -mulrDl gtr_pmull -?zE // -[X in _ < X](subrK eta) ltr_add2l gtr_pmull //.
  by rewrite lt_neqAle sn.
split.
  apply: same => l e; have [->|ed] := eqVneq e d; last first.
    apply: behind => b b0 top; rewrite rowE; apply: far; [by left | | | exact: b0 | exact: top].
      by rewrite addr_ge0 // ler01.
    by rewrite -[2%:R]/(1 + 1) ler_add2l.
  have vE : dot ((1 - eta) *: col i E^T + ((1 + s) * eta) *: h) (col d W) = (1 + eta * s) * z by rewrite rowE hdz -zE; ring.
  rewrite at_d; apply: taken; rewrite vE.
  - by rewrite ler_pmull // ler_addl mulr_ge0.
  - by move=> _; rewrite !mxE mulrC.
  rewrite !mxE; transitivity ((c * (1 + eta * s)) * (z * D l i)); first by ring.
  by rewrite cs mul1r.
have last x : 0 <= x -> topk_loss 1 (with_column D j (k *: ((1 - x) *: col i D + (x / z) *: col d V)))
    (with_row E j ((1 - eta) *: col i E^T + (2%:R * eta) *: h)) W V M = L - M d * (1 - (1 - x) ^+ 2) * norm2 rd.
  move=> x0; have out l : (with_column D j (k *: ((1 - x) *: col i D + (x / z) *: col d V)) *m
    topk_codes 1 (with_row E j ((1 - eta) *: col i E^T + (2%:R * eta) *: h) *m W)) l d = (((1 - x) * z) *: col i D + x *: col d V) l 0.
    have vE : dot ((1 - eta) *: col i E^T + (2%:R * eta) *: h) (col d W) = (1 + eta) * z by rewrite rowE hdz -zE; ring.
    apply: taken; rewrite vE.
    - by rewrite ler_pmull // ler_addl.
    - by move/eqP; rewrite -subr_eq0 mulrDl mul1r [z + _]addrC addrK mulf_eq0 !gt_eqF.
    rewrite !mxE; have -> : (1 + eta) * z * (k * ((1 - x) * D l i + x / z * V l d)) = (k * (1 + eta)) * ((1 - x) * z * D l i + (z / z) * x * V l d).
      by ring.
    by rewrite ks mul1r divff ?gt_eqF // mul1r.
  rewrite /topk_loss (@weighted_one _ _ _ _ (V - D *m topk_codes 1 (E *m W)) M d) => [|l e ed]; last first.
    rewrite [LHS]mxE [RHS]mxE; congr (_ + _); rewrite [LHS]mxE [RHS]mxE; congr (- _).
    by apply: behind => b b0 top; rewrite rowE; apply: far => //; [left | rewrite ler0n].
  rewrite /L /topk_loss -[M d * _ * _]mulrA; congr (_ - _ * _).
  have -> : col d (V - D *m topk_codes 1 (E *m W)) = rd.
    by apply/matrixP => l o; rewrite (ord1 o) mxE [LHS]mxE [X in _ + X]mxE at_d !mxE.
  set X := V - _; have -> : col d X = (1 - x) *: rd.
    apply/matrixP => l o; rewrite (ord1 o) mxE [LHS]mxE [X in _ + X]mxE out /rd.
    have lin (a b : 'cV[R]_r) (y : R) : a - (((1 - x) * y) *: b + x *: a) = (1 - x) *: (a - y *: b).
      by apply/matrixP => l1 o1; rewrite !mxE; move: (a l1 o1) (b l1 o1) => a1 b1; ring.
    by rewrite -lin [RHS]mxE [in RHS]mxE; congr (_ + _); rewrite [RHS]mxE.
  by rewrite /norm2 dotZr dotC dotZr; ring.
split; first exact: last.
move=> st; rewrite !last // ltr_add2l ltr_opp2 -!mulrA ltr_pmul2l // ltr_pmul2r // ltr_add2l ltr_opp2.
by rewrite ltr_sqr ?nnegrE ?subr_ge0 // ltr_add2l ltr_opp2.
Qed.
