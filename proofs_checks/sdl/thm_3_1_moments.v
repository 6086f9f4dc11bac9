(* Where two or more features are active, |x|_1^2 is at most the sum over pairs of x_i^2 [x_j > 0] + x_i x_j. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Laws.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Pairs.
Variables (R : realFieldType) (n : nat) (x : 'cV[R]_n).
Hypothesis x0 : forall d, 0 <= x d 0.
Definition pair_term (i j : 'I_n) := if i == j then 0 else (if 0 < x j 0 then x i 0 ^+ 2 else 0) + x i 0 * x j 0.

Lemma pair_ge0 i j : 0 <= pair_term i j.
Proof. by rewrite /pair_term; case: ifP => // _; rewrite addr_ge0 ?mulr_ge0 //; case: ifP => // _; apply: sqr_ge0. Qed.

Lemma square_of_sum : (2 <= #|[set d | (0 < x d 0)%R]|)%N -> (\sum_(i < n) x i 0) ^+ 2 <= \sum_(i < n) \sum_(j < n) pair_term i j.
Proof.
move=> two; rewrite expr2 mulr_suml; apply: ler_sum => i _; rewrite mulr_sumr (bigD1 i) //= [X in _ <= X](bigD1 i) //=.
rewrite {1}/pair_term eqxx add0r; have [xi|xi] := ltP 0 (x i 0); last first.
  have xi0 : x i 0 = 0 by apply/eqP; rewrite eq_le xi x0.
  rewrite xi0 mul0r add0r big1 => [|j _]; last by rewrite mul0r.
  by apply: sumr_ge0 => j _; apply: pair_ge0.
have [k [ki xk]] : exists k, k != i /\ 0 < x k 0.
  have /card_gt1P[a [b [xa xb ab]]] := two; rewrite !inE in xa xb.
  by have [ai|ai] := eqVneq a i; [exists b; rewrite -ai eq_sym | exists a].
rewrite [X in _ <= X](bigD1 k) //= [X in _ + X](bigD1 k) //= /pair_term eq_sym (negbTE ki) xk -expr2 addrA ler_add2l.
apply: ler_sum => j /andP[ji _]; rewrite eq_sym (negbTE ji) ler_addr; by case: ifP => // _; apply: sqr_ge0.
Qed.
End Pairs.

Theorem proof : claim.
Proof.
move=> R N n p q r P x W V E D sigma L2 S mu1 mu2 A e M law x0 hom [L0 growth] pairs.
have P0 := proj1 law.
have none w : act x w = set0 -> e w = 0 by apply: err_none.
have single w d : act x w = [set d] -> e w = x w d 0 ^+ 2 * hom_fit W V E D sigma d by apply: err_single.
have id := @identity R N n P (act x) e (fun w d => x w d 0 ^+ 2) (hom_fit W V E D sigma) none single.
have e0 w : 0 <= e w by apply: norm2_ge0.
split; first by rewrite [X in 0 <= X]id; apply: below.
pose p1 j := \sum_(w < N) P w * ((0 < x w j 0 : bool)%:R : R).
pose E1 i := \sum_(w < N) P w * x w i 0; pose E2 i := \sum_(w < N) P w * x w i 0 ^+ 2.
split.
  rewrite [X in X <= _]id; apply: (@le_trans _ _ (\sum_(w < N) P w * (L2 * \sum_(i < n) \sum_(j < n) pair_term (x w) i j))).
    apply: ler_sum => w _; apply: ler_wpmul2l => //; case: ifP => [two|_].
      by apply: le_trans (growth w) _; apply: ler_wpmul2l => //; apply: square_of_sum.
    by apply: mulr_ge0 => //; apply: sumr_ge0 => i _; apply: sumr_ge0 => j _; apply: pair_ge0.
  under eq_bigr do rewrite mulrCA; rewrite -mulr_sumr; apply: ler_wpmul2l => //.
  under eq_bigr do rewrite mulr_sumr; rewrite exchange_big; apply: ler_sum => i _ /=.
  under eq_bigr do rewrite mulr_sumr; rewrite exchange_big; apply: ler_sum => j _ /=.
  rewrite /pair_term; case: eqVneq => ij; first by rewrite big1 // => w _; rewrite mulr0.
  have [sq pr] := pairs i j ij; under eq_bigr do rewrite mulrDr; rewrite big_split /=; exact: ler_add.
move=> [mu0 mom]; rewrite -!mulrA; apply: ler_wpmul2l => //.
have pp j : 0 <= p1 j by apply: sumr_ge0 => w _; rewrite mulr_ge0 ?ler0n.
have ps i j : p1 i * p1 j <= (1 - S) ^+ 2.
  have [_ [_ si]] := mom i; have [_ [_ sj]] := mom j; rewrite expr2; exact: ler_pmul.
pose c := (1 - S) ^+ 2 * (mu2 + mu1 ^+ 2).
apply: (@le_trans _ _ (\sum_(i < n) \sum_(j < n) (c - if i == j then c else 0))).
  apply: ler_sum => i _; apply: ler_sum => j _; case: eqVneq => _; first by rewrite subrr.
  have [s2 [s1 _]] := mom i; have [_ [t1 _]] := mom j; rewrite subr0 s2 s1 t1.
  have -> : p1 i * mu2 * p1 j + p1 i * mu1 * (p1 j * mu1) = p1 i * p1 j * (mu2 + mu1 ^+ 2).
    by move: (p1 i) (p1 j) => a b; rewrite expr2; ring.
  by apply: ler_wpmul2r; rewrite ?addr_ge0 ?sqr_ge0.
have one i : \sum_(j < n) (if i == j then c else 0) = c.
  by rewrite (bigD1 i) //= eqxx big1 ?addr0 // => j; rewrite eq_sym => /negbTE ->.
under eq_bigr do rewrite sumrB sumr_const card_ord one; rewrite sumr_const card_ord.
have -> : (c *+ n - c) *+ n = n%:R * ((n%:R - 1) * c) by rewrite -mulr_natl -[c *+ n]mulr_natl [(_ - 1) * _]mulrBl mul1r.
by rewrite /c !mulrA.
Qed.
