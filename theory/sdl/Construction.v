(* The published construction: rows w_d and columns v_d on neurons f d, zero rows elsewhere.  Where the own value 1 is copied on every
   feature, the residual is a combination of the other targets whose values are copied. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma tr_row_col (R : realFieldType) q p (E : 'M[R]_(q, p)) j : col j E^T = (row j E)^T.
Proof. by rewrite tr_row. Qed.

Section Combination.
Variables (R : realFieldType) (r n : nat) (v : 'I_n -> 'cV[R]_r) (T : {set 'I_n}) (g : 'I_n -> R) (m b : R).
Hypothesis g0 : forall e, e \in T -> 0 <= g e.
Hypothesis gm : forall e, e \in T -> g e <= m.
Hypothesis m0 : 0 <= m.
Hypothesis b0 : 0 <= b.
Hypothesis short : forall e, norm2 (v e) <= 1.
Hypothesis apart : forall e l, e != l -> dot (v e) (v l) <= b.

Lemma dot_sumr (u : 'cV[R]_r) (F : 'I_n -> 'cV[R]_r) : dot u (\sum_(e in T) F e) = \sum_(e in T) dot u (F e).
Proof.
rewrite /dot exchange_big /=; apply: eq_bigr => i _; rewrite summxE mulr_sumr; by apply: eq_bigr.
Qed.

Lemma combination : norm2 (\sum_(e in T) g e *: v e) <= m ^+ 2 * (#|T|%:R * (1 + (#|T|%:R - 1) * b)).
Proof.
rewrite /norm2 dot_sumr; apply: (@le_trans _ _ (\sum_(e in T) m ^+ 2 * (1 + (#|T|%:R - 1) * b))); last first.
  by rewrite sumr_const -mulr_natl mulrCA.
apply: ler_sum => e eT; rewrite dotC dot_sumr.
apply: (@le_trans _ _ (\sum_(l in T) m ^+ 2 * (if l == e then 1 else b))).
  apply: ler_sum => l lT; rewrite dotC dotZr dotC dotZr mulrA.
  have gg : g e * g l <= m ^+ 2 by rewrite expr2; apply: ler_pmul; rewrite ?g0 ?gm.
  have gg0 : 0 <= g e * g l by rewrite mulr_ge0 ?g0.
  have [->|le] := eqVneq l e.
    apply: (@le_trans _ _ (g e * g e * 1)); first by apply: ler_wpmul2l; [rewrite mulr_ge0 ?g0 | apply: short].
    by rewrite !mulr1 expr2; apply: ler_pmul; rewrite ?g0 ?gm.
  apply: (@le_trans _ _ (g e * g l * b)); last exact: ler_wpmul2r.
  by apply: ler_wpmul2l => //; apply: apart; rewrite // eq_sym.
rewrite -mulr_sumr; apply: ler_wpmul2l; first exact: sqr_ge0.
rewrite (eq_bigr (fun l => b + (if l == e then 1 - b else 0))) => [|l _]; last by case: ifP => _; rewrite ?addr0 // addrC subrK.
rewrite big_split /= sumr_const (bigD1 e) //= eqxx big1 => [|l /andP[_ /negbTE ->] //].
by rewrite addr0 -[b *+ _]mulr_natl mulrBl mul1r addrCA addrA.
Qed.
End Combination.

Section Numbers.
Variables (R : realFieldType) (b : R).
Hypothesis b0 : 0 <= b.
Lemma sub1 k : (0 < k)%N -> k%:R - 1 = k.-1%:R :> R.
Proof. by case: k => // k _; rewrite mulrSr addrK. Qed.
Lemma sub2 k : (1 < k)%N -> relu (k%:R - 2%:R) = k.-2%:R :> R.
Proof.
case: k => [|[|k]] // _; have -> : k.+2%:R - 2%:R = k%:R :> R by rewrite -addn2 natrD addrK.
by rewrite relu_pos ?ler0n.
Qed.
Lemma grow t k : (t.+1 <= k)%N -> t%:R * (1 + (t%:R - 1) * b) <= (k%:R - 1) * (1 + relu (k%:R - 2%:R) * b) :> R.
Proof.
case: t => [|t] tk.
  rewrite mul0r sub1 // mulr_ge0 ?ler0n // addr_ge0 ?ler01 // mulr_ge0 //; exact: relu_ge0.
rewrite (@sub1 t.+1) // sub1 ?(ltn_trans _ tk) // sub2 ?(leq_trans _ tk) //.
case: k tk => [|[|k]] // tk; apply: ler_pmul; rewrite ?ler0n ?ler_nat //=.
  by rewrite addr_ge0 ?ler01 // mulr_ge0 ?ler0n.
by rewrite ler_add2l ler_wpmul2r // ler_nat.
Qed.
Lemma coarse k n : (0 < k)%N -> (k <= n)%N -> b <= 1 -> (k%:R - 1) * (1 + relu (k%:R - 2%:R) * b) <= (n%:R - 1) ^+ 2 :> R.
Proof.
case: k => [|[|k]] // _ kn b1; first by rewrite subrr mul0r sqr_ge0.
rewrite sub2 // expr2; apply: ler_pmul.
- by rewrite sub1 // ler0n.
- by rewrite addr_ge0 ?ler01 // mulr_ge0 ?ler0n.
- by rewrite ler_add2r ler_nat.
apply: (@le_trans _ _ (k.+2%:R - 1)); last by rewrite ler_add2r ler_nat.
by rewrite sub1 //= mulrSr addrC ler_add2r ler_pimulr ?ler0n.
Qed.
End Numbers.

Section Construction.
Variables (R : realFieldType) (n p q r k : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (E : 'M[R]_(q, p)) (D : 'M[R]_(r, q)).
Variables (f : 'I_n -> 'I_q) (S : 'I_n -> {set 'I_q}) (mu nu : R).
Hypothesis inj : forall d e, f d = f e -> d = e.
Hypothesis rows : forall d, col (f d) E^T = col d W /\ col (f d) D = col d V.
Hypothesis zeros : forall i, (exists d, f d = i) \/ col i E^T = 0.
Notation g e d := (dot (col e W) (col d W)).

Lemma value e d : (E *m W) (f e) d = g e d.
Proof. by have [re _] := rows e; rewrite -dot_row; congr dot; rewrite -re tr_row_col. Qed.
Lemma no_value i d : (forall e, f e != i) -> (E *m W) i d = 0.
Proof.
move=> h; case: (zeros i) => [[e /eqP]|z]; first by rewrite (negbTE (h e)).
by rewrite -dot_row -tr_row_col z /dot big1 // => j _; rewrite mxE mul0r.
Qed.

Hypothesis pos : forall d i, i \in S d -> 0 < (E *m W) i d.
Hypothesis own : forall d, f d \in S d /\ norm2 (col d W) = 1.
Let Z : 'M[R]_(q, n) := \matrix_(i < q, d < n) if i \in S d then (E *m W) i d else 0.
Definition copied d := [set e | f e \in S d].

Lemma copied_image d : S d = f @: copied d.
Proof.
apply/setP => j; apply/idP/imsetP => [js|[e eA ->]]; last by rewrite inE in eA.
case: (pickP (fun e => f e == j)) => [e /eqP je|none]; first by exists e; rewrite // inE je.
by have := pos js; rewrite no_value ?ltxx // => e; rewrite none.
Qed.

Lemma residual d : col d (V - D *m Z) = - \sum_(e in copied d :\ d) g e d *: col e V.
Proof.
have dA : d \in copied d by rewrite inE; have [] := own d.
apply/matrixP => i l; rewrite (ord1 l) !mxE summxE.
have -> : \sum_j D i j * Z j d = \sum_(j in S d) D i j * (E *m W) j d.
  rewrite [RHS]big_mkcond; apply: eq_bigr => j _; rewrite [Z j d]mxE; case: ifP => // _; by rewrite mulr0.
rewrite copied_image big_imset; last by move=> e1 e2 _ _; apply: inj.
rewrite (bigD1 d) //=; have [_ dd] := rows d; have [_ w1] := own d.
have Dv e : D i (f e) = V i e by have [_ /matrixP/(_ i 0)] := rows e; rewrite !mxE.
rewrite Dv value -/(norm2 _) w1 mulr1 opprD addrA subrr add0r; congr (- _).
rewrite (eq_bigl (mem (copied d :\ d))) => [|e]; last by rewrite !inE andbC.
by apply: eq_bigr => e _; rewrite Dv value !mxE mulrC.
Qed.

Hypothesis short : forall d, norm2 (col d V) <= 1.
Hypothesis most : forall d, (#|S d| <= k)%N.
Hypothesis wmu : forall i j, i != j -> g i j <= mu.
Hypothesis vnu : forall i j, i != j -> dot (col i V) (col j V) <= nu.

Lemma residual_bound d : \sum_(i < r) (V - D *m Z) i d ^+ 2 <= (k%:R - 1) * relu mu ^+ 2 * (1 + relu (k%:R - 2%:R) * relu nu).
Proof.
have up (x : R) : x <= relu x by rewrite /relu le_maxr lexx.
have -> : \sum_(i < r) (V - D *m Z) i d ^+ 2 = norm2 (col d (V - D *m Z)).
  by apply: eq_bigr => i _; rewrite expr2 !mxE.
rewrite residual; set x := \sum_(e in _) _.
have -> : norm2 (- x) = norm2 x by apply: eq_bigr => i _; rewrite !mxE mulrNN.
apply: (@le_trans _ _ (relu mu ^+ 2 * (#|copied d :\ d|%:R * (1 + (#|copied d :\ d|%:R - 1) * relu nu)))).
  apply: combination => // [e|e||e l el]; try exact: relu_ge0.
  - by rewrite !inE => /andP[_ eS]; apply: ltW; rewrite -value pos.
  - by rewrite !inE => /andP[ed _]; apply: le_trans (up mu); apply: wmu.
  by apply: le_trans (up nu); apply: vnu.
rewrite [_ * relu mu ^+ 2 * _]mulrAC [X in _ <= X]mulrC; apply: ler_wpmul2l; first exact: sqr_ge0.
apply: grow; first exact: relu_ge0.
have dA : d \in copied d by rewrite inE; have [] := own d.
by apply: leq_trans (most d); rewrite copied_image (card_imset _ inj) (cardsD1 d (copied d)) dA.
Qed.
End Construction.
