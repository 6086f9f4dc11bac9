(* The cheaper of two is at most each, and strictly less than the other one at the two points. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma sum_lt (R : realFieldType) m (f g : 'I_m -> R) j : (forall i, f i <= g i) -> f j < g j -> \sum_i f i < \sum_i g i.
Proof.
move=> le lt; rewrite (bigD1 j) //= [X in _ < X](bigD1 j) //=; apply: ltr_le_add => //.
by apply: ler_sum => i _; apply: le.
Qed.

Theorem proof : claim.
Proof.
move=> R m q c mu k tiled captured mixed q0 [j near] [i far]; split.
  apply: (@sum_lt _ _ _ _ j) => [l|]; first by rewrite ler_pmul2l // le_minl lexx orbT.
  rewrite ltr_pmul2l // lt_minl; apply/orP; left.
  by rewrite -subr_gt0 (_ : _ - _ = c j ^+ 2 - (1 - (k - 1) * mu)) ?subr_gt0 //; ring.
apply: (@sum_lt _ _ _ _ i) => [l|]; first by rewrite ler_pmul2l // le_minl lexx.
rewrite ltr_pmul2l // lt_minl; apply/orP; right.
by rewrite -subr_gt0 (_ : _ - _ = (1 - (k - 1) * mu) - c i ^+ 2) ?subr_gt0 //; ring.
Qed.
