(* The residual of each feature is bounded (theory/sdl/Construction.v); add up, and compare k - 1 with n - 1. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Construction.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r k W V M E D f S mu nu Z [inj [rows zeros]] M0 short own pos most [wmu [vnu nu1]].
have cS d : (#|S d| <= k)%N by have [] := most d.
have each := residual_bound inj rows zeros pos own short cS wmu vnu.
split.
  rewrite /weighted mulr_sumr; apply: ler_sum => d _; rewrite [X in _ <= X]mulrC.
  by apply: ler_wpmul2l => //; apply: each.
case: (posnP n) => [n0|n0]; first by subst n; rewrite !big_ord0 !mulr0.
have k0 : (0 < k)%N.
  apply: leq_trans (cS (Ordinal n0)); rewrite card_gt0; apply/set0Pn.
  by exists (f (Ordinal n0)); have [] := own (Ordinal n0).
have kn : (k <= n)%N by have [_] := most (Ordinal n0).
apply: ler_wpmul2r; first by apply: sumr_ge0.
rewrite mulrAC; apply: ler_wpmul2r; first exact: sqr_ge0.
by apply: coarse => //; rewrite ?relu_ge0 // /relu le_maxl nu1 ler01.
Qed.
