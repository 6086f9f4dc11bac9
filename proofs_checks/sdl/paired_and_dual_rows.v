(* relu y - relu (- y) = y for the paired rows, relu y = y for the rows that are nonnegative on the features. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p g h N W P Q A B X QW AB X0; rewrite -mulmxBr.
have -> : positive_part (P *m (W *m X)) - positive_part (- (P *m (W *m X))) = P *m (W *m X).
  by move: (P *m _) => Y; apply/matrixP => i k; rewrite !mxE reluD.
have -> : positive_part (Q *m (W *m X)) = Q *m (W *m X).
  apply/matrixP => i k; rewrite mxE relu_pos // mulmxA mxE; apply: sumr_ge0 => d _; exact: mulr_ge0.
by rewrite [A *m _]mulmxA [B *m _]mulmxA -mulmxDl AB mul1mx.
Qed.
