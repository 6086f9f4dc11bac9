(* At the largest |u_i| the own product is at least (1 - B) |u_i|, any foreign one at most A |u_i|. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m q D u S A B r d1 uS [i0 ui0] hA hB AB j jS.
have S0 : i0 \in S by apply/negPn/negP => /negP/uS/eqP; apply/negP.
pose i := [arg max_(i > i0) `|u i 0|]%O.
have [imax ui] : (forall k, `|u k 0| <= `|u i 0|) /\ 0 < `|u i 0|.
  rewrite /i; case: arg_maxP => // k _ hk; split=> [l|]; first exact: hk.
  by apply: lt_le_trans (hk i0 isT); rewrite normr_gt0.
have iS : i \in S by apply/negPn/negP => /negP/uS h; rewrite h normr0 ltxx in ui.
exists i; split=> //.
have rE k : dot (col k D) r = \sum_l u l 0 * dot (col k D) (col l D) by rewrite /r dot_mulmxr.
pose w k l : R := ((l \in S) && (l != k) : bool)%:R * `|dot (col l D) (col k D)|.
have low k (P : pred 'I_q) : P =1 predC1 k ->
    `|\sum_(l | P l) u l 0 * dot (col k D) (col l D)| <= `|u i 0| * \sum_l w k l.
  move=> hP; apply: le_trans (ler_norm_sum _ _ _) _; rewrite mulr_sumr [leRHS](bigID P) /=.
  apply: ler_paddr; first by apply: sumr_ge0 => l _; rewrite !mulr_ge0 ?ler0n.
  apply: ler_sum => l; rewrite hP /= => lk; rewrite /w lk andbT normrM (dotC (col k D)).
  case: (boolP (l \in S)) => lS; last by rewrite uS ?normr0 ?mul0r ?mulr0 //; exact/negP.
  by rewrite mul1r ler_wpmul2r.
have foreign : `|dot (col j D) r| <= `|u i 0| * A.
  rewrite rE (bigD1 j) //= uS // mul0r add0r; apply: le_trans (low j _ _) _ => //.
  by rewrite ler_wpmul2l //; apply: hA.
have mine : `|u i 0| * (1 - B) <= `|dot (col i D) r|.
  rewrite rE (bigD1 i) //= -norm2E d1 mulr1; set t := \sum_(_ | _) _.
  have ht : `|t| <= `|u i 0| * B.
    by apply: le_trans (low i _ _) _ => //; rewrite ler_wpmul2l //; apply: hB.
  rewrite mulrBr mulr1 ler_subl_addr; apply: le_trans (ler_add (lexx _) ht).
  by rewrite -{1}(addrK t (u i 0)); apply: ler_norm_sub.
apply: le_lt_trans foreign _; apply: lt_le_trans mine.
by rewrite ltr_pmul2l // ltr_subr_addr.
Qed.
