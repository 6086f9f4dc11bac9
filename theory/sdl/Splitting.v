(* Distinct unit features: what a row with a threshold of its own can separate.
   A row that is above a level on exactly F can leave out the lowest feature of F; some row sees a given feature alone. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Supports.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Unit.
Variables (R : realFieldType) (p n : nat) (W : 'M[R]_(p, n)).
Hypothesis unit : forall d, norm2 (col d W) = 1.
Hypothesis distinct : forall d e, e != d -> col e W != col d W.
Notation w d := (col d W).

Lemma inner_lt1 k d : d != k -> dot (w k) (w d) < 1.
Proof.
move=> dk; have : 0 < norm2 (w d - 1 *: w k) by rewrite scale1r lt_neqAle eq_sym norm2_eq0 subr_eq0 distinct // norm2_ge0.
rewrite norm2_sub !unit (_ : 1 - 2%:R * 1 * dot (w k) (w d) + 1 ^+ 2 * 1 = 2%:R * (1 - dot (w k) (w d))); last by ring.
by rewrite pmulr_rgt0 ?ltr0n // subr_gt0.
Qed.

(* tilt the row against the lowest feature of F: the others, even those at the same level, end up above it *)
Lemma leave_lowest (F : {set 'I_n}) a theta : (forall d, (theta < dot a (w d)) = (d \in F)) -> F != set0 ->
  exists k, k \in F /\ exists b c, (forall d, (c < dot b (w d)) = (d \in F) && (d != k)) /\ (0 < theta -> 0 < c).
Proof.
move=> h /set0Pn[d0 F0].
case: (@Order.TotalTheory.arg_minP _ _ _ d0 (fun d => d \in F) (fun d => dot a (w d)) F0) => k kF least.
exists k; split=> //; pose g d := dot (w k) (w d).
pose x d := if d == k then dot a (w k) else `|dot a (w d) - dot a (w k)|.
have y0 d : 0 < `|g d| + 1 + 1 by rewrite ltr_paddl ?ltr01 // addr_ge0 ?ler01.
have [t t0 small] := Supports.small_step x y0.
exists (a - t *: w k), (dot a (w k) - t).
have gk : g k = 1 by rewrite /g -/(norm2 _) unit.
have val d : dot (a - t *: w k) (w d) = dot a (w d) - t * g d by rewrite dotC dotBr dotZr !(dotC (w d)).
split=> [d|t_pos]; last first.
  have := small k; rewrite /x eqxx gk normr1 => /(_ (lt_trans t_pos _)); rewrite h => /(_ kF).
  rewrite !subr_gt0; apply: le_lt_trans; by rewrite -{1}[t]mulr1 ler_pmul2l // -addrA ler_addl addr_ge0 ?ler01.
rewrite val; have [->|dk] := eqVneq d k; first by rewrite gk mulr1 ltxx andbF.
rewrite andbT; have sm := small d; rewrite /x (negbTE dk) in sm.
have tg : t * (1 - g d) <= t * (`|g d| + 1 + 1).
  by rewrite ler_pmul2l // addrC ler_add2r ler_paddr ?ler01 // -normrN ler_norm.
have e : dot a (w d) - t * g d - (dot a (w k) - t) = dot a (w d) - dot a (w k) + t * (1 - g d) by ring.
case: (boolP (d \in F)) => dF.
  rewrite -subr_gt0 e; have lt : 0 < t * (1 - g d) by rewrite mulr_gt0 // subr_gt0 inner_lt1.
  by rewrite ltr_paddl // subr_ge0 least.
apply/negbTE; rewrite -leNgt -subr_le0 e.
have neg : dot a (w d) - dot a (w k) < 0.
  by rewrite subr_lt0; apply: (@le_lt_trans _ _ theta); [rewrite leNgt h | rewrite h].
have := sm; rewrite normr_gt0 lt_eqF // ltr0_norm // => /(_ isT); rewrite subr_gt0 => hx.
by rewrite -ler_subr_addl sub0r (le_trans tg) // ltW.
Qed.

Lemma alone k : exists c, [/\ 0 < c, c < 1 & forall d, (c < dot (w k) (w d)) = (d == k)].
Proof.
have y0 d : (d : 'I_n) = d -> 0 < `|dot (w k) (w d)| + 1 by rewrite ltr_paddl ?ltr01.
have [t t0 small] := Supports.small_step (fun d => 1 - dot (w k) (w d)) (fun d => y0 d erefl).
have t1 : 0 < 1 + t by rewrite addr_gt0 ?ltr01.
exists (1 + t)^-1; split; rewrite ?invr_gt0 //; first by rewrite invf_lt1 // ltr_addl.
move=> d; have [->|dk] := eqVneq d k; first by rewrite -/(norm2 _) unit invf_lt1 // ltr_addl.
apply/negbTE; rewrite -leNgt -[(1 + t)^-1]mul1r ler_pdivl_mulr //.
have := small d; rewrite !subr_gt0 => /(_ (inner_lt1 dk)) h.
have : t * dot (w k) (w d) <= t * (`|dot (w k) (w d)| + 1) by rewrite ler_pmul2l // (le_trans (ler_norm _)) // ler_addl.
by move/le_lt_trans/(_ h)/ltW; rewrite ler_subr_addl mulrDr mulr1 [_ * t]mulrC.
Qed.
End Unit.
