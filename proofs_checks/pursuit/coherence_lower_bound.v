(* sum_ij <d_i, d_j>^2 = |D D^T|_F^2 >= (trace D D^T)^2 / m = q^2 / m. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m q D M q1 d1 coh.
have q0 : 0 < q%:R :> R by rewrite ltr0n.
pose A := D *m D^T; pose G := D^T *m D.
have sq k (B : 'M[R]_k) : \tr (B *m B^T) = \sum_i \sum_j B i j ^+ 2.
  by apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => j _; rewrite mxE expr2.
have gE i j : G i j = dot (col i D) (col j D) by rewrite mxE; apply: eq_bigr => k _; rewrite !mxE.
have trA : \sum_a A a a = q%:R.
  transitivity (\tr G); first by rewrite /G mxtrace_mulC.
  rewrite /mxtrace (eq_bigr (fun _ => 1)) => [|i _]; first by rewrite sumr_const card_ord.
  by rewrite gE -(d1 i).
have AG : \sum_a \sum_b A a b ^+ 2 = \sum_i \sum_j G i j ^+ 2.
  rewrite -!sq; have -> : A^T = A by rewrite trmx_mul trmxK.
  have -> : G^T = G by rewrite trmx_mul trmxK.
  by rewrite /A /G -!mulmxA [RHS]mxtrace_mulC !mulmxA.
have m0 : 0 < m%:R :> R.
  rewrite ltr0n lt0n; apply/negP => /eqP m0; have := d1 (Ordinal q1).
  rewrite /norm2 /dot big1 => [/eqP|[k hk] _]; first by rewrite eq_sym oner_eq0.
  by exfalso; move: hk; rewrite m0.
have low : q%:R ^+ 2 <= m%:R * \sum_a \sum_b A a b ^+ 2.
  have h : \sum_a A a a ^+ 2 <= \sum_a \sum_b A a b ^+ 2.
    apply: ler_sum => a _; rewrite (bigD1 a) //= ler_addl; apply: sumr_ge0 => b _; exact: sqr_ge0.
  apply: le_trans (_ : _ <= m%:R * \sum_a A a a ^+ 2) _; last by rewrite ler_pmul2l.
  have : 0 <= \sum_a (m%:R * A a a - q%:R) ^+ 2 by apply: sumr_ge0 => a _; exact: sqr_ge0.
  have -> : \sum_a (m%:R * A a a - q%:R) ^+ 2 = m%:R * (m%:R * (\sum_a A a a ^+ 2) - q%:R ^+ 2).
    have -> : \sum_a (m%:R * A a a - q%:R) ^+ 2 = m%:R ^+ 2 * (\sum_a A a a ^+ 2)
        - 2%:R * m%:R * q%:R * (\sum_a A a a) + \sum_(a < m) q%:R ^+ 2 :> R.
      rewrite !mulr_sumr -sumrB -big_split /=; apply: eq_bigr => a _.
      by move: (A a a) (m%:R) (q%:R) => x y z; ring.
    rewrite trA sumr_const card_ord -(mulr_natl (_ ^+ 2) m); move: (\sum_a _) (m%:R) (q%:R) => x y z; ring.
  by rewrite pmulr_rge0 // subr_ge0.
have high : \sum_i \sum_j G i j ^+ 2 <= q%:R * (1 + (q%:R - 1) * M).
  have -> : q%:R * (1 + (q%:R - 1) * M) = \sum_(i < q) (1 + (q%:R - 1) * M) :> R.
    by rewrite sumr_const card_ord mulr_natl.
  apply: ler_sum => i _; rewrite (bigD1 i) //= gE (_ : dot _ _ = 1) ?expr1n ?ler_add2l; last exact: d1.
  have -> : (q%:R - 1) * M = \sum_(j < q | j != i) M.
    by rewrite sumr_const cardC1 card_ord -[M *+ _]mulr_natl -subn1 natrB.
  by apply: ler_sum => j ji; rewrite gE; apply: coh; rewrite eq_sym.
have : q%:R ^+ 2 <= m%:R * (q%:R * (1 + (q%:R - 1) * M)).
  by apply: le_trans low _; rewrite AG ler_pmul2l.
by rewrite expr2 mulrCA ler_pmul2l.
Qed.
