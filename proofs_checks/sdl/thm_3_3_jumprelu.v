(* Below 1 the own value is copied, so the shared bound holds with k = n, and nothing else is copied from M on; from 1 on nothing is. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Construction.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r W V M E D f theta mu nu Z [inj [rows zeros]] unit M0 short t0 [wmu vnu].
pose S d := [set i | theta < (E *m W) i d].
pose Y : 'M[R]_(q, n) := \matrix_(i < q, d < n) if i \in S d then (E *m W) i d else 0.
have ZY : Z = Y by apply/matrixP => i d; rewrite [LHS]mxE [RHS]mxE inE.
have pos d i : i \in S d -> 0 < (E *m W) i d by rewrite inE; apply: le_lt_trans.
have own : theta < 1 -> forall d, f d \in S d /\ norm2 (col d W) = 1.
  by move=> t1 d; rewrite inE (value rows) -/(norm2 _) unit.
have cS : theta < 1 -> forall d, (#|S d| <= n)%N.
  move=> t1 d; rewrite (copied_image zeros pos); apply: leq_trans (leq_imset_card _ _) _.
  by rewrite -[X in (_ <= X)%N]card_ord max_card.
split; last split.
- move=> [mt t1]; rewrite /weighted big1 // => d _; rewrite ZY.
  have -> : \sum_(i < r) (V - D *m Y) i d ^+ 2 = norm2 (col d (V - D *m Y)) by apply: eq_bigr => i _; rewrite expr2 !mxE.
  rewrite (residual inj rows zeros pos (own t1)) big1 ?oppr0 /norm2 ?dot0r ?mulr0 // => e; rewrite !inE => /andP[ed].
  by rewrite (value rows) ltNge (le_trans (wmu _ _ ed)).
- move=> t1; have Z0 : Z = 0.
    apply/matrixP => i d; rewrite [LHS]mxE [RHS]mxE /jumprelu ifF //; apply/negbTE; rewrite -leNgt.
    case: (pickP (fun e => f e == i)) => [e /eqP <-|none]; last by rewrite (no_value W zeros) // => e; rewrite none.
    rewrite (value rows); apply: le_trans t1; have := cauchy_unit (col d W) (unit e); rewrite unit => sq.
    rewrite leNgt; apply/negP => big; move: sq; rewrite leNgt => /negP; apply.
    by rewrite exprn_egt1.
  rewrite Z0 mulmx0 subr0 /weighted; apply: eq_bigr => d _; congr (_ * _); apply: eq_bigr => i _.
  by rewrite mxE expr2.
move=> t1; rewrite ZY /weighted mulr_sumr; apply: ler_sum => d _; rewrite [X in _ <= X]mulrC.
by apply: ler_wpmul2l => //; apply: (residual_bound inj rows zeros pos (own t1) short (cS t1)).
Qed.
