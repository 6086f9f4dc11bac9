(* Coordinate by coordinate: 2 m sum u_i^2 - sum_ij (u_i - u_j)^2 = 2 (sum u_i)^2 for u_i = x_i - c. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma variance (R : realFieldType) m (u : 'I_m -> R) :
  (2%:R : R) * m%:R * (\sum_i u i ^+ 2) - \sum_i \sum_j (u i - u j) ^+ 2 = 2%:R * (\sum_i u i) ^+ 2.
Proof.
have e i : \sum_j (u i - u j) ^+ 2 = m%:R * u i ^+ 2 - 2%:R * u i * (\sum_j u j) + \sum_j u j ^+ 2.
  rewrite mulr_sumr (_ : m%:R * u i ^+ 2 = \sum_(j < m) u i ^+ 2); last by rewrite sumr_const card_ord mulr_natl.
  by rewrite -sumrB -big_split; apply: eq_bigr => j _ /=; ring.
under [X in _ - X]eq_bigr do rewrite e.
rewrite big_split sumrB /= -mulr_sumr -mulr_suml -mulr_sumr sumr_const card_ord -mulr_natl.
by move: (\sum_i u i) (\sum_i u i ^+ 2) => s t; ring.
Qed.

Theorem proof : claim.
Proof.
move=> R n m X Y code.
pose u r i := X r i - Y r i.
have dist i j : norm2 (col i X - col j X) = \sum_r (u r i - u r j) ^+ 2.
  apply: eq_bigr => r _; have /colP/(_ r) := code i j; rewrite !mxE => e.
  by rewrite -expr2 /u e opprB addrA subrK.
have cost i : norm2 (col i X - col i Y) = \sum_r u r i ^+ 2 by apply: eq_bigr => r _; rewrite !mxE -expr2.
set a := 2%:R * _ * _; set b := (\sum_i _)%R.
have gap : a - b = \sum_r 2%:R * (\sum_i u r i) ^+ 2.
  have -> : b = \sum_r \sum_i \sum_j (u r i - u r j) ^+ 2.
    rewrite [RHS]exchange_big; apply: eq_bigr => i _; rewrite [RHS]exchange_big; apply: eq_bigr => j _; exact: dist.
  rewrite /a (eq_bigr _ (fun i _ => cost i)) exchange_big mulr_sumr -sumrB.
  by apply: eq_bigr => r _; apply: variance.
have g0 r : true -> 0 <= 2%:R * (\sum_i u r i) ^+ 2 by rewrite mulr_ge0 ?ler0n ?sqr_ge0.
split; first by rewrite -subr_ge0 gap; apply: sumr_ge0.
rewrite -subr_eq0 gap; apply/eqP/forallP => [h r|h].
  have /eqP : 2%:R * (\sum_i u r i) ^+ 2 = 0 by apply: (psumr_eq0P g0 h).
  by rewrite mulf_eq0 pnatr_eq0 /= sqrf_eq0.
by apply: big1 => r _; rewrite (eqP (h r)) expr0n mulr0.
Qed.
