(* Only the active points count, each with at most u c. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n z k s u c A n1 sparse zu kc.
have n0 : 0 < n%:R :> R by rewrite ltr0n.
have u0 : 0 <= u by apply: le_trans (zu (Ordinal n1)); rewrite normr_ge0.
have c0 : 0 <= c by apply: le_trans (kc (Ordinal n1)); rewrite normr_ge0.
rewrite normrM normfV [X in _ / X]gtr0_norm // mulrAC ler_pmul2r ?invr_gt0 //.
apply: le_trans (ler_norm_sum _ _ _) _.
have -> : \sum_i `|k i * z i| = \sum_(i in A) `|k i * z i|.
  rewrite [RHS]big_mkcond; apply: eq_bigr => i _; rewrite inE.
  by case: eqP => //= ->; rewrite mulr0 normr0.
apply: le_trans (_ : \sum_(i in A) u * c <= _).
  by apply: ler_sum => i _; rewrite normrM [u * c]mulrC ler_pmul // normr_ge0.
by rewrite sumr_const -mulr_natl; apply: ler_wpmul2r; [exact: mulr_ge0 | rewrite ler_nat].
Qed.
