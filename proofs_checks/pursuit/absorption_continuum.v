(* Divide by t > 0; the sum of the codes falls because (1 - s)/t < 1 on the unit circle. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m P C a b s t q x one two P1 C1 PC st s0 t0 b0 ab.
have tn : t != 0 by rewrite gt_eqF.
split; last split; last split.
- rewrite -[RHS]st /q /norm2 dotDr !dotZr !dotDl !dotZl PC (dotC C) PC -!norm2E P1 C1; ring.
- split; last by rewrite divr_ge0 // ltW.
  by rewrite subr_ge0 mulrAC ler_pdivr_mulr // (mulrC a).
- rewrite /x /one /two /q scalerDr !scalerA divfK // scalerBl addrA; congr (_ + _).
  by rewrite (mulrAC b) (mulrC b) -(mulrAC s) subrK.
rewrite /one /two -addrA ltr_add2l addrC -subr_lt0.
rewrite (_ : _ - _ = b * (1 - s - t) / t); last by move: tn => h; rewrite !mulrBr !mulrBl mulr1 mulfK // (mulrAC s) (mulrC b s); ring.
rewrite pmulr_llt0 ?invr_gt0 // pmulr_rlt0 // -addrA -opprD subr_lt0 ltNge; apply/negP => h.
have : (s + t) ^+ 2 <= 1 by rewrite expr_le1 // addr_ge0 // ltW.
rewrite (_ : (s + t) ^+ 2 = s ^+ 2 + t ^+ 2 + 2%:R * (s * t)); last by ring.
rewrite st.
rewrite ger_addl => h2; have : 0 < 2%:R * (s * t) by rewrite !mulr_gt0 ?ltr0n.
by rewrite ltNge h2.
Qed.
