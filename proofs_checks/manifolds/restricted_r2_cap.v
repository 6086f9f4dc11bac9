(* Some u has nonnegative inner products with all atoms; of x and -x one is on the other side of it, and pays (u.x)^2 / |u|^2. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Cap.
Variable R : realFieldType.

Lemma separator p n (A : 'M[R]_(p, n)) : (0 < p)%N -> (n <= p)%N ->
  exists2 u : 'cV[R]_p, u != 0 & forall z : 'cV[R]_n, (forall j, 0 <= z j 0) -> 0 <= dot u (A *m z).
Proof.
move=> p0 np; have [low|full] := ltnP (\rank A) p.
  have /rowV0Pn[u /sub_kermxP uA u0] : kermx A != 0 by rewrite -mxrank_eq0 mxrank_ker subn_eq0 -ltnNge.
  exists u^T; first by rewrite trmx_eq0.
  by move=> z _; rewrite dot_mulmx -trmx_mul uA trmx0 dotC dot0r.
have rn : \rank A = n by apply/eqP; rewrite eqn_leq rank_leq_col (leq_trans np full).
have /row_fullP[B BA] : row_full A by rewrite /row_full rn.
pose u : 'rV[R]_p := const_mx 1 *m B.
have uA : u *m A = const_mx 1 by rewrite -mulmxA BA mulmx1.
have n0 : (0 < n)%N by rewrite -rn (leq_trans p0 full).
exists u^T.
  rewrite trmx_eq0; apply/eqP => u0; have := uA; rewrite u0 mul0mx => /matrixP/(_ 0 (Ordinal n0)).
  by rewrite !mxE => /esym/eqP; rewrite oner_eq0.
move=> z z0; rewrite dot_mulmx -trmx_mul uA; apply: sumr_ge0 => j _.
by rewrite !mxE mul1r.
Qed.

Lemma cauchy n (u v : 'cV[R]_n) : dot u v ^+ 2 <= norm2 u * norm2 v.
Proof.
have [/eqP u0|u0] := boolP (norm2 u == 0).
  have /eqP -> : u == 0 by rewrite -norm2_eq0 u0.
  by rewrite dotC dot0r expr0n /= /norm2 dot0r mul0r.
have pos : 0 < norm2 u by rewrite lt_neqAle eq_sym u0 norm2_ge0.
have := norm2_ge0 (norm2 u *: v - dot u v *: u); rewrite norm2_sub dotZr.
have -> : norm2 (norm2 u *: v) = norm2 u ^+ 2 * norm2 v by rewrite /norm2 dotZr dotC dotZr mulrA.
have -> : norm2 u ^+ 2 * norm2 v - 2%:R * dot u v * (norm2 u * dot u v) + dot u v ^+ 2 * norm2 u =
  norm2 u * (norm2 u * norm2 v - dot u v ^+ 2) by move: (norm2 u) (norm2 v) (dot u v) => a b d; ring.
by rewrite pmulr_rge0 // subr_ge0.
Qed.

(* of x - a and x + b one is at least as far along u as x is *)
Lemma pays n (u x a b : 'cV[R]_n) : 0 <= dot u a -> 0 <= dot u b ->
  dot u x ^+ 2 <= norm2 u * (norm2 (x - a) + norm2 (x + b)).
Proof.
move=> a0 b0; rewrite mulrDr; have [h|h] := leP 0 (dot u x).
  apply: le_trans (_ : dot u (x + b) ^+ 2 <= _); last by rewrite ler_paddl ?mulr_ge0 ?norm2_ge0 ?cauchy.
  by rewrite ler_sqr ?nnegrE // dotDr ?addr_ge0 // ler_addl.
apply: le_trans (_ : dot u (x - a) ^+ 2 <= _); last by rewrite ler_paddr ?mulr_ge0 ?norm2_ge0 ?cauchy.
rewrite -[X in X <= _]sqrrN -[X in _ <= X]sqrrN ler_sqr ?nnegrE ?oppr_ge0 ?(ltW h) //.
  by rewrite ler_opp2 dotBr ler_subl_addr ler_addl.
by rewrite dotBr subr_le0 (le_trans (ltW h)).
Qed.
End Cap.

Theorem proof : claim.
Proof.
move=> R p n m A X Z Y q c error energy np Z0 Y0 q0 iso.
have [none|p0] := posnP p.
  have z (v : 'cV[R]_p) : norm2 v = 0.
    by rewrite /norm2 /dot big1 // => k _; have := ltn_ord k; rewrite [X in (_ < X)%N]none.
  rewrite [X in (X%:R + _) * _]none [X in (_ + X%:R) * _]none addr0 mul0r /energy big1 // => j _.
  by rewrite !z addr0 mulr0.
have [u u0 hu] := separator A p0 np.
have N0 : 0 < norm2 u by rewrite lt_neqAle eq_sym norm2_eq0 u0 norm2_ge0.
have quad : \sum_j q j 0 * dot u (col j X) ^+ 2 = c * norm2 u.
  have e j : q j 0 * dot u (col j X) ^+ 2 = \sum_i \sum_k u i 0 * u k 0 * (q j 0 * (X i j * X k j)).
    rewrite expr2 {1}/dot mulr_suml mulr_sumr; apply: eq_bigr => i _.
    rewrite /dot mulr_sumr mulr_sumr; apply: eq_bigr => k _; rewrite !mxE.
    by move: (q j 0) (u i 0) (u k 0) (X i j) (X k j) => a b d f g; ring.
  rewrite (eq_bigr _ (fun j _ => e j)) exchange_big /norm2 /dot mulr_sumr; apply: eq_bigr => i _ /=.
  rewrite exchange_big /=.
  have inner k : \sum_j u i 0 * u k 0 * (q j 0 * (X i j * X k j)) = u i 0 * u k 0 * (if i == k then c else 0).
    by rewrite -mulr_sumr iso.
  rewrite (eq_bigr _ (fun k _ => inner k)) (bigD1 i) //= eqxx big1 ?addr0; first by rewrite mulrC.
  by move=> k ki; rewrite eq_sym (negbTE ki) mulr0.
have enough : c * norm2 u <= norm2 u * error.
  rewrite -quad /error mulr_sumr; apply: ler_sum => j _; rewrite [X in _ <= X]mulrCA; apply: ler_wpmul2l; first exact: q0.
  by apply: pays; apply: hu => k; rewrite mxE.
have ce : c <= error by rewrite -(ler_pmul2l N0) mulrC.
have h : \sum_j q j 0 * norm2 (col j X) = p%:R * c.
  under eq_bigr do rewrite /norm2 /dot mulr_sumr.
  rewrite exchange_big /= (_ : p%:R * c = \sum_(i < p) c); last by rewrite sumr_const card_ord mulr_natl.
  apply: eq_bigr => i _; have := iso i i; rewrite eqxx => <-; apply: eq_bigr => j _; by rewrite !mxE.
have -> : energy = (p%:R + p%:R) * c.
  by rewrite /energy; under eq_bigr do rewrite mulrDr; rewrite big_split /= h mulrDl.
by apply: ler_wpmul2l ce; rewrite addr_ge0 ?ler0n.
Qed.
