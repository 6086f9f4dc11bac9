(* Partial minima of independent features are positive eigenvectors; value, zero loss and second order at each of them. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Regions Minima Clusters Eigenclusters.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r W V M c L D E Mp LW; have M0 d : 0 <= M d by rewrite ltW.
split; first split=> [[D1 [E1 [h /(partial_iff V LW M0 D1 h) [b f]]]]|[z [l [z0 ez]]]].
- exists (own c E1 W), (\col_i lam W M D1 E1 i); split=> d; first by rewrite mxE owned_gt0.
  by rewrite (partial_eigen Mp h b f); congr (_ * _); rewrite [RHS]mxE.
- by have [D1 [E1 [pm _]]] := eigen_partial LW M0 Mp (l := fun i => l i 0) z0 ez; exists D1, E1.
move=> [h /(partial_iff V LW M0 D h) [b f]]; split; first by move=> d; rewrite (partial_eigen Mp h b f); congr (_ * _); rewrite [RHS]mxE.
split; first exact: (value h b).
split; first exact: (zero_iff M0 Mp h b f).
move=> off.
have larger i y : ~ (norm2 (V *m part c M y i) <= norm2 (col i D) * mass E W M i * size2 c M y i) -> saddle D E W V M.
  by move=> /negP; rewrite -ltNge => more; apply: (larger_saddle LW M0 h b f more).
split; last by move=> [i [y /larger]].
split=> [loc i y|t]; last exact: (top_local M0 h off b t).
rewrite leNgt; apply/negP => more; apply: saddle_not_local loc.
by apply: (larger i y) => /le_lt_trans /(_ more); rewrite ltxx.
Qed.
