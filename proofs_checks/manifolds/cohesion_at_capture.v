(* In each row the atom itself counts 0, its opposite -1, and every other one 1. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n P opp r signs ne r0 r1 firing.
have two : 2%:R != 0 :> R by rewrite pnatr_eq0.
have r2 : 0 < r / 2%:R * (r / 2%:R) by rewrite !mulr_gt0 ?invr_gt0 ?ltr0n.
have both : 0 < r / 4%:R - r / 2%:R * (r / 2%:R).
  have -> : r / 4%:R - r / 2%:R * (r / 2%:R) = r / 4%:R * (1 - r).
    have -> : 4%:R = 2%:R * 2%:R :> R by rewrite -natrM.
    by rewrite invfM; move: (2%:R^-1) => h; ring.
  by rewrite !mulr_gt0 ?invr_gt0 ?ltr0n // subr_gt0.
have one_of (k : 'I_n) : \sum_j ((k == j)%:R : R) = 1.
  by rewrite (bigD1 k) //= eqxx big1 ?addr0 // => j; rewrite eq_sym => /negbTE ->.
have row i : \sum_(j < n) (if i == j then 0 else
    (((0 < P i j - P i i * P j j)%R : bool)%:R - ((P i j - P i i * P j j < 0)%R : bool)%:R)) = n%:R - 3%:R :> R.
  have e j : (if i == j then 0 else
    (((0 < P i j - P i i * P j j)%R : bool)%:R - ((P i j - P i i * P j j < 0)%R : bool)%:R)) =
    1 - (i == j)%:R - (opp i == j)%:R * 2%:R :> R.
    rewrite !firing !eqxx; case: eqP => [<-|ij]; first by rewrite (negbTE (ne i)) subrr mul0r subr0.
    case: eqP => _; last by rewrite both ltNge (ltW both) subr0 mul0r subr0.
    by rewrite sub0r oppr_gt0 oppr_lt0 r2 ltNge (ltW r2) /= sub0r subr0 mul1r; ring.
  rewrite (eq_bigr _ (fun j _ => e j)) !sumrB -mulr_suml !one_of sumr_const card_ord mul1r.
  have -> : 3%:R = 1 + 2%:R :> R by rewrite -[1]/(1%:R) -natrD.
  by rewrite opprD addrA.
rewrite /signs (eq_bigr _ (fun i _ => row i)) sumr_const card_ord.
by rewrite mulr_natl.
Qed.
