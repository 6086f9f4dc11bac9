(* Independent features (a left inverse L): partial minima are positive eigenvectors of the clusters, and a larger Rayleigh quotient
   makes a saddle. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Psd Farkas Regions Minima.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Independent.
Variables (R : realFieldType) (r q p n : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) (c : 'I_n -> 'I_q).
Variable L : 'M[R]_(n, p).
Hypotheses (LW : L *m W = 1%:M) (M_ge0 : forall d, 0 <= M d).
Implicit Types (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (y z : 'cV[R]_n).

Definition best D E := forall i, mass E W M i *: col i D = V *m pulls E W M i.
(* minus half the gradient in the activations vanishes *)
Definition flat D E := forall d, M d * (dot (col (c d) D) (col d V) - norm2 (col (c d) D) * own c E W d 0) = 0.

Lemma injW X Y : W *m X = W *m Y -> X = Y :> 'cV[R]_n.
Proof. by move=> /(congr1 (mulmx L)); rewrite !mulmxA LW !mul1mx. Qed.

Lemma walled_flat D E : owned c E W -> (forall i, walled W V M D E i) <-> flat D E.
Proof.
move=> h; split=> [wall d|f i].
  have [mu [_ off /injW e]] := wall (c d); have /matrixP/(_ d 0) := e.
  rewrite [slopes _ _ _ _ _ _ _ _]mxE h eqxx (owned_code _ _ h) eqxx [own _ _ _ _ _]mxE => ->.
  by apply: off; rewrite gt_eqF // owned_gt0.
exists 0; split=> [e|e _|]; rewrite ?mxE //; congr (_ *m _); apply/matrixP => d j; rewrite (ord1 j) [LHS]mxE [RHS]mxE h.
by case: (i =P c d) => // ->; rewrite (owned_code _ _ h) eqxx; have := f d; rewrite [own _ _ _ _ _]mxE.
Qed.

Lemma partial_iff D E : owned c E W -> partial_minimum D E W V M <-> best D E /\ flat D E.
Proof.
move=> h; split=> [[/(decoder_half V M_ge0 D h) d e]|[/(decoder_half V M_ge0 D h) d e]]; split=> //.
  by apply/(walled_flat _ h) => i; apply: min_walled e i.
by apply: walled_min => //; apply/(walled_flat _ h).
Qed.

Lemma flat_dot D E y i : flat D E ->
  dot (col i D) (V *m part c M y i) = norm2 (col i D) * \sum_d (if c d == i then M d * y d 0 * own c E W d 0 else 0).
Proof.
move=> f; rewrite dot_mulmxr mulr_sumr; apply: eq_bigr => d _; rewrite [part _ _ _ _ _ _]mxE.
case: (c d =P i) => [e|_]; last by rewrite mul0r mulr0.
have /eqP := f d; rewrite e mulrBr subr_eq0 => /eqP s.
by rewrite mulrAC s; move: (M d) (norm2 _) (own _ _ _ _ _) (y d 0) => a b z w; ring.
Qed.

(* one row changed along the activations y of its cluster, its column along with them *)
Section Line.
Variables (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (i : 'I_q) (y : 'cV[R]_n).
Hypotheses (h : owned c E W) (b : best D E) (f : flat D E).
Local Notation z := (own c E W).
Local Notation N := (size2 c M z i).
Hypotheses (N0 : 0 < N) (orth : \sum_d (if c d == i then M d * y d 0 * z d 0 else 0) = 0).
Let g : 'cV[R]_n := \col_d (if c d == i then y d 0 else 0).
Let Y : 'M[R]_(q, p) := delta_mx i 0 *m (g^T *m L).
Let X : 'M[R]_(r, q) := (N^-1 *: (V *m part c M y i)) *m delta_mx 0 i.

Lemma moved t j d : ((E + t *: Y) *m W) j d = (E *m W) j d + (if (j == i) && (c d == i) then t * y d 0 else 0).
Proof.
rewrite mulmxDl addmxE -scalemxAl /Y -!mulmxA LW mulmx1 scalemxE; congr (_ + _).
rewrite mxE big_ord1 mxE andbT mxE [g d 0]mxE; case: (j == i); last by rewrite mul0r mulr0.
by rewrite mul1r; case: (c d == i); rewrite ?mulr0.
Qed.

Lemma moved_owned : exists2 eps, 0 < eps & forall t, `|t| < eps -> owned c (E + t *: Y) W.
Proof.
have [eps e0 he] := @small_all R [finType of 'I_n] (fun d => z d 0) (fun d => y d 0).
exists eps => // t te j d; rewrite codes_gt0 moved; case: (j =P i) => [->|_] /=; last by rewrite addr0 -codes_gt0 h.
case: (c d =P i) => [e|_]; last by rewrite addr0 -codes_gt0 h.
have zE : z d 0 = (E *m W) i d by rewrite [LHS]mxE e.
have nz : z d 0 != 0 by rewrite [z d 0]mxE gt_eqF // owned_gt0.
rewrite sign_near -?codes_gt0 ?h //; rewrite -zE; apply: le_lt_trans (he d nz).
by rewrite !normrM; apply: ler_wpmul2r => //; rewrite (gtr0_norm e0) ltW.
Qed.

Lemma along t : owned c (E + t *: Y) W -> loss (D + t *: X) (E + t *: Y) W V M = loss D E W V M -
  (norm2 (V *m part c M y i) / N - norm2 (col i D) * size2 c M y i) * t ^+ 2
  + (size2 c M y i * norm2 (V *m part c M y i) / N ^+ 2) * t ^+ 4.
Proof.
move=> ht; set S := V *m part c M y i; set u := col i D.
have zt d : own c (E + t *: Y) W d 0 = if c d == i then z d 0 + t * y d 0 else z d 0.
  by rewrite [LHS]mxE moved [z d 0]mxE andbb; case: eqP => [->|ne]; rewrite ?eqxx //=; rewrite ?addr0 //; case: eqP.
pose G DD EE j := size2 c M (own c EE W) j * norm2 (col j DD) - 2%:R * dot (col j DD) (V *m part c M (own c EE W) j).
have other j : j != i -> G (D + t *: X) (E + t *: Y) j = G D E j.
  move=> ne; rewrite /G; have -> : col j (D + t *: X) = col j D.
    apply/matrixP => k l; rewrite mxE addmxE scalemxE [X k j]mxE big_ord1 [delta_mx _ _ _ _]mxE (negbTE ne) andbF mulr0 mulr0 addr0.
    by rewrite [RHS]mxE.
  have same d : c d == j -> own c (E + t *: Y) W d 0 = z d 0 by move=> /eqP e; rewrite zt e (negbTE ne).
  have -> : size2 c M (own c (E + t *: Y) W) j = size2 c M z j by apply: eq_bigr => d _; case: ifP => // /same ->.
  have -> // : part c M (own c (E + t *: Y) W) j = part c M z j.
  by apply/matrixP => d l; rewrite (ord1 l) [LHS]mxE [RHS]mxE; case: ifP => // /same ->.
have gsum : \sum_j G (D + t *: X) (E + t *: Y) j = \sum_j G D E j + (G (D + t *: X) (E + t *: Y) i - G D E i).
  rewrite (bigD1 i) //= (eq_bigr _ other) [in RHS](bigD1 i) //=; move: (G _ _ i) (G D E i) (\sum_(_ | _) _) => x1 x2 x3; ring.
have -> : loss (D + t *: X) (E + t *: Y) W V M = loss D E W V M + (G (D + t *: X) (E + t *: Y) i - G D E i).
  by rewrite (loss_clusters V M (D + t *: X) ht) (loss_clusters V M D h) -addrA; congr (_ + _); exact: gsum.
have Nz : N != 0 by rewrite gt_eqF.
have Su : dot u S = 0 by rewrite (flat_dot y i f) orth mulr0.
have Nu : N *: u = V *m part c M z i by rewrite -(mass_size M i h) b (pulls_part M i h).
have size' : size2 c M (own c (E + t *: Y) W) i = N + t ^+ 2 * size2 c M y i.
  transitivity (N + t ^+ 2 * size2 c M y i + 2%:R * t * \sum_d (if c d == i then M d * y d 0 * z d 0 else 0)); last by rewrite orth mulr0 addr0.
  rewrite !mulr_sumr -!big_split; apply: eq_bigr => d _ /=; rewrite zt.
  by case: (c d == i); rewrite ?mulr0 ?addr0 //; move: (M d) (z d 0) (y d 0) => w a e; ring.
have part' : V *m part c M (own c (E + t *: Y) W) i = N *: (u + (t / N) *: S).
  rewrite scalerDr Nu scalerA mulrCA divff // mulr1 /S [t *: (V *m _)]scalemxAr -mulmxDr; congr (_ *m _).
  apply/matrixP => d l; rewrite (ord1 l) addmxE scalemxE ![part _ _ _ _ _ _]mxE zt.
  by case: (c d == i); rewrite ?mulr0 ?addr0 //; move: (M d) (z d 0) (y d 0) => w a e; ring.
have col' : col i (D + t *: X) = u + (t / N) *: S.
  apply/matrixP => k l; rewrite (ord1 l) mxE !addmxE !scalemxE [X k i]mxE big_ord1 [delta_mx _ _ _ _]mxE !eqxx mulr1 scalemxE.
  by rewrite [u k 0]mxE mulrA.
have norm' : norm2 (u + (t / N) *: S) = norm2 u + (t / N) ^+ 2 * norm2 S.
  rewrite -[(t / N) *: S]opprK -scaleNr norm2_sub dotC Su; move: (norm2 u) (norm2 S) => x1 x2; ring.
rewrite /G size' part' col' dotZr -/(norm2 (u + (t / N) *: S)) norm' -Nu dotZr -/(norm2 u) -!/u.
by move: (norm2 u) (norm2 S) (size2 c M y i) => x1 x2 x3; field.
Qed.
End Line.
End Independent.
