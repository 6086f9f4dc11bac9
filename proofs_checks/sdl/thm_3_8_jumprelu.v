(* Tilt the row against its lowest feature and scale it back to the threshold; the direction of a feature sees it alone. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Splitting.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q W E theta F unit distinct poly t0 i.
have scaled b c : 0 < c -> forall d, (theta < dot ((theta / c) *: b) (col d W)) = (c < dot b (col d W)).
  move=> c0 d; rewrite dotC dotZr dotC -{1}[theta](divfK (lt0r_neq0 c0)) ltr_pmul2l // divr_gt0 //.
have onF d : (theta < dot ((row i E)^T) (col d W)) = (d \in F i) by rewrite inE dot_row.
have some : F i != set0 by rewrite -card_gt0 (leq_trans _ (poly i)).
have [k [kF [b [c [onb c0]]]]] := leave_lowest unit distinct onF some.
exists k; split=> //; split; first by exists ((theta / c) *: b) => d; rewrite scaled ?c0.
have [l [l0 _ onl]] := alone unit distinct k.
by exists ((theta / l) *: col k W) => d; rewrite scaled.
Qed.
