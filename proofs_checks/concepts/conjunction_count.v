(* A set of neurons has one unit, so distinct concepts have distinct sets; sets of k of d neurons are counted. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts Counting.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.

Theorem proof : claim.
Proof.
move=> R N d k m K U C small separated distinct.
have inj : injective U by move=> i j e; apply: distinct; rewrite !separated e.
split=> [|exact].
  rewrite -natr_sum -(natrD _ 1%N) ler_nat -card_small_ord; apply: leq_injective inj _ => j.
  by rewrite inE.
have le : (m <= 'C(d, k))%N by rewrite -card_exact; apply: leq_injective inj _ => j; rewrite inE exact.
by split=> //; apply: leq_trans (ffact_le d k); rewrite -bin_ffact mulnC leq_mul2r le orbT.
Qed.
