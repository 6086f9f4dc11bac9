(* Everything is a polynomial in a, b and k; the bound is k^2 (1 - k) (a - b) (a + b + 2 k b) >= 0. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m p d a b k x r1 r2 t p1 d1 ab b0.
have pp : dot p p = 1 by []. have dd : dot d d = 1 by [].
have dp : dot d p = k by rewrite dotC.
have px : dot p x = a + b * k by rewrite /x dotDr !dotZr pp -/k mulr1.
have dx : dot d x = a * k + b by rewrite /x dotDr !dotZr dd dp mulr1.
have x2 : norm2 x = a ^+ 2 + 2%:R * a * b * k + b ^+ 2.
  rewrite /norm2 {2}/x dotDr !dotZr (dotC x p) (dotC x d) px dx; move: (k : R) => c; ring.
have dr1 : dot d r1 = b * (1 - k ^+ 2).
  by rewrite /r1 dotBr dotZr px dx dp; move: (k : R) => c; ring.
have e2 : norm2 r2 = k ^+ 2 * (1 - k ^+ 2) * b ^+ 2.
  rewrite /r2 step_energy d1 dr1 /r1 step_energy p1 px x2; move: (k : R) => c; ring.
have et : norm2 t = k ^+ 2 * (a ^+ 2 + b ^+ 2 + 2%:R * k * a * b).
  rewrite /t norm2_sub d1 -/r1 dr1 dx /r1 step_energy p1 px x2; move: (k : R) => c; ring.
split=> //; split=> //; rewrite e2 et -subr_ge0.
rewrite [X in 0 <= X](_ : _ = k ^+ 2 * (1 - k) * ((a - b) * (a + b + 2%:R * k * b))); last by move: (k : R) => c; ring.
have : `|k| <= 1.
  rewrite -(@expr_le1 _ 2) // ?normr_ge0 // real_normK ?num_real // -d1; exact: cauchy_unit.
rewrite ler_norml => /andP[k0 k1].
apply: mulr_ge0; first by rewrite mulr_ge0 ?sqr_ge0 ?subr_ge0.
apply: mulr_ge0; first by rewrite subr_ge0.
rewrite (_ : _ + _ = (a - b) + 2%:R * b * (1 + k)); last by move: (k : R) => c; ring.
by rewrite addr_ge0 ?subr_ge0 // !mulr_ge0 ?ler0n ?(ltW b0) // -ler_subl_addl sub0r.
Qed.
