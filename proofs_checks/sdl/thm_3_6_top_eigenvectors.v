(* Top eigenvalues: completing the square in each cluster; a larger Rayleigh quotient: one row and one column along a line. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Regions Minima Clusters Eigenclusters.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r W V M D E c L M0 LW h off /(partial_iff V LW M0 D h) [b f].
have larger i y : ~ (norm2 (V *m part c M y i) <= norm2 (col i D) * mass E W M i * size2 c M y i) -> saddle D E W V M.
  by move=> /negP; rewrite -ltNge => more; apply: (larger_saddle LW M0 h b f more).
split; first exact: (value h b).
split; last by move=> [i [y /larger]].
split=> [loc i y|t]; last exact: (top_local M0 h off b t).
rewrite leNgt; apply/negP => more; apply: saddle_not_local loc.
by apply: (larger i y) => /le_lt_trans /(_ more); rewrite ltxx.
Qed.
