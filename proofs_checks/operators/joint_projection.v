(* Row by row: (1_J - 1_K) (e_i - theta) <= 0, and |J| - |K| <= 0. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p n z K T J B t0 best inK0 outK0 card.
pose e i : R := \sum_(j < n) (if j \in T i then z i j ^+ 2 else 0).
have e0 i : 0 <= e i by apply: sumr_ge0 => j _; case: ifP => // _; rewrite sqr_ge0.
pose t := Num.max t0 0.
have tge0 : 0 <= t by rewrite le_maxr lexx orbT.
have inK i : i \in K -> t <= e i by move=> iK; rewrite le_maxl e0 andbT; apply: inK0.
have outK i : i \notin K -> e i <= t by move=> iK; rewrite le_maxr; apply/orP; left; apply: outK0; exact/negP.
have count (A : {set 'I_p}) : \sum_(i < p) (if i \in A then t else 0) = #|A|%:R * t.
  transitivity (\sum_(i in A) t); first by rewrite [RHS]big_mkcond.
  by rewrite sumr_const mulr_natl.
have le1 : \sum_(i < p) (if i \in J then \sum_(j < n) (if j \in B i then z i j ^+ 2 else 0) else 0)
    <= \sum_(i < p) (if i \in J then e i else 0).
  by apply: ler_sum => i _; case: (i \in J) => //; exact: best.
apply: le_trans le1 _; rewrite -[X in _ <= X]/(\sum_(i < p) (if i \in K then e i else 0)) -subr_ge0 -sumrB.
apply: le_trans (_ : 0 <= \sum_(i < p) ((if i \in K then t else 0) - (if i \in J then t else 0))) _.
  by rewrite sumrB !count -mulrBl mulr_ge0 // subr_ge0 ler_nat.
apply: ler_sum => i _; have := inK i; have := outK i.
case: (i \in K) => o k; case: (i \in J); rewrite ?subrr ?subr0 ?sub0r ?ler_opp2 //; [exact: k | exact: o].
Qed.
