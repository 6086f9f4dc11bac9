(* The losses written out; arbitrarily near the point lies the curve, on which the loss is lower. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Minima Pair.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R e t [e0 e1]; have r1 : relu (1 : R) = 1 by rewrite relu_pos ?ler01.
have r0 : relu (0 : R) = 0 by rewrite relu_neg.
have curve x : 0 < x -> loss (table2 (1%:R / 2%:R) x (1%:R / 2%:R) (- x)) (table2 1 1 x 0) 1%:M 1%:M (fun=> 1 : R) = 1 - 2%:R * x ^+ 2 + 2%:R * x ^+ 4.
  by move=> x0; rewrite pair_loss r1 r0 [relu x]relu_pos ?ltW //; field.
have lower x : 0 < x -> x < 1 -> 1 - 2%:R * x ^+ 2 + 2%:R * x ^+ 4 < 1 :> R.
  move=> x0 x1; rewrite -subr_gt0; have -> : 1 - (1 - 2%:R * x ^+ 2 + 2%:R * x ^+ 4) = 2%:R * (x * x) * ((1 - x) * (1 + x)) by ring.
  by rewrite !mulr_gt0 ?ltr0n ?subr_gt0 ?addr_gt0 ?ltr01.
have here : loss (table2 (1%:R / 2%:R) 0 (1%:R / 2%:R) 0) (table2 1 1 0 0) 1%:M 1%:M (fun=> 1 : R) = 1.
  by rewrite pair_loss r1 r0; field.
split; first exact: here.
split; first exact: curve.
split; first by rewrite curve //; apply: lower.
split; first by rewrite pair_loss r1 r0; field.
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
Qed.
