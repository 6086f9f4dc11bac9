(* At each point: xi = 0 forces the right sign; a neuron in the box has values of absolute value at most (n r + 1) B. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Signs.
Variable R : realFieldType.
Implicit Types y z : R.

Lemma label y : y ^+ 2 = 1 -> y = 1 \/ y = -1.
Proof. by move/eqP; rewrite sqrf_eq1 => /orP[] /eqP ->; [left | right]. Qed.

Lemma right_side y z : y ^+ 2 = 1 -> 1 <= y * z -> (0 < z) = (0 < y).
Proof.
move=> /label[] ->; rewrite ?mul1r ?mulN1r => h; first by rewrite ltr01 (lt_le_trans _ h) ?ltr01.
rewrite oppr_gt0 ltr10; apply/negbTE; rewrite -leNgt -oppr_ge0; apply: le_trans h; exact: ler01.
Qed.
End Signs.

Theorem proof : claim.
Proof.
move=> R N n X y w b xi r B M v c labels coordinates large binary constraints [B0 [vB [cB margin]]].
split=> [|i].
  apply: ler_sum => i _; have /eqP := binary i; rewrite expr2 -subr_eq0 -{3}[xi i 0]mulr1 -mulrBr mulf_eq0 subr_eq0.
  case/orP => /eqP e; last by rewrite e (ler_nat R _ 1) leq_b1.
  have := constraints i; rewrite e mulr0 subr0 => h.
  by rewrite (right_side (labels i) h) eqxx.
set z := (X *m v) i 0 + c; have [same|other] := boolP ((0 < z) == (0 < y i 0)).
  rewrite /= mulr0 subr0; apply: margin; exact/eqP.
rewrite /= mulr1.
have size : `|z| <= (n%:R * r + 1) * B.
  apply: le_trans (ler_norm_add _ _) _; rewrite mulrDl mul1r ler_add // mxE.
  apply: le_trans (ler_norm_sum _ _ _) _; rewrite -mulrA mulr_natl (_ : r * B *+ n = \sum_(j < n) r * B); last by rewrite sumr_const card_ord.
  apply: ler_sum => j _; rewrite normrM; apply: ler_pmul => //; exact: coordinates.
have : - `|z| <= y i 0 * z.
  have [->|->] := label (labels i); rewrite ?mul1r ?mulN1r ?ler_opp2 ?ler_norm // ler_oppl -normrN; exact: ler_norm.
apply: le_trans; rewrite ler_oppr opprB; apply: le_trans size _.
by rewrite ler_subr_addl.
Qed.
