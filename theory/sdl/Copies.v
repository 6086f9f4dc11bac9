(* The published construction where a feature need not copy its own value: the residual on any selection of positive values, its length
   for unit features, and the selection of Top-k. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK Construction.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma normN (R : realFieldType) r (v : 'cV[R]_r) : norm2 (- v) = norm2 v.
Proof. by apply: eq_bigr => i _; rewrite !mxE mulrNN. Qed.
Lemma dot_short (R : realFieldType) r (u v : 'cV[R]_r) : norm2 u <= 1 -> norm2 v <= 1 -> dot u v <= 1.
Proof.
move=> u1 v1; have := norm2_ge0 (v - 1 *: u); rewrite norm2_sub expr1n mul1r mulr1 => h.
have : 2%:R * dot u v <= 2%:R * 1.
  rewrite -subr_ge0; apply: le_trans h _; rewrite -subr_ge0.
  rewrite (_ : _ - _ = (1 - norm2 u) + (1 - norm2 v)); last by move: (dot u v) (norm2 u) (norm2 v) => a b c; ring.
  by rewrite addr_ge0 // subr_ge0.
by rewrite ler_pmul2l ?ltr0n.
Qed.

(* at most t^2 for t short vectors with factors in [0, 1] *)
Lemma short_sum (R : realFieldType) r n (v : 'I_n -> 'cV[R]_r) (T : {set 'I_n}) (g : 'I_n -> R) :
  (forall e, e \in T -> 0 <= g e) -> (forall e, e \in T -> g e <= 1) -> (forall e, norm2 (v e) <= 1) ->
  norm2 (\sum_(e in T) g e *: v e) <= #|T|%:R ^+ 2.
Proof.
move=> g0 g1 short; have := combination g0 g1 ler01 short (fun e l _ => dot_short (short e) (short l)).
by rewrite expr1n mul1r mulr1 addrC subrK expr2.
Qed.

(* equal factors and equal angles *)
Lemma equal_sum (R : realFieldType) r n (v : 'I_n -> 'cV[R]_r) (T : {set 'I_n}) (m b : R) :
  (forall e l, dot (v e) (v l) = if e == l then 1 else b) ->
  norm2 (\sum_(e in T) m *: v e) = m ^+ 2 * (#|T|%:R * (1 + (#|T|%:R - 1) * b)).
Proof.
move=> angle; rewrite /norm2 dot_sumr (eq_bigr (fun _ => m ^+ 2 * (1 + (#|T|%:R - 1) * b))) => [|e eT].
  by rewrite sumr_const -mulr_natl mulrCA.
rewrite dotC dot_sumr (eq_bigr (fun l => m ^+ 2 * (b + (if l == e then 1 - b else 0)))) => [|l _].
  rewrite -mulr_sumr big_split /= sumr_const (bigD1 e) //= eqxx big1 => [|l /andP[_ /negbTE ->] //].
  by rewrite addr0 -[b *+ _]mulr_natl mulrBl mul1r addrCA.
rewrite dotC dotZr dotC dotZr mulrA -expr2 dotC angle eq_sym; congr (_ * _).
by case: eqP => _; rewrite ?addr0 // addrC subrK.
Qed.

Section Selection.
Variables (R : realFieldType) (n p q r : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (E : 'M[R]_(q, p)) (D : 'M[R]_(r, q)).
Variables (f : 'I_n -> 'I_q) (S : 'I_n -> {set 'I_q}).
Hypothesis inj : forall d e, f d = f e -> d = e.
Hypothesis rows : forall d, col (f d) E^T = col d W /\ col (f d) D = col d V.
Hypothesis zeros : forall i, (exists d, f d = i) \/ col i E^T = 0.
Notation g e d := (dot (col e W) (col d W)).
Notation value := (Construction.value rows).

(* a positive value is that of a feature *)
Lemma owner i d : 0 < (E *m W) i d -> exists e, f e = i.
Proof.
move=> h; case: (pickP (fun e => f e == i)) => [e /eqP|none]; first by exists e.
by move: h; rewrite (no_value _ zeros) ?ltxx // => e; rewrite none.
Qed.

Hypothesis pos : forall d i, i \in S d -> 0 < (E *m W) i d.
Let Z : 'M[R]_(q, n) := \matrix_(i < q, d < n) if i \in S d then (E *m W) i d else 0.

Lemma image d : S d = f @: copied f S d.
Proof.
apply/setP => j; apply/idP/imsetP => [js|[e eA ->]]; last by rewrite inE in eA.
by have [e e1] := owner (pos js); exists e; rewrite // inE e1.
Qed.
Lemma card_copied d : #|copied f S d| = #|S d|.
Proof. by rewrite [in RHS]image card_imset. Qed.

Lemma output d : col d (V - D *m Z) = col d V - \sum_(e in copied f S d) g e d *: col e V.
Proof.
apply/matrixP => i l; rewrite (ord1 l) !mxE summxE; congr (_ - _).
have -> : \sum_j D i j * Z j d = \sum_(j in S d) D i j * (E *m W) j d.
  rewrite [RHS]big_mkcond; apply: eq_bigr => j _; rewrite [Z j d]mxE; case: ifP => // _; by rewrite mulr0.
rewrite image big_imset /=; last by move=> e1 e2 _ _; apply: inj.
apply: eq_bigr => e _; rewrite value !mxE mulrC; congr (_ * _).
by have [_ /matrixP/(_ i 0)] := rows e; rewrite !mxE.
Qed.
Lemma square d : \sum_(i < r) (V - D *m Z) i d ^+ 2 = norm2 (col d V - \sum_(e in copied f S d) g e d *: col e V).
Proof. by rewrite -output; apply: eq_bigr => i _; rewrite expr2 !mxE. Qed.

Hypothesis unit : forall d, norm2 (col d W) = 1.
Hypothesis short : forall d, norm2 (col d V) <= 1.

Lemma g_le1 e d : g e d <= 1.
Proof. by apply: dot_short; rewrite unit. Qed.
Lemma g_ge0 e d : e \in copied f S d -> 0 <= g e d.
Proof. by rewrite inE -value => /pos /ltW. Qed.

Lemma own_square d : f d \in S d -> norm2 (col d V - \sum_(e in copied f S d) g e d *: col e V) <= (n%:R - 1) ^+ 2.
Proof.
move=> own; have dA : d \in copied f S d by rewrite inE.
rewrite (big_setD1 d) //= -/(norm2 _) unit scale1r opprD addrA subrr add0r normN.
apply: le_trans (short_sum _ _ short) _ => [e|e _|]; try exact: g_le1.
  by rewrite inE => /andP[_]; apply: g_ge0.
have n0 : (0 < n)%N by apply: leq_ltn_trans (ltn_ord d).
rewrite sub1 //; apply: ler_expn2r; rewrite ?nnegrE ?ler0n // ler_nat.
have : (#|copied f S d| <= n)%N by rewrite -[X in (_ <= X)%N]card_ord max_card.
by rewrite (cardsD1 d) dA add1n -[in X in _ -> X]ltnS prednK.
Qed.

Lemma any_square d : norm2 (col d V - \sum_(e in copied f S d) g e d *: col e V) <= n%:R ^+ 2.
Proof.
have [own|lost] := boolP (f d \in S d).
  have n0 : (0 < n)%N by apply: leq_ltn_trans (ltn_ord d).
  apply: le_trans (own_square own) _; rewrite sub1 //; apply: ler_expn2r; rewrite ?nnegrE ?ler0n // ler_nat.
  exact: leq_pred.
have dA : d \notin copied f S d by rewrite inE.
pose h e := if e == d then 1 else g e d; pose v e := if e == d then - col d V else col e V.
rewrite (_ : _ - _ = - \sum_(e in d |: copied f S d) h e *: v e); last first.
  rewrite big_setU1 //= {1}/h {1}/v eqxx scale1r opprD opprK; congr (_ - _).
  by apply: eq_bigr => e eA; rewrite /h /v; case: eqP => // ed; rewrite ed (negbTE dA) in eA.
rewrite normN; apply: le_trans (short_sum _ _ _) _.
- move=> e; rewrite /h in_setU1; case: eqP => [_ _|_ /=]; [exact: ler01 | exact: g_ge0].
- by move=> e _; rewrite /h; case: eqP => _; [rewrite lexx | apply: g_le1].
- by move=> e; rewrite /v; case: eqP => _; rewrite ?normN short.
by apply: ler_expn2r; rewrite ?nnegrE ?ler0n // ler_nat -[X in (_ <= X)%N]card_ord max_card.
Qed.
End Selection.
