(* The repaired Theorem 3.1 for finite laws: what the single-feature loss leaves out is the error where two or more features are active. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Laws.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R N n p q r P x W V E D sigma S C A e M law x0 hom sparse pair.
have {}law := proj1 law.
have none w : act x w = set0 -> e w = 0 by apply: err_none.
have single w d : act x w = [set d] -> e w = x w d 0 ^+ 2 * hom_fit W V E D sigma d by apply: err_single.
have id := @identity R N n P (act x) e (fun w d => x w d 0 ^+ 2) (hom_fit W V E D sigma) none single.
split; first by rewrite [X in 0 <= X]id; apply: below => // w; apply: norm2_ge0.
split; first exact: id.
split; first by move=> hC; rewrite [X in X <= _]id; apply: above.
have same (F G : 'I_N -> bool) : F =1 G -> Pr P F = \sum_(w < N) P w * ((G w : bool)%:R : R).
  by move=> h; rewrite PrE; apply: eq_bigr => w _; rewrite h.
have on w d : (d \in act x w) = (0 < x w d 0) by rewrite inE.
have := @pairs R N n P (act x) law S; rewrite PrE; apply.
  by move=> d; rewrite (same _ (fun w => 0 < x w d 0)) // => w; apply: on.
move=> i j ij; rewrite (same _ (fun w => (0 < x w i 0) && (0 < x w j 0))) => [|w]; last by rewrite /= !on.
by rewrite !(same _ (fun w => 0 < x w _ 0) (fun w => on w _)); apply: pair.
Qed.
