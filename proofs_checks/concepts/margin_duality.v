(* p - q against any neuron (Cauchy), any other two averages, and any short moves. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Hulls.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Lemmas.
Variables (R : realFieldType) (n : nat).
Implicit Types u v d e : 'cV[R]_n.

Lemma norm2B u v : norm2 (u - v) = norm2 u - 2%:R * dot u v + norm2 v.
Proof. by rewrite -[v]scale1r norm2_sub scale1r expr1n mul1r mulr1 dotC. Qed.

Lemma dotBl u v x : dot (u - v) x = dot u x - dot v x. Proof. by rewrite dotC dotBr !(dotC x). Qed.

Lemma norm2N u : norm2 (- u) = norm2 u.
Proof. by apply: eq_bigr => i _; rewrite mxE mulrNN. Qed.

Lemma above k (Z : 'M[R]_(n, k)) (l : 'cV[R]_k) w b m : (forall i, 0 <= l i 0) -> \sum_i l i 0 = 1 ->
  (forall i, m <= dot w (col i Z) + b) -> m <= dot w (Z *m l) + b.
Proof.
move=> l0 l1 h; rewrite average // -[m]mul1r -l1 mulr_suml; apply: ler_sum => i _; exact: ler_wpmul2l.
Qed.

Lemma below k (Z : 'M[R]_(n, k)) (l : 'cV[R]_k) w b m : (forall i, 0 <= l i 0) -> \sum_i l i 0 = 1 ->
  (forall i, dot w (col i Z) + b <= m) -> dot w (Z *m l) + b <= m.
Proof.
move=> l0 l1 h; rewrite average // -[X in _ <= X]mul1r -l1 mulr_suml; apply: ler_sum => i _; exact: ler_wpmul2l.
Qed.

(* a move by e, four times its square below |d|^2, changes <d, .> by less than |d|^2 / 2 *)
Lemma short d e : 4%:R * norm2 e < norm2 d -> - norm2 d < 2%:R * dot d e.
Proof.
move=> h; have h2 : 0 < 2%:R :> R by rewrite ltr0n.
have := norm2_ge0 (d - (- 2%:R) *: e); rewrite norm2_sub (dotC e) => s.
rewrite -(ltr_pmul2l h2) -subr_gt0; apply: lt_le_trans (_ : 0 < norm2 d - 4%:R * norm2 e) _; first by rewrite subr_gt0.
rewrite -subr_ge0; apply: le_trans s _; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

(* p and q satisfy the conditions of closest points *)
Section Closest.
Variables (p q : 'cV[R]_n).
Lemma side_p x : 2%:R * (dot (p - q) x + (norm2 q - norm2 p) / 2%:R) = 2%:R * dot (p - q) (x - p) + norm2 (p - q).
Proof.
rewrite norm2B !dotBl !dotBr -/(norm2 p) (dotC q p); move: (dot p x) (dot q x) (norm2 p) (norm2 q) (dot p q) => a b c d e; by field.
Qed.
Lemma side_q y : 2%:R * (dot (p - q) y + (norm2 q - norm2 p) / 2%:R) = - (2%:R * dot (q - p) (y - q) + norm2 (p - q)).
Proof.
rewrite norm2B !dotBl !dotBr -/(norm2 q); move: (dot p y) (dot q y) (norm2 p) (norm2 q) (dot p q) => a b c d e; by field.
Qed.
End Closest.
End Lemmas.

Theorem proof : claim.
Proof.
move=> R n k l C N lam kap lam2 kap2 w b m C2 N2 p q shift [[lam0 lam1] [kap0 kap1]].
have h2 : 0 < 2%:R :> R by rewrite ltr0n.
split; last split; last split.
- move=> [w1 [m0 [hC hN]]]; have hp : m <= dot w p + b by apply: above.
  have hq : dot w q + b <= - m by apply: below.
  have far : 2%:R * m <= dot w (p - q).
    rewrite dotBr (_ : dot w p - dot w q = (dot w p + b) - (dot w q + b)); last by ring.
    by rewrite (_ : 2%:R * m = m + m); [rewrite ler_add // ler_oppr | ring].
  apply: le_trans (cauchy_unit _ w1); rewrite (_ : 4%:R * m ^+ 2 = (2%:R * m) ^+ 2); last by ring.
  have m2 : 0 <= 2%:R * m by rewrite mulr_ge0 // ltW.
  by rewrite ler_sqr ?nnegrE // (le_trans m2).
- by move=> [cp cq]; split=> i; [rewrite side_p ler_addr | rewrite side_q ler_opp2 ler_addr]; rewrite mulr_ge0 ?cp ?cq // ltW.
- move=> [[cp cq] [hC hN]]; split=> i.
    rewrite -(pmulr_rgt0 _ h2) (_ : 2%:R * _ = 2%:R * (dot (p - q) (col i C) + shift) + 2%:R * dot (p - q) (col i C2 - col i C)).
      rewrite side_p -addrA ltr_paddl ?mulr_ge0 ?cp ?(ltW h2) //.
      by rewrite -ltr_subl_addl sub0r; apply: short.
    by rewrite dotBr; ring.
  rewrite -(pmulr_rlt0 _ h2) (_ : 2%:R * _ = 2%:R * (dot (p - q) (col i N) + shift) + 2%:R * dot (p - q) (col i N2 - col i N)).
    rewrite side_q; have := @short _ _ (p - q) (- (col i N2 - col i N)); rewrite norm2N => /(_ (hN i)).
    rewrite dotNr mulrN ltr_opp2 => h; rewrite addrC subr_lt0; apply: lt_le_trans h _.
    by rewrite ler_addr mulr_ge0 ?cq // ltW.
  by rewrite dotBr; ring.
move=> [[cp cq] [[l0 l1] [u0 u1]]]; set p2 := C *m lam2; set q2 := N *m kap2.
have hp : 0 <= dot (p - q) p2 + - dot (p - q) p by apply: above => // i; rewrite -dotBr.
have hq : dot (p - q) q2 + - dot (p - q) q <= 0.
  apply: below => // i; rewrite -dotBr -[p - q]opprB dotC dotNr oppr_le0 dotC; exact: cq.
have h := norm2_ge0 ((p2 - q2) - (p - q)); rewrite norm2B in h.
have le : norm2 (p - q) <= dot (p2 - q2) (p - q).
  rewrite dotC {1}/norm2 !dotBr -subr_ge0 (_ : dot (p - q) p2 - dot (p - q) q2 - (dot (p - q) p - dot (p - q) q) = dot (p - q) p2 - dot (p - q) p - (dot (p - q) q2 - dot (p - q) q)); last by ring.
  by rewrite addr_ge0 // oppr_ge0.
rewrite -subr_ge0; apply: le_trans (addr_ge0 h (mulr_ge0 (ltW h2) (_ : 0 <= dot (p2 - q2) (p - q) - norm2 (p - q)))) _.
  by rewrite subr_ge0.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.
