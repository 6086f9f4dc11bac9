(* D Z = W has the inverse P = W^T D of Z, and an anchor says that P maps one unit vector to another, so Z maps it back. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Anchors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p q n W M D E A f; cbv zeta => M0 WW qn; subst q; set Z := codes E W => anch L0.
have DZ : D *m Z = W by apply: zero_loss L0.
set P := W^T *m D; have PZ : P *m Z = 1%:M by rewrite -mulmxA DZ.
have ZP := mulmx1C PZ.
have Zcol j i : j \in A -> Z i j = ((i == f j : bool)%:R : R).
  move=> jA; have [_ cD] := anch j jA.
  have e : P *m delta_mx (f j) 0 = delta_mx j 0 :> 'cV_n.
    by rewrite -mulmxA -colE cD colE mulmxA WW mul1mx.
  have : col j Z = delta_mx (f j) 0 by rewrite colE -e mulmxA ZP mul1mx.
  by move=> /matrixP/(_ i 0); rewrite !mxE andbT.
have Zrow j d : j \in A -> Z (f j) d = ((d == j : bool)%:R : R).
  move=> jA; have [rE _] := anch j jA; rewrite mxE.
  have -> : (E *m W) (f j) d = (W^T *m W) j d.
    by rewrite !mxE; apply: eq_bigr => i _; rewrite rE mxE.
  by rewrite WW mxE eq_sym relu_pos ?ler0n.
split; last split.
- split; first by move=> j jA; split=> [i|d]; [apply: Zcol | apply: Zrow].
  by split=> //; apply: mxrank_unit; have [] := mulmx1_unit PZ.
- move=> Y X [Y0 [bY XY]].
  have cY : codes (Y *m W^T) W = Y by rewrite codes_at // positive_part_id.
  split; last by split=> //; apply: loss_at; rewrite cY.
  move=> j jA; have [Yc Yr] := bY j jA; split; first exact: row_at.
  have Xc : X *m delta_mx (f j) 0 = delta_mx j 0 :> 'cV_n.
    by rewrite -(delta_col Yc) colE mulmxA XY mul1mx.
  by rewrite colE -mulmxA Xc -colE.
move=> few i.
have [d Zd] : exists d, 0 < Z i d.
  apply/existsP; apply: contraT; rewrite negb_exists => /forallP none.
  have /matrixP/(_ i i) := ZP; rewrite !mxE eqxx big1 => [/eqP|d _]; first by rewrite eq_sym oner_eq0.
  by have := none d; rewrite -leNgt => le; rewrite (_ : Z i d = 0) ?mul0r //; apply/eqP; rewrite eq_le le codes_ge0.
exists d => e; apply/idP/eqP => [Ze|-> //].
case: (pickP (fun j => (j \in A) && (f j == i))) => [j /andP[jA /eqP fj]|none].
  have own x : 0 < Z i x -> x = j by rewrite -fj Zrow //; case: eqP => // _; rewrite ltxx.
  by rewrite (own e Ze) (own d Zd).
have out x : 0 < Z i x -> x \notin A.
  move=> Zx; apply/negP => xA; move: Zx; rewrite Zcol // eq_sym; have := none x; rewrite xA /= => ->.
  by rewrite ltxx.
apply/eqP; apply: contraT => ed; move: few; rewrite -[X in (X <= _)%N](card_ord n) -(cardsC A) leq_add2l leqNgt.
have -> : (1 < #|~: A|)%N.
  apply: leq_trans (_ : (#|[set d; e]| <= _)%N); first by rewrite cards2 eq_sym ed.
  by apply/subset_leq_card/subsetP => x; rewrite !inE => /orP[]/eqP->; apply: out.
by [].
Qed.
