(* Each score separately, then the mean. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n s tau mean share n1 s0.
have n0 : 0 < n%:R :> R by rewrite ltr0n.
have sumc (c : R) : \sum_(i < n) c = c * n%:R by rewrite sumr_const card_ord mulr_natr.
split; last split.
- rewrite /mean /share mulrA ler_pmul2r ?invr_gt0 // mulr_sumr; apply: ler_sum => i _.
  by case: (leP tau (s i)) => h; rewrite ?mulr1 ?mulr0.
- rewrite /share => /eqP; rewrite mulf_eq0 invr_eq0 (gt_eqF n0) orbF => /eqP h.
  have low i : s i < tau.
    have nn k : true -> 0 <= ((tau <= s k : bool)%:R : R) by rewrite ler0n.
    have /eqP : ((tau <= s i : bool)%:R : R) = 0 by apply: (psumr_eq0P nn h).
    by rewrite pnatr_eq0 eqb0 -ltNge.
  rewrite /mean ltr_pdivr_mulr // -sumc -subr_gt0 -sumrB (bigD1 (Ordinal n1)) //=.
  by rewrite ltr_paddr ?subr_gt0 //; apply: sumr_ge0 => i _; rewrite subr_ge0 ltW.
move=> s1; rewrite /mean /share ler_pdivr_mulr // [_ * n%:R]mulrDl -(sumc tau) -mulrA divfK ?gt_eqF // mulr_sumr -big_split /=.
apply: ler_sum => i _; case: (leP tau (s i)) => h; last by rewrite mulr0 addr0 ltW.
by rewrite mulr1 addrC subrK.
Qed.
