(* Independent features: a larger Rayleigh quotient makes a saddle; partial minima and positive eigenvectors are the same. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Psd Farkas Regions Minima Clusters.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Eigen.
Variables (R : realFieldType) (r q p n : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) (c : 'I_n -> 'I_q).
Variable L : 'M[R]_(n, p).
Hypotheses (LW : L *m W = 1%:M) (M_ge0 : forall d, 0 <= M d).
Implicit Types (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (y z : 'cV[R]_n).
Local Notation best := (best W V M).
Local Notation flat := (flat W V M c).

Lemma lam_ge0 D E i : 0 <= lam W M D E i.
Proof. by rewrite mulr_ge0 ?norm2_ge0 //; apply: sumr_ge0 => d _; rewrite mulr_ge0 ?sqr_ge0. Qed.

Lemma larger_saddle D E i y : owned c E W -> best D E -> flat D E ->
  lam W M D E i * size2 c M y i < norm2 (V *m part c M y i) -> saddle D E W V M.
Proof.
move=> h b f more; set z := own c E W; pose N := size2 c M z i.
have zpos d : 0 < z d 0 by rewrite mxE owned_gt0.
have N0 : 0 < N.
  rewrite lt_neqAle size_ge0 // andbT eq_sym; apply: contraTN more => /eqP Nz; rewrite -leNgt.
  have -> : part c M y i = 0.
    apply/matrixP => d j; rewrite mxE [RHS]mxE; case: ifP => // cd.
    have nn k : xpredT k -> 0 <= (if c k == i then M k * z k 0 ^+ 2 else 0) by case: ifP => // _; rewrite mulr_ge0 ?sqr_ge0.
    have /eqP : (if c d == i then M d * z d 0 ^+ 2 else 0) = 0 by apply: (psumr_eq0P nn (esym (esym Nz))).
    by rewrite cd mulf_eq0 sqrf_eq0 (gt_eqF (zpos d)) orbF => /eqP ->; rewrite mul0r.
  by rewrite mulmx0 /norm2 dot0r mulr_ge0 ?lam_ge0 ?size_ge0.
have Nn : N != 0 by rewrite gt_eqF.
pose B := \sum_d (if c d == i then M d * y d 0 * z d 0 else 0).
pose s := B / N; have sN : s * N = B by rewrite /s divfK.
pose x := y - s *: z.
have orth : \sum_d (if c d == i then M d * x d 0 * z d 0 else 0) = 0.
  transitivity (B - s * N); last by rewrite sN subrr.
  rewrite mulr_sumr -sumrB; apply: eq_bigr => d _; rewrite /x addmxE oppmxE scalemxE.
  by case: ifP => _; rewrite ?mulr0 ?subr0 //; move: (M d) (y d 0) (z d 0) => w a e; ring.
have Nu : N *: col i D = V *m part c M z i by rewrite /N /z -(mass_size M i h) b (pulls_part M i h).
set u := col i D in Nu *; have uS : dot u (V *m part c M y i) = norm2 u * B by rewrite (flat_dot y i f).
have sx : size2 c M x i = size2 c M y i - s ^+ 2 * N.
  transitivity (size2 c M y i - 2%:R * s * B + s ^+ 2 * N); last by rewrite -sN; ring.
  rewrite !mulr_sumr -sumrB -big_split; apply: eq_bigr => d _ /=; rewrite /x addmxE oppmxE scalemxE.
  by case: ifP => _; rewrite ?mulr0 ?subr0 ?addr0 //; move: (M d) (y d 0) (z d 0) => w a e; ring.
have px : V *m part c M x i = V *m part c M y i - (s * N) *: u.
  rewrite -scalerA Nu scalemxAr -mulmxBr; congr (_ *m _); apply/matrixP => d j; rewrite (ord1 j) addmxE oppmxE scalemxE ![part _ _ _ _ _ _]mxE.
  rewrite /x addmxE oppmxE scalemxE.
  by case: ifP => _; rewrite ?mulr0 ?subr0 //; move: (M d) (y d 0) (z d 0) => w a e; ring.
have [eps e0 he] := moved_owned LW i x h.
do 2 eexists; exists (norm2 (V *m part c M x i) / N - norm2 u * size2 c M x i), (size2 c M x i * norm2 (V *m part c M x i) / N ^+ 2), eps.
split; last by move=> t te; apply: (along LW h b f N0 orth (he t te)).
split=> //; rewrite subr_gt0 ltr_pdivl_mulr // sx px norm2_sub uS -sN.
rewrite /lam (mass_size M i h) -/z -/N -/u in more.
by rewrite -subr_gt0; rewrite -subr_gt0 in more; move: more; congr (_ < _); move: (norm2 _) (norm2 _) (size2 _ _ _ _) => a e g; ring.
Qed.

(* eigenvectors of the clusters, and partial minima from them *)
Definition eigen (z : 'cV[R]_n) (l : 'I_q -> R) := forall d, dot (col d V) (V *m part c M z (c d)) = l (c d) * z d 0.

Hypothesis M_gt0 : forall d, 0 < M d.

Lemma partial_eigen D E : owned c E W -> best D E -> flat D E -> eigen (own c E W) (lam W M D E).
Proof.
move=> h b f d; rewrite -(pulls_part M (c d) h) -b dotZr dotC; have /eqP := f d.
rewrite mulf_eq0 (gt_eqF (M_gt0 d)) subr_eq0 => /eqP ->; rewrite /lam.
by move: (mass _ _ _ _) (norm2 _) (own _ _ _ _ _) => a e g; ring.
Qed.

Lemma size_gt0 z d : (forall d, 0 < z d 0) -> 0 < size2 c M z (c d).
Proof.
move=> z0; rewrite /size2 (bigD1 d) //= eqxx ltr_paddr ?mulr_gt0 ?exprn_gt0 //.
by apply: sumr_ge0 => e _; case: ifP => // _; rewrite mulr_ge0 ?sqr_ge0.
Qed.

Lemma eigen_partial z l : (forall d, 0 < z d 0) -> eigen z l ->
  exists (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)), (owned c E W /\ partial_minimum D E W V M) /\ own c E W = z.
Proof.
move=> z0 ez; pose Z : 'M[R]_(q, n) := \matrix_(i, d) (if i == c d then z d 0 else 0).
pose E := Z *m L; have EW : E *m W = Z by rewrite -mulmxA LW mulmx1.
have h : owned c E W by move=> i d; rewrite codes_gt0 EW mxE; case: (i == c d); rewrite ?z0 ?ltxx.
have oz : own c E W = z by apply/matrixP => d j; rewrite (ord1 j) mxE EW mxE eqxx.
pose S i := V *m part c M z i.
pose D : 'M[R]_(r, q) := \matrix_(k, i) ((size2 c M z i)^-1 * S i k 0).
have colD i : col i D = (size2 c M z i)^-1 *: S i by apply/matrixP => k j; rewrite (ord1 j) mxE mxE scalemxE.
exists D, E; split=> //; split=> //; apply/(partial_iff V LW M_ge0 D h); split=> [i|d].
  rewrite (mass_size M i h) (pulls_part M i h) oz colD scalerA -/(S i).
  case: (eqVneq (size2 c M z i) 0) => [N0|nz]; last by rewrite divff // scale1r.
  suff -> : S i = 0 by rewrite !scaler0.
  have -> : S i = V *m 0; last by rewrite mulmx0.
  congr (_ *m _); apply/matrixP => d j; rewrite mxE [RHS]mxE; case: eqP => // cd.
  by have := size_gt0 d z0; rewrite cd N0 ltxx.
have nS i : norm2 (S i) = l i * size2 c M z i.
  rewrite /norm2 {2}/S dot_mulmxr /size2 mulr_sumr; apply: eq_bigr => e _; rewrite [part _ _ _ _ _ _]mxE.
  case: eqP => [<-|_]; last by rewrite mul0r mulr0.
  by rewrite dotC ez; move: (M e) (z e 0) (l _) => w a g; ring.
rewrite oz colD dotC dotZr ez /norm2 dotZr dotC dotZr -/(norm2 (S (c d))) nS.
have N0 := size_gt0 d z0; move: (size2 _ _ _ _) N0 (M d) (l _) (z d 0) => N N0 w g a.
by field; rewrite gt_eqF.
Qed.

Lemma eigen_norm (z : 'cV[R]_n) l i : eigen z l -> norm2 (V *m part c M z i) = l i * size2 c M z i.
Proof.
move=> ez; rewrite {1}/norm2 dot_mulmxr /size2 mulr_sumr; apply: eq_bigr => e _; rewrite [part _ _ _ _ _ _]mxE.
case: eqP => [<-|_]; last by rewrite mul0r mulr0.
by rewrite dotC ez; move: (M e) (z e 0) (l _) => w a g; ring.
Qed.

Lemma eigen_ge0 (z : 'cV[R]_n) l d : (forall d, 0 < z d 0) -> eigen z l -> 0 <= l (c d).
Proof. by move=> z0 ez; rewrite -(pmulr_lge0 _ (size_gt0 d z0)) -eigen_norm // norm2_ge0. Qed.

(* two positive eigenvectors of a cluster have one eigenvalue *)
Lemma eigen_unique (z x : 'cV[R]_n) l k d : (forall d, 0 < z d 0) -> (forall d, 0 < x d 0) -> eigen z l -> eigen x k -> l (c d) = k (c d).
Proof.
move=> z0 x0 ez ex; pose i := c d; pose B := \sum_e (if c e == i then M e * x e 0 * z e 0 else 0).
have B0 : 0 < B.
  rewrite /B (bigD1 d) //= eqxx; apply: ltr_paddr; last by apply: mulr_gt0 => //; apply: mulr_gt0.
  by apply: sumr_ge0 => e _; case: ifP => // _; apply: mulr_ge0; [apply: mulr_ge0 => //; apply: ltW | apply: ltW].
have cross (a b : 'cV[R]_n) (m : 'I_q -> R) : eigen a m ->
    dot (V *m part c M a i) (V *m part c M b i) = m i * \sum_e (if c e == i then M e * b e 0 * a e 0 else 0).
  move=> ea; rewrite dot_mulmxr mulr_sumr; apply: eq_bigr => e _; rewrite [part _ _ _ _ _ _]mxE.
  case: eqP => [<-|_]; last by rewrite mul0r mulr0.
  by rewrite dotC ea; move: (M e) (a e 0) (b e 0) (m _) => w a1 a2 g; ring.
apply: (mulIf (negbT (gt_eqF B0))); rewrite -(cross z x l ez) dotC (cross x z k ex); congr (_ * _).
by apply: eq_bigr => e _; case: ifP => // _; rewrite mulrAC.
Qed.

(* loss zero: the targets of every cluster are positive multiples of one vector *)
Lemma zero_iff D E : owned c E W -> best D E -> flat D E ->
  loss D E W V M = 0 <-> exists (t : 'cV[R]_n) (U : 'M[R]_(r, q)), forall d, 0 < t d 0 /\ col d V = t d 0 *: col (c d) U.
Proof.
move=> h b f; rewrite (loss_owned V M D h); split=> [e|[t [U tU]]].
  exists (own c E W), D => d; rewrite [own _ _ _ _ _]mxE owned_gt0 //; split=> //; apply/eqP; rewrite -subr_eq0 -norm2_eq0.
  have nn k : xpredT k -> 0 <= M k * norm2 (col k V - (E *m W) (c k) k *: col (c k) D) by rewrite mulr_ge0 ?norm2_ge0.
  have /eqP : M d * norm2 (col d V - (E *m W) (c d) d *: col (c d) D) = 0 by apply: (psumr_eq0P nn e).
  by rewrite mulf_eq0 gt_eqF.
have z0 d : 0 < own c E W d 0 by rewrite mxE owned_gt0.
rewrite big1 // => d _; suff -> : col d V = (E *m W) (c d) d *: col (c d) D by rewrite subrr /norm2 dot0r mulr0.
set i := c d; pose tau := \sum_e (if c e == i then M e * own c E W e 0 * t e 0 else 0).
have tau0 : 0 < tau.
  rewrite /tau (bigD1 d) //= eqxx; apply: ltr_paddr; last first.
    by apply: mulr_gt0; [apply: mulr_gt0 | have [] := tU d].
  apply: sumr_ge0 => e _; case: ifP => // _; apply: mulr_ge0; last by have [/ltW] := tU e.
  by apply: mulr_ge0 => //; apply: ltW.
have N0 : 0 < mass E W M i by rewrite (mass_size M i h); apply: size_gt0 d z0.
have u : mass E W M i *: col i D = tau *: col i U.
  rewrite b (pulls_part M i h); apply/matrixP => k j; rewrite (ord1 j) mxE scalemxE [col i U k 0]mxE /tau mulr_suml; apply: eq_bigr => e _.
  rewrite [part _ _ _ _ _ _]mxE; case: eqP => [ce|_]; last by rewrite mulr0 mul0r.
  have [_ /matrixP/(_ k 0)] := tU e; rewrite mxE scalemxE ce [col i U k 0]mxE => ->.
  by move: (M e) (own _ _ _ _ _) (t e 0) (U k i) => w a g x; ring.
have uU : col i D = (tau / mass E W M i) *: col i U.
  by apply: (scalerI (negbT (gt_eqF N0))); rewrite u scalerA mulrCA divff ?gt_eqF // mulr1.
have [td vd] := tU d; have k0 : 0 < tau / mass E W M i by rewrite divr_gt0.
have := f d; rewrite -/i in vd *; move=> /eqP; rewrite mulf_eq0 (gt_eqF (M_gt0 d)) subr_eq0 /= [own _ _ _ _ _]mxE -/i.
move: (tau / _) k0 uU => k k0 uU; rewrite uU vd /norm2 !dotZr ![dot (k *: _) _]dotC !dotZr -/(norm2 (col i U)).
case: (eqVneq (norm2 (col i U)) 0) => [/eqP|nz /eqP eq].
  by rewrite norm2_eq0 => /eqP ->; rewrite !scaler0.
rewrite scalerA; congr (_ *: _); apply: (mulIf nz); apply: (mulfI (negbT (gt_eqF k0))).
move: eq; move: (norm2 _) (t d 0) ((E *m W) _ _) => x a g eq.
have -> : k * (a * x) = a * (k * x) by ring.
by rewrite eq; ring.
Qed.
End Eigen.
