(* Minus the bias is a level of the neuron's own: tilt the row against its lowest feature; a feature's direction sees it alone. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Splitting.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q W E b F unit distinct poly i.
have onF d : (- b i < dot ((row i E)^T) (col d W)) = (d \in F i) by rewrite inE dot_row.
have some : F i != set0 by rewrite -card_gt0 (leq_trans _ (poly i)).
have [k [kF [a [c [ona _]]]]] := leave_lowest unit distinct onF some.
exists k; split=> //; split; first by exists (- c), a => d; rewrite opprK.
by have [l [_ _ onl]] := alone unit distinct k; exists (- l), (col k W) => d; rewrite opprK.
Qed.
