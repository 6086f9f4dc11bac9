(* Second order on a region: local minima and saddles of a partition pattern of independent features.
   Each definition is also written in the typed language (theory/sdl/minima.py); that the two agree is proved by conversion. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Psd Farkas Regions.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.
(* entries that differ by less than eps *)
Definition near m n (eps : R) (A B : 'M[R]_(m, n)) : Prop := forall (i : 'I_m) (j : 'I_n), `|B i j - A i j| < eps.
Definition local_minimum r q p n (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) : Prop :=
  exists eps : R, 0 < eps /\ forall (D2 : 'M[R]_(r, q)) (E2 : 'M[R]_(q, p)), near eps D D2 /\ near eps E E2 -> loss D E W V M <= loss D2 E2 W V M.
(* along a line through the point the loss falls like - k t^2 *)
Definition saddle r q p n (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) : Prop :=
  exists (X : 'M[R]_(r, q)) (Y : 'M[R]_(q, p)) (k l eps : R), (0 < k /\ 0 < eps) /\
    forall t : R, `|t| < eps -> loss (D + t *: X) (E + t *: Y) W V M = loss D E W V M - k * t ^+ 2 + l * t ^+ 4.
(* of the features of neuron i: the vector of M_d y_d, and sum M_d y_d^2 *)
Definition part q n (c : 'I_n -> 'I_q) (M : 'I_n -> R) (y : 'cV[R]_n) (i : 'I_q) : 'cV[R]_n := \col_(d < n) (if c d == i then M d * y d 0 else 0).
Definition size2 q n (c : 'I_n -> 'I_q) (M : 'I_n -> R) (y : 'cV[R]_n) (i : 'I_q) : R := \sum_(d < n) (if c d == i then M d * y d 0 ^+ 2 else 0).
(* the activation of every feature on its neuron *)
Definition own q p n (c : 'I_n -> 'I_q) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) : 'cV[R]_n := \col_(d < n) (E *m W) (c d) d.
End Definitions.

(* finitely many nonzero numbers keep their signs under a small change *)
Lemma small_all (R : realFieldType) (I : finType) (a b : I -> R) : exists2 e, 0 < e & forall j, a j != 0 -> `|e * b j| < `|a j|.
Proof.
pose s := \sum_j `|b j| / `|a j|.
have nn j : 0 <= `|b j| / `|a j| by rewrite divr_ge0 ?normr_ge0.
have s0 : 0 < 1 + s by rewrite ltr_paddr ?ltr01 // sumr_ge0.
exists (1 + s)^-1; first by rewrite invr_gt0.
move=> j aj; rewrite normrM gtr0_norm ?invr_gt0 // mulrC ltr_pdivr_mulr //.
rewrite mulrC -ltr_pdivr_mulr ?normr_gt0 //.
have h : `|b j| / `|a j| <= s by rewrite /s (bigD1 j) //= ler_addl sumr_ge0.
by apply: le_lt_trans h _; rewrite ltr_addr ltr01.
Qed.

Lemma saddle_not_local (R : realFieldType) r q p n (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) :
  saddle D E W V M -> ~ local_minimum D E W V M.
Proof.
move=> [X [Y [k [l [eps [[k0 eps0] line]]]]]] [del [del0 low]].
have [e1 e10 h1] := @small_all R [finType of 'I_r * 'I_q] (fun=> del) (fun x => X x.1 x.2).
have [e2 e20 h2] := @small_all R [finType of 'I_q * 'I_p] (fun=> del) (fun x => Y x.1 x.2).
pose t := Num.min (Num.min e1 e2) (Num.min (eps / 2%:R) (Num.min 1 (k / (`|l| + 1)))).
have l1 : 0 < `|l| + 1 by rewrite ltr_paddl ?ltr01.
have t0 : 0 < t by rewrite !lt_minr e10 e20 !divr_gt0 ?ltr01 ?ltr0n.
have del1 : del != 0 by rewrite gt_eqF.
have small (e x : R) : 0 < e -> t <= e -> `|e * x| < `|del| -> `|t * x| < del.
  move=> e0 te; rewrite (gtr0_norm del0) => h; apply: le_lt_trans h; rewrite !normrM; apply: ler_wpmul2r => //.
  by rewrite !gtr0_norm.
have te1 : t <= e1 by rewrite !le_minl lexx.
have te2 : t <= e2 by rewrite !le_minl lexx !orbT.
have near1 : near del D (D + t *: X).
  by move=> i j; rewrite addmxE addrC addKr scalemxE; apply: (small e1) => //; exact: (h1 (i, j)).
have near2 : near del E (E + t *: Y).
  by move=> i j; rewrite addmxE addrC addKr scalemxE; apply: (small e2) => //; exact: (h2 (i, j)).
have := low _ _ (conj near1 near2); rewrite line; last first.
  rewrite gtr0_norm //; apply: (@le_lt_trans _ _ (eps / 2%:R)); first by rewrite !le_minl lexx !orbT.
  by rewrite ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
have tt : t ^+ 2 <= t by rewrite expr2 ger_pmulr // !le_minl lexx !orbT.
have tk : t * (`|l| + 1) <= k by rewrite -ler_pdivl_mulr // !le_minl lexx !orbT.
rewrite -addrA ler_addl leNgt => /negP; apply.
have -> : - (k * t ^+ 2) + l * t ^+ 4 = t ^+ 2 * (l * t ^+ 2 - k) by ring.
rewrite pmulr_rlt0 ?exprn_gt0 // subr_lt0; apply: le_lt_trans (ler_norm _) _.
rewrite normrM (ger0_norm (sqr_ge0 t)); apply: (@le_lt_trans _ _ (`|l| * t)); first by apply: ler_wpmul2l.
by apply: lt_le_trans tk; rewrite mulrC ltr_pmul2l // ltr_addl ltr01.
Qed.

Section Clusters.
Variables (R : realFieldType) (r q p n : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) (c : 'I_n -> 'I_q).
Implicit Types (D : 'M[R]_(r, q)) (E F : 'M[R]_(q, p)) (y z : 'cV[R]_n).

Lemma by_owner (f : 'I_q -> 'I_n -> R) : \sum_i \sum_d (if c d == i then f i d else 0) = \sum_d f (c d) d.
Proof.
rewrite exchange_big; apply: eq_bigr => d _ /=; rewrite (bigD1 (c d)) //= eqxx big1 ?addr0 // => i.
by rewrite eq_sym => /negbTE ->.
Qed.

Lemma mass_size E i : owned c E W -> mass E W M i = size2 c M (own c E W) i.
Proof.
move=> h; apply: eq_bigr => d _; rewrite (owned_code i d h) [own _ _ _ _ _]mxE eq_sym.
by case: (c d =P i) => [->|_] //; rewrite expr0n mulr0.
Qed.
Lemma pulls_part E i : owned c E W -> pulls E W M i = part c M (own c E W) i.
Proof.
move=> h; apply/matrixP => d j; rewrite (ord1 j) mxE [RHS]mxE (owned_code i d h) [own _ _ _ _ _]mxE eq_sym.
by case: (c d =P i) => [->|_] //; rewrite mulr0.
Qed.

Lemma loss_clusters D E : owned c E W -> loss D E W V M = \sum_d M d * norm2 (col d V) +
  \sum_i (size2 c M (own c E W) i * norm2 (col i D) - 2%:R * dot (col i D) (V *m part c M (own c E W) i)).
Proof.
move=> h; rewrite (loss_owned V M D h) sumrB /=.
have -> : \sum_i size2 c M (own c E W) i * norm2 (col i D) = \sum_d M d * own c E W d 0 ^+ 2 * norm2 (col (c d) D).
  rewrite -(by_owner (fun i d => M d * own c E W d 0 ^+ 2 * norm2 (col i D))); apply: eq_bigr => i _.
  by rewrite mulr_suml; apply: eq_bigr => d _; case: (c d == i) => //; rewrite mul0r.
have -> : \sum_i 2%:R * dot (col i D) (V *m part c M (own c E W) i) = \sum_d 2%:R * (M d * own c E W d 0 * dot (col (c d) D) (col d V)).
  rewrite -(by_owner (fun i d => 2%:R * (M d * own c E W d 0 * dot (col i D) (col d V)))); apply: eq_bigr => i _.
  rewrite dot_mulmxr mulr_sumr; apply: eq_bigr => d _; rewrite [part _ _ _ _ _ _]mxE.
  by case: (c d == i) => //; rewrite mul0r mulr0.
rewrite -sumrB -big_split; apply: eq_bigr => d _ /=; rewrite norm2_sub [own _ _ _ _ _]mxE.
by move: (norm2 _) (norm2 _) (dot _ _) ((E *m W) _ _) (M d) => a b s z w; ring.
Qed.

(* the value at the best columns *)
Definition lam D E i := norm2 (col i D) * mass E W M i.
Lemma value D E : owned c E W -> (forall i, mass E W M i *: col i D = V *m pulls E W M i) ->
  loss D E W V M = \sum_d M d * norm2 (col d V) - \sum_i lam D E i.
Proof.
move=> h best; rewrite loss_clusters // -sumrN; congr (_ + _); apply: eq_bigr => i _.
rewrite -mass_size // -pulls_part // -best dotZr /lam /norm2.
by move: (mass _ _ _ _) (dot _ _) => a b; ring.
Qed.

(* one cluster cannot be cheaper than minus its largest Rayleigh quotient *)
Lemma cluster_low (u s : 'cV[R]_r) (N l : R) : 0 <= N -> 0 <= l -> norm2 s <= l * N -> - l <= N * norm2 u - 2%:R * dot u s.
Proof.
move=> N0 l0 sl; case: (ltrgtP N 0) => [|N1|z]; first by rewrite ltNge N0.
  rewrite -(ler_pmul2l N1) -subr_ge0.
  have -> : N * (N * norm2 u - 2%:R * dot u s) - N * - l = norm2 (s - N *: u) + (l * N - norm2 s).
    by rewrite norm2_sub; move: (norm2 _) (norm2 _) (dot _ _) => a b d; ring.
  by rewrite addr_ge0 ?norm2_ge0 // subr_ge0.
have : norm2 s <= 0 by rewrite z mulr0 in sl.
rewrite le_eqVlt ltNge norm2_ge0 orbF norm2_eq0 => /eqP ->.
by rewrite z mul0r dot0r mulr0 subr0 oppr_le0.
Qed.

Hypothesis M_ge0 : forall d, 0 <= M d.
Lemma size_ge0 y i : 0 <= size2 c M y i.
Proof. by apply: sumr_ge0 => d _; case: ifP => // _; rewrite mulr_ge0 ?sqr_ge0. Qed.

Definition top D E := forall i y, norm2 (V *m part c M y i) <= lam D E i * size2 c M y i.
Definition strictly_off E := forall i d, i != c d -> (E *m W) i d < 0.

Lemma top_low D E D2 E2 : owned c E W -> (forall i, mass E W M i *: col i D = V *m pulls E W M i) -> top D E -> owned c E2 W ->
  loss D E W V M <= loss D2 E2 W V M.
Proof.
move=> h best t h2; rewrite value // loss_clusters // ler_add2l -sumrN; apply: ler_sum => i _.
by apply: cluster_low; rewrite ?size_ge0 ?t // mulr_ge0 ?norm2_ge0 // mass_size ?size_ge0.
Qed.

Lemma top_local D E : owned c E W -> strictly_off E -> (forall i, mass E W M i *: col i D = V *m pulls E W M i) -> top D E ->
  local_minimum D E W V M.
Proof.
move=> h off best t.
have nz i d : (E *m W) i d != 0.
  by case: (eqVneq i (c d)) => [->|/off /lt_eqF ->] //; rewrite gt_eqF // owned_gt0.
have [e e0 he] := @small_all R [finType of 'I_q * 'I_n] (fun x => (E *m W) x.1 x.2) (fun x => \sum_k `|W k x.2|).
exists e; split=> // D2 E2 [_ close]; apply: top_low => // i d.
rewrite codes_gt0; have -> : (E2 *m W) i d = (E *m W) i d + ((E2 - E) *m W) i d.
  by rewrite [(E2 - E) *m W]mulmxBl addmxE oppmxE addrC subrK.
rewrite sign_near -?codes_gt0 ?h //; apply: le_lt_trans (he (i, d) (nz i d)) => /=.
rewrite normrM (gtr0_norm e0) mxE ger0_norm; last by apply: sumr_ge0.
apply: le_trans (ler_norm_sum _ _ _) _; rewrite mulr_sumr; apply: ler_sum => k _; rewrite normrM; apply: ler_wpmul2r => //.
by rewrite addmxE oppmxE ltW // close.
Qed.
End Clusters.
