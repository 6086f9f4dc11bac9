(* A value that changes its sign moves by at least its size; then Cauchy, and a sum over the points. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma flip (R : realFieldType) (a b : R) : (0 < a) != (0 < b) -> a ^+ 2 <= (a - b) ^+ 2.
Proof.
move=> h; have ab : a * b <= 0.
  by move: h; case: (ltP 0 a) => a0; case: (ltP 0 b) => b0 // _; [apply: mulr_ge0_le0 | apply: mulr_le0_ge0] => //; apply: ltW.
rewrite -subr_ge0 (_ : _ - _ = b ^+ 2 + 2%:R * - (a * b)); last by ring.
by rewrite addr_ge0 ?sqr_ge0 // mulr_ge0 ?ler0n // oppr_ge0.
Qed.

Theorem proof : claim.
Proof.
move=> R n k X Y w b v c gamma w1 g0 margin.
have moved u d i : (dot u (col i X) + d) - (dot u (col i Y) + d) = dot u (col i X - col i Y) by rewrite dotBr opprD addrACA subrr addr0.
split; rewrite ?mulr_suml -?big_split; apply: ler_sum => i _ /=.
  case: (boolP (_ == _)) => /= h; first by rewrite mul0r norm2_ge0.
  by rewrite mul1r (le_trans (margin i)) // (le_trans (flip h)) // moved cauchy_unit.
case: (boolP (_ == _)) => /= h; first by rewrite mul0r addr_ge0 ?sqr_ge0 // mulr_ge0 ?ler0n // sqr_ge0.
rewrite mul1r; case: ltP => near /=; first by rewrite mul1r ler_addl sqr_ge0.
by rewrite mul0r add0r (le_trans near) // (le_trans (flip h)) // moved.
Qed.
