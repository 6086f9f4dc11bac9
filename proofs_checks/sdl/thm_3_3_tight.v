(* The vectors a e_i + b 1, with a^2 = 1 - m and (a + n b)^2 = 1 - m + n m, have the inner products m.  With equal angles every feature
   copies its own value 1 first and then k - 1 equal ones, so the residual is the square of a sum of k - 1 vectors at equal angles. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK Construction Copies.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma pick (R : realFieldType) n (i : 'I_n) (c : R) : \sum_k c * ((k == i)%:R : R) = c.
Proof. by rewrite (bigD1 i) //= eqxx mulr1 big1 ?addr0 // => k /negbTE ->; rewrite mulr0. Qed.
Lemma exist (R : rcfType) n (m : R) : 0 <= m -> m < 1 ->
  exists X : 'M[R]_n, forall i j, dot (col i X) (col j X) = if i == j then 1 else m.
Proof.
move=> m0 m1; case: n => [|n]; first by exists 0 => -[].
pose N : R := n.+1%:R; have N0 : N != 0 by rewrite pnatr_eq0.
pose a := Num.sqrt (1 - m); pose c := Num.sqrt (1 - m + N * m); pose b := (c - a) / N.
have aa : a * a = 1 - m by rewrite -expr2 sqr_sqrtr // subr_ge0 ltW.
have cc : c * c = 1 - m + N * m by rewrite -expr2 sqr_sqrtr // addr_ge0 ?mulr_ge0 ?ler0n // subr_ge0 ltW.
have Nb : N * b = c - a by rewrite /b mulrC divfK.
have bb : N * (b * b) + b * a + b * a = m.
  apply: (mulfI N0); transitivity ((N * b) * (N * b) + (N * b) * a + (N * b) * a); first by ring.
  by rewrite Nb; transitivity (c * c - a * a); [ring | rewrite aa cc; ring].
exists (\matrix_(k, i) (b + a * (k == i)%:R)) => i j; rewrite /dot.
rewrite (eq_bigr (fun k => b * b + b * a * (k == i)%:R + b * a * (k == j)%:R + a * a * (i == j)%:R * (k == i)%:R)) => [|k _]; last first.
  rewrite !mxE; have -> : a * a * (i == j)%:R * (k == i)%:R = a * a * ((k == i)%:R * (k == j)%:R) :> R.
    by case: (k =P i) => [->|_]; rewrite ?mul0r ?mulr0 // mul1r mulr1.
  by move: ((k == i)%:R : R) ((k == j)%:R : R) => x y; ring.
rewrite !big_split /= !pick sumr_const card_ord -[b * b *+ _]mulr_natl -/N bb aa.
by case: eqP => _; rewrite ?mulr1 ?mulr0 ?addr0 // addrC subrK.
Qed.

Section Equal.
Variables (R : realFieldType) (n p q r k : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (E : 'M[R]_(q, p)) (D : 'M[R]_(r, q)).
Variables (f : 'I_n -> 'I_q) (S : 'I_n -> {set 'I_q}) (Z : 'M[R]_(q, n)) (M : 'I_n -> R) (mu nu : R).
Hypothesis inj : forall d e, f d = f e -> d = e.
Hypothesis rows : forall d, col (f d) E^T = col d W /\ col (f d) D = col d V.
Hypothesis zeros : forall i, (exists d, f d = i) \/ col i E^T = 0.
Hypothesis angle : forall i j, dot (col i W) (col j W) = if i == j then 1 else mu.
Hypothesis angle_r : forall i j, dot (col i V) (col j V) = if i == j then 1 else nu.
Hypothesis pos : forall d i, i \in S d -> 0 < (E *m W) i d.
Hypothesis ZE : Z = \matrix_(i < q, d < n) if i \in S d then (E *m W) i d else 0.
Hypothesis own : forall d, f d \in S d.
Hypothesis count : forall d, 0 < mu -> #|S d| = k.
Hypothesis mu0 : 0 <= mu.
Hypothesis k0 : (0 < k)%N.

Lemma attained : weighted (V - D *m Z) M = (k%:R - 1) * mu ^+ 2 * (1 + relu (k%:R - 2%:R) * nu) * \sum_d M d.
Proof.
rewrite /weighted mulr_sumr; apply: eq_bigr => d _; rewrite [RHS]mulrC; congr (_ * _).
rewrite ZE (square inj rows zeros pos).
have dA : d \in copied f S d by rewrite inE.
rewrite (big_setD1 d) //= angle eqxx scale1r opprD addrA subrr add0r normN.
rewrite (eq_bigr (fun e => mu *: col e V)) => [|e]; last first.
  by rewrite !inE angle => /andP[/negbTE -> _].
rewrite (equal_sum _ _ angle_r); have [m0|m1] := eqVneq mu 0; first by rewrite m0 expr0n /= mulr0 !mul0r.
have mp : 0 < mu by rewrite lt_def m1.
have -> : #|copied f S d :\ d| = k.-1.
  by have := card_copied inj zeros pos d; rewrite (count d mp) (cardsD1 d) dA add1n => <-.
move: (k) k0 => [|[|j]] // _; first by rewrite /= mulr0n mul0r mulr0 subrr !mul0r.
by rewrite !sub1 // sub2 //= mulrCA mulrA.
Qed.
End Equal.

Lemma everywhere (R : realFieldType) n p q r k (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) M (E : 'M[R]_(q, p)) (D : 'M[R]_(r, q))
  (f : 'I_n -> 'I_q) mu nu (Z := topk_codes k (E *m W)) : (0 < k)%N -> (k <= n)%N -> 0 <= mu -> mu < 1 ->
  (forall d e, f d = f e -> d = e) -> (forall d, col (f d) E^T = col d W /\ col (f d) D = col d V) ->
  (forall i, (exists d, f d = i) \/ col i E^T = 0) ->
  (forall i j, dot (col i W) (col j W) = if i == j then 1 else mu) -> (forall i j, dot (col i V) (col j V) = if i == j then 1 else nu) ->
  weighted (V - D *m Z) M = (k%:R - 1) * mu ^+ 2 * (1 + relu (k%:R - 2%:R) * nu) * (\sum_d M d) /\
  loss D E W V M = (n%:R - 1) * mu ^+ 2 * (1 + relu (n%:R - 2%:R) * nu) * (\sum_d M d).
Proof.
move=> k1 kn mu0 mu1 inj rows zeros angle angle_r.
have value e d : (E *m W) (f e) d = if e == d then 1 else mu by rewrite (Construction.value rows) angle.
split; last first.
  pose S d := [set i | 0 < (E *m W) i d].
  have pos d i : i \in S d -> 0 < (E *m W) i d by rewrite inE.
  have ZE : codes E W = \matrix_(i < q, d < n) if i \in S d then (E *m W) i d else 0.
    by apply/matrixP => i d; rewrite [RHS]mxE inE codesE.
  have own d : f d \in S d by rewrite inE value eqxx ltr01.
  have every d : 0 < mu -> #|S d| = n.
    move=> mp; rewrite -(card_copied inj zeros pos) (_ : copied f S d = [set: 'I_n]) ?cardsT ?card_ord //.
    by apply/setP => e; rewrite !inE value; case: eqP => _; rewrite ?ltr01.
  have h := @attained _ _ _ _ _ n W V E D f S (codes E W) M mu nu inj rows zeros angle angle_r pos ZE own every mu0.
  by apply: h; apply: leq_trans kn.
pose S d := [set i | 0 < Z i d].
have pos d i : i \in S d -> 0 < (E *m W) i d by rewrite inE topk_gt0 => /andP[].
have own d : f d \in S d.
  rewrite inE topk_gt0 /kept value eqxx ltr01 /= (_ : TopK.count _ _ _ = 0%N) //.
  apply/eqP; rewrite cards_eq0; apply/eqP/setP => j; rewrite !inE /before value eqxx.
  apply/negbTE; rewrite negb_or -leNgt negb_and.
  have [j0|j0] := ltP 0 ((E *m W) j d); last by rewrite (le_trans j0 ler01) /= lt_eqF // (le_lt_trans j0 ltr01).
  have [e <-] := owner zeros j0; rewrite value; case: eqP => [->|_]; first by rewrite lexx ltnn orbT.
  by rewrite ltW // lt_eqF.
have ZE : Z = \matrix_(i < q, d < n) if i \in S d then (E *m W) i d else 0.
  by apply/matrixP => i d; rewrite [RHS]mxE inE topk_gt0; exact: topkE.
suff every d : 0 < mu -> #|S d| = k.
  by have h := @attained _ _ _ _ _ k W V E D f S Z M mu nu inj rows zeros angle angle_r pos ZE own every mu0; apply: h.
move=> mp.
have SE : S d = [set i | kept (@nat_of_ord q) k (fun i => (E *m W) i d) i] by apply/setP => i; rewrite !inE topk_gt0.
have few_ : (#|S d| <= k)%N by rewrite SE; apply: few; exact: val_inj.
apply/eqP; rewrite eqn_leq few_ /=.
case: (boolP [forall e, f e \in S d]) => [/forallP all|].
  apply: leq_trans kn _; rewrite -(card_copied inj zeros pos) (_ : copied f S d = [set: 'I_n]) ?cardsT ?card_ord //.
  by apply/setP => e; rewrite !inE; have := all e; rewrite inE.
rewrite negb_forall => /existsP[e lost]; rewrite SE; apply: (@many _ _ _ _ (fun i => (E *m W) i d) (f e)).
  by rewrite value; case: eqP => _; rewrite ?ltr01.
by move: lost; rewrite inE topk_gt0.
Qed.

Theorem proof : claim.
Proof.
move=> R n p q r k W V M E D f mu nu Z [k1 kn] [mu0 [mu1 [nu0 nu1]]]; split; last split; try exact: exist.
move=> [[inj [rows zeros]] [angle angle_r]].
have h := @everywhere _ n p q r k W V M E D f mu nu k1 kn mu0 mu1 inj rows zeros angle angle_r; exact: h.
Qed.
