(* |<e, n>| and |<d, n>| are below delta. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m d e r n delta d1 e1 gap d0 small.
have low f : norm2 f = 1 -> `|dot f n| < delta.
  move=> f1; have h : dot f n ^+ 2 < delta ^+ 2 by apply: le_lt_trans (cauchy_unit n f1) small.
  by rewrite -(ger0_norm d0) -ltr_sqr ?nnegrE // !real_normK ?num_real.
split.
  rewrite !dotDr; apply: le_lt_trans (ler_norm_add _ _) _.
  apply: lt_le_trans (_ : `|dot d r| - `|dot d n| <= _); last first.
    by rewrite ler_subl_addr -{1}(addrK (dot d n) (dot d r)); apply: ler_norm_sub.
  rewrite ltr_subr_addr; apply: lt_le_trans gap; rewrite -addrA ltr_add2l.
  by rewrite mulrDl mul1r ltr_add ?low.
split; first by rewrite dotDr addrC addKr; apply: cauchy_unit.
by rewrite step_energy d1 ger_addl oppr_le0 mulr_ge0 ?sqr_ge0 // (_ : 2%:R - 1 = 1 :> R) ?ler01 //; ring.
Qed.
