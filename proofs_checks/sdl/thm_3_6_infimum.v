(* Completing the square in every cluster; with the columns of a maximiser y the loss at y + t is a polynomial in t. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Regions Minima.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Region.
Variables (R : realFieldType) (n p q r : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) (c : 'I_n -> 'I_q) (L : 'M[R]_(n, p)).
Variable nu : 'I_q -> R.
Hypothesis LW : L *m W = 1%:M.
Implicit Types (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (y x : 'cV[R]_n).
Local Notation S y i := (V *m part c M y i).
Local Notation N y i := (size2 c M y i).
Definition least := \sum_d M d * norm2 (col d V) - \sum_i nu i.
Definition encoder (f : 'I_n -> R) : 'M[R]_(q, p) := (\matrix_(i < q, d < n) (if i == c d then f d else 0)) *m L.

Lemma encoder_pre f i d : (encoder f *m W) i d = if i == c d then f d else 0.
Proof. by rewrite /encoder -mulmxA LW mulmx1 mxE. Qed.
Lemma encoder_owned f : (forall d, 0 < f d) -> owned c (encoder f) W.
Proof. by move=> f0 i d; rewrite codes_gt0 encoder_pre; case: (i == c d); rewrite ?f0 ?ltxx. Qed.

(* of one cluster: N |u|^2 - 2 u.S + nu is a sum of two squares over N *)
Lemma square (u s : 'cV[R]_r) (k l : R) : k * (k * norm2 u - 2%:R * dot u s + l) = norm2 (s - k *: u) + (l * k - norm2 s).
Proof. by rewrite norm2_sub; move: (norm2 _) (norm2 _) (dot _ _) => a b d; ring. Qed.

Lemma term_eq (u s : 'cV[R]_r) k l : k *: u = s -> norm2 s = l * k -> (k != 0) || (l == 0) -> k * norm2 u - 2%:R * dot u s = - l.
Proof.
move=> e sl; case: (eqVneq k 0) => [k0 /= /eqP l0|k0 _].
  have z : s = 0 by rewrite -e k0 scale0r.
  by rewrite k0 z l0 dot0r mul0r mulr0 subrr oppr0.
apply/eqP; rewrite -addr_eq0; apply/eqP/(mulfI k0); rewrite square sl subrr addr0 mulr0 -e.
by rewrite subrr /norm2 dot0r.
Qed.

Lemma low D E : (forall i, 0 <= nu i) -> (forall d, 0 <= M d) -> owned c E W ->
  (forall i, norm2 (S (own c E W) i) <= nu i * N (own c E W) i) -> least <= loss D E W V M.
Proof.
move=> nu0 M0 h b; rewrite (loss_clusters V M D h) /least ler_add2l -sumrN; apply: ler_sum => i _.
by apply: cluster_low; rewrite ?size_ge0.
Qed.

Lemma sums (f g h k : 'I_n -> R) (u v : R) :
  \sum_d (f d + g d - u * h d + v * k d) = \sum_d f d + \sum_d g d - u * (\sum_d h d) + v * (\sum_d k d).
Proof. by rewrite !big_split /= sumrN !mulr_sumr. Qed.

Lemma near_value D y (t : R) : (forall d, 0 <= y d 0) -> 0 < t -> (forall i, N y i *: col i D = S y i) ->
  (forall i, norm2 (S y i) = nu i * N y i) -> (forall i, (N y i != 0) || (nu i == 0)) ->
  loss D (encoder (fun d => y d 0 + t)) W V M = least - 2%:R * t * (\sum_d M d * (dot (col (c d) D) (col d V) - y d 0 * norm2 (col (c d) D)))
    + t ^+ 2 * (\sum_d M d * norm2 (col (c d) D)).
Proof.
move=> y0 t0 b eq alt; have h : owned c (encoder (fun d => y d 0 + t)) W by apply: encoder_owned => d; rewrite ltr_paddl.
rewrite (loss_owned V M D h) /least.
have -> : \sum_i nu i = - \sum_d M d * (y d 0 ^+ 2 * norm2 (col (c d) D) - 2%:R * y d 0 * dot (col (c d) D) (col d V)).
  rewrite -(by_owner c (fun i d => M d * (y d 0 ^+ 2 * norm2 (col i D) - 2%:R * y d 0 * dot (col i D) (col d V)))) -sumrN.
  apply: eq_bigr => i _; rewrite -[LHS]opprK -(term_eq (b i) (eq i) (alt i)); congr (- _).
  rewrite dot_mulmxr /size2 mulr_suml mulr_sumr -sumrB; apply: eq_bigr => d _; rewrite [part _ _ _ _ _ _]mxE.
  by case: (c d == i); [move: (norm2 _) (dot _ _) (M d) (y d 0) => x z m w; ring | rewrite !mul0r mulr0 subrr].
rewrite opprK -sums; apply: eq_bigr => d _.
rewrite encoder_pre eqxx norm2_sub; move: (norm2 _) (norm2 _) (dot _ _) (M d) (y d 0) => x z w m k; ring.
Qed.

Definition columns y : 'M[R]_(r, q) := \matrix_(k, i) ((N y i)^-1 * S y i k 0).
Lemma columns_best y : (forall i, norm2 (S y i) = nu i * N y i) -> forall i, N y i *: col i (columns y) = S y i.
Proof.
move=> eq i; have -> : col i (columns y) = (N y i)^-1 *: S y i by apply/matrixP => k j; rewrite (ord1 j) !mxE.
rewrite scalerA; case: (eqVneq (N y i) 0) => [z|nz]; last by rewrite divff // scale1r.
have /eqP : norm2 (S y i) = 0 by rewrite eq z mulr0.
by rewrite norm2_eq0 => /eqP ->; rewrite scaler0.
Qed.
Lemma positive_alt x y : (forall d, 0 <= M d) -> (forall d, 0 < x d 0) -> (forall i, (0 < N y i) \/ nu i = 0) -> forall i, (N x i != 0) || (nu i == 0).
Proof.
move=> M0 x0 alt i; case: (alt i) => [Ny|->]; last by rewrite eqxx orbT.
apply/orP; left; apply: contraTneq Ny => z; rewrite -leNgt le_eqVlt; apply/orP; left; apply/eqP.
rewrite /size2 big1 // => d _; case: ifP => // cd.
have nn e : true -> 0 <= (if c e == i then M e * x e 0 ^+ 2 else 0) by case: ifP => // _; rewrite mulr_ge0 ?sqr_ge0.
have /eqP : (if c d == i then M d * x d 0 ^+ 2 else 0) = 0 by apply: (psumr_eq0P nn z).
by rewrite cd mulf_eq0 sqrf_eq0 (gt_eqF (x0 d)) orbF => /eqP ->; rewrite mul0r.
Qed.
End Region.

Theorem proof : claim.
Proof.
move=> R n p q r W V M c L D E nu y t M0 LW [y0 [eq alt]] t0.
have nu0 i : 0 <= nu i.
  case: (alt i) => [N0|-> //]; rewrite -(pmulr_lge0 _ N0) -eq; exact: norm2_ge0.
have alt' i : (size2 c M y i != 0) || (nu i == 0).
  by case: (alt i) => [/gt_eqF ->|->] //; rewrite eqxx orbT.
split; first by move=> [h b]; apply: (low D nu0 M0 h b).
split; first by move=> b; apply: (near_value LW y0 t0 b eq alt').
have best := columns_best eq.
split=> [bound s s0|bound].
  pose a := \sum_d M d * (dot (col (c d) (columns V M c y)) (col d V) - y d 0 * norm2 (col (c d) (columns V M c y))).
  pose b := \sum_d M d * norm2 (col (c d) (columns V M c y)).
  pose k := 2%:R * `|a| + `|b| + 1; have k0 : 0 < k by rewrite ltr_paddl ?ltr01 // addr_ge0 ?mulr_ge0 ?normr_ge0 ?ler0n.
  pose x := Num.min 1 (s / k); have x0 : 0 < x by rewrite lt_minr ltr01 divr_gt0.
  exists (columns V M c y), (encoder c L (fun d => y d 0 + x)); split.
    by apply: encoder_owned => // d; rewrite ltr_paddl.
  rewrite (near_value LW y0 x0 best eq alt') -/a -/b -addrA ler_add2l.
  have xs : x * k <= s by rewrite -ler_pdivl_mulr // le_minl lexx orbT.
  apply: le_trans xs; have x1 : x <= 1 by rewrite le_minl lexx.
  have e1 : - (2%:R * x * a) <= x * (2%:R * `|a|).
    have -> : - (2%:R * x * a) = x * (2%:R * - a) by ring.
    by rewrite ler_pmul2l // ler_pmul2l ?ltr0n // -normrN ler_norm.
  have e2 : x ^+ 2 * b <= x * `|b|.
    apply: (@le_trans _ _ (x ^+ 2 * `|b|)); first by apply: ler_wpmul2l; rewrite ?sqr_ge0 ?ler_norm.
    by apply: ler_wpmul2r => //; rewrite expr2 ger_pmulr.
  apply: le_trans (ler_add e1 e2) _; rewrite -mulrDr ler_pmul2l // /k ler_addl ler01 //.
split=> [[D2 [E2 [h e]]]|[z [z0 ez]]].
  exists (own c E2 W); split=> [d|i]; first by rewrite mxE owned_gt0.
  have nn j : true -> 0 <= size2 c M (own c E2 W) j * norm2 (col j D2) - 2%:R * dot (col j D2) (V *m part c M (own c E2 W) j) + nu j.
    move=> _; rewrite -ler_subl_addr sub0r; apply: cluster_low; rewrite ?size_ge0 //; apply: bound => d; by rewrite mxE ltW ?owned_gt0.
  have sum0 : \sum_j (size2 c M (own c E2 W) j * norm2 (col j D2) - 2%:R * dot (col j D2) (V *m part c M (own c E2 W) j) + nu j) = 0.
    move: e; rewrite (loss_clusters V M D2 h) => /addrI e.
    by rewrite big_split /= e addNr.
  have term : size2 c M (own c E2 W) i * norm2 (col i D2) - 2%:R * dot (col i D2) (V *m part c M (own c E2 W) i) + nu i = 0.
    by apply: (psumr_eq0P nn sum0).
  have := square (col i D2) (V *m part c M (own c E2 W) i) (size2 c M (own c E2 W) i) (nu i); rewrite term mulr0 => /esym sq.
  have b : norm2 (V *m part c M (own c E2 W) i) <= nu i * size2 c M (own c E2 W) i by apply: bound => d; rewrite mxE ltW ?owned_gt0.
  apply/eqP; rewrite eq_le b /= -subr_le0 -sq ler_addr norm2_ge0 //.
have altz := positive_alt M0 z0 alt; have bz := columns_best ez.
have h : owned c (encoder c L (fun d => z d 0)) W by apply: encoder_owned.
exists (columns V M c z), (encoder c L (fun d => z d 0)); split=> //.
have oz : own c (encoder c L (fun d => z d 0)) W = z by apply/matrixP => d j; rewrite (ord1 j) mxE (encoder_pre _ LW) eqxx.
rewrite (loss_clusters V M _ h) oz; congr (_ + _); rewrite -sumrN; apply: eq_bigr => i _.
exact: (term_eq (bz i) (ez i) (altz i)).
Qed.
