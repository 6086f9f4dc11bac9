(* Off the hull some row is strictly negative on all features (Gordan).  On it a relation sum mu w = 0 has only features with preactivation
   0, and one of them is not negative along the column u; with u + delta w the row moves by s (u + delta w), and no feature loses. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Norms Sdl Farkas Regions Minima.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Dead.
Variables (R : realFieldType) (n p q : nat) (W : 'M[R]_(p, n)) (M : 'I_n -> R).
Hypotheses (W0 : forall d, 0 < norm2 (col d W)) (M0 : forall d, 0 < M d).
Implicit Types (D : 'M[R]_(p, q)) (E : 'M[R]_(q, p)).
Definition dead E := forall i d, (E *m W) i d <= 0.

Lemma dead_code E i d : dead E -> codes E W i d = 0.
Proof. by move=> h; rewrite codesE ltNge h. Qed.
Lemma sum_le0 (I : finType) (P : pred I) (F : I -> R) : (forall i, P i -> F i <= 0) -> \sum_(i | P i) F i <= 0.
Proof. by move=> h; rewrite -oppr_ge0 -sumrN; apply: sumr_ge0 => i Pi; rewrite oppr_ge0 h. Qed.
Lemma sub_entry m l (A B : 'M[R]_(m, l)) k d : (A - B) k d = A k d - B k d.
Proof. by rewrite !mxE. Qed.
Lemma lossE D E : loss D E W W M = \sum_d M d * norm2 (col d W - \sum_i codes E W i d *: col i D).
Proof.
apply: eq_bigr => d _; congr (_ * _); apply: eq_bigr => k _; rewrite -expr2; congr (_ ^+ 2).
rewrite !sub_entry summxE [col d W k 0]mxE [(D *m _) k d]mxE; congr (_ - _).
by apply: eq_bigr => i _; rewrite scalemxE [col i D k 0]mxE mulrC.
Qed.
Lemma dead_loss D E : dead E -> loss D E W W M = \sum_d M d * norm2 (col d W).
Proof. by move=> h; rewrite lossE; apply: eq_bigr => d _; rewrite big1 ?subr0 // => i _; rewrite dead_code // scale0r. Qed.

Section Turned.
Variables (D : 'M[R]_(p, q)) (E : 'M[R]_(q, p)) (j : 'I_q) (s : R).
Definition turned : 'M[R]_(q, p) := \matrix_(i, k) (if i == j then E i k + s * D k j else E i k).
Hypotheses (dE : dead E) (s0 : 0 < s) (s1 : s * norm2 (col j D) <= 1).

Lemma turned_pre i d : (turned *m W) i d = (E *m W) i d + (if i == j then s * dot (col j D) (col d W) else 0).
Proof.
rewrite !mxE; case e: (i == j); last by rewrite addr0; apply: eq_bigr => k _; rewrite mxE e.
rewrite /dot mulr_sumr -big_split; apply: eq_bigr => k _; rewrite mxE e mulrDl !mxE.
by rewrite mulrA.
Qed.

Lemma turned_loss : (exists d, (E *m W) j d = 0 /\ 0 < dot (col j D) (col d W)) -> loss D turned W W M < loss D E W W M.
Proof.
move=> [d0 [z0 g0]]; rewrite (dead_loss D dE) lossE -subr_gt0 -sumrB.
pose g d := dot (col j D) (col d W); pose z d := codes turned W j d.
have term d : M d * norm2 (col d W) - M d * norm2 (col d W - \sum_i codes turned W i d *: col i D) = M d * (z d * (2%:R * g d - z d * norm2 (col j D))).
  rewrite (bigD1 j) //= big1 => [|i ij]; last by rewrite codesE turned_pre (negbTE ij) addr0 ltNge dE scale0r.
  by rewrite addr0 norm2_sub -/(g d) -/(z d); move: (norm2 _) (norm2 _) (z d) (g d) (M d) => a b x y m; ring.
have zd d : 0 < z d -> 0 < g d /\ z d <= s * g d.
  rewrite /z codes_gt0 => h; rewrite codesE h turned_pre eqxx; move: h; rewrite turned_pre eqxx => h.
  split; last by rewrite ger_addr dE.
  by rewrite -(pmulr_rgt0 _ s0); apply: lt_le_trans h _; rewrite ger_addr dE.
have pos d : 0 < z d -> 0 < z d * (2%:R * g d - z d * norm2 (col j D)).
  move=> h; have [gd zs] := zd d h; rewrite mulr_gt0 // subr_gt0; apply: (@le_lt_trans _ _ (g d)); last first.
    by rewrite mulr_natl mulr2n ltr_addl.
  apply: (@le_trans _ _ (s * g d * norm2 (col j D))); first by apply: ler_wpmul2r; rewrite ?norm2_ge0.
  by rewrite mulrAC -[X in _ <= X]mul1r; apply: ler_wpmul2r => //; apply: ltW.
have nn d : 0 <= z d * (2%:R * g d - z d * norm2 (col j D)).
  have : 0 <= z d by apply: codes_ge0.
  by rewrite le_eqVlt => /orP[/eqP <-|/pos /ltW //]; rewrite mul0r.
rewrite (eq_bigr _ (fun d _ => term d)) (bigD1 d0) //= ltr_paddr //.
  by apply: sumr_ge0 => d _; rewrite mulr_ge0 ?(ltW (M0 d)).
by rewrite mulr_gt0 // pos // /z codes_gt0 turned_pre eqxx z0 add0r mulr_gt0.
Qed.
End Turned.

Lemma in_hull D E (mu : 'cV[R]_n) : (0 < q)%N -> (forall d, 0 <= mu d 0) -> 0 < \sum_d mu d 0 -> W *m mu = 0 -> dead E ->
  ~ local_minimum D E W W M.
Proof.
move=> q0 mu0 mus Wmu dE [eps [eps0 low]]; pose j : 'I_q := Ordinal q0.
have off d : 0 < mu d 0 -> (E *m W) j d = 0.
  have s : \sum_d - (mu d 0 * (E *m W) j d) = 0.
    have e : (E *m W *m mu) j 0 = 0 by rewrite -mulmxA Wmu mulmx0 mxE.
    by rewrite mxE in e; rewrite sumrN -[RHS]oppr0 -[X in _ = - X]e; congr (- _); apply: eq_bigr => d1 _; apply: mulrC.
  have nn d' : true -> 0 <= - (mu d' 0 * (E *m W) j d') by move=> _; rewrite oppr_ge0 mulr_ge0_le0.
  move=> md; have /eqP : - (mu d 0 * (E *m W) j d) = 0 by apply: (psumr_eq0P nn s).
  by rewrite oppr_eq0 mulf_eq0 (gt_eqF md) => /eqP.
have [d md gd] : exists2 d, 0 < mu d 0 & 0 <= dot (col j D) (col d W).
  apply/exists_inP; apply: contraT; rewrite negb_exists_in => /forall_inP neg.
  have e : \sum_d mu d 0 * dot (col j D) (col d W) = 0 by rewrite -dot_mulmxr Wmu dot0r.
  have [d md] : exists d, 0 < mu d 0.
    apply/existsP; apply: contraT; rewrite negb_exists => /forallP no; move: mus; rewrite ltNge => /negP[].
    by apply: sum_le0 => d _; rewrite leNgt.
  have : \sum_d mu d 0 * dot (col j D) (col d W) < 0; last by rewrite e ltxx.
  rewrite (bigD1 d) //=; apply: (@le_lt_trans _ _ (mu d 0 * dot (col j D) (col d W))); last first.
    by rewrite pmulr_rlt0 // ltNge; exact: neg d md.
  rewrite ger_addl; apply: sum_le0 => l _; move: (mu0 l); rewrite le_eqVlt => /orP[/eqP <-|ml]; first by rewrite mul0r.
  by rewrite pmulr_rle0 //; apply: ltW; rewrite ltNge; exact: neg l ml.
pose T := col d W.
have [e1 e10 h1] := @small_all R [finType of 'I_p] (fun=> eps) (fun k => T k 0).
pose D2 : 'M[R]_(p, q) := \matrix_(k, i) (if i == j then D k i + e1 * T k 0 else D k i).
have colD : col j D2 = col j D + e1 *: T by apply/matrixP => k l; rewrite (ord1 l) !mxE eqxx.
have [e2 e20 h2] := @small_all R [finType of 'I_p] (fun=> eps) (fun k => D2 k j).
pose s := Num.min e2 (1 / (norm2 (col j D2) + 1)).
have k0 : 0 < norm2 (col j D2) + 1 by rewrite ltr_paddl ?norm2_ge0 ?ltr01.
have s0 : 0 < s by rewrite lt_minr e20 divr_gt0 ?ltr01.
have s1 : s * norm2 (col j D2) <= 1.
  apply: (@le_trans _ _ (1 / (norm2 (col j D2) + 1) * (norm2 (col j D2) + 1))); last by rewrite divfK // gt_eqF.
  by apply: ler_pmul; rewrite ?norm2_ge0 ?(ltW s0) // ?le_minl ?lexx ?orbT // ler_addl ler01.
have en : eps != 0 by rewrite gt_eqF.
have := low D2 (turned D2 E j s); rewrite (dead_loss D dE) -(dead_loss D2 dE) leNgt turned_loss //; last first.
  exists d; split; first exact: off.
  rewrite colD dotC dotDr dotZr [dot (col d W) (col j D)]dotC; exact: (ltr_paddl gd (mulr_gt0 e10 (W0 d))).
move=> absurd; suff : false by []; apply: absurd; split=> a b; rewrite mxE.
  case: (b == j); last by rewrite subrr normr0.
  by rewrite addrAC subrr add0r; have := h1 a en; rewrite (gtr0_norm eps0).
case: (a =P j) => [->|_]; last by rewrite subrr normr0.
rewrite addrAC subrr add0r; have := h2 b en; rewrite (gtr0_norm eps0); apply: le_lt_trans.
by rewrite !normrM; apply: ler_wpmul2r => //; rewrite !gtr0_norm // le_minl lexx.
Qed.

Lemma off_hull : ~ (exists mu : 'cV[R]_n, (forall d, 0 <= mu d 0) /\ 0 < \sum_d mu d 0 /\ W *m mu = 0) ->
  exists D E, (forall i d, (E *m W) i d < 0) /\ local_minimum D E W W M.
Proof.
move=> no; have [[x hx]|[u [u0 un uW]]] := gordan W^T; last first.
  exfalso; apply: no; exists u^T; split=> [d|]; first by rewrite mxE.
  split; last by rewrite -[W]trmxK -trmx_mul uW trmx0.
  have [i ui] := row_gt0 u0 un; rewrite (bigD1 i) //= mxE ltr_paddr // sumr_ge0 // => d _; by rewrite mxE.
pose E : 'M[R]_(q, p) := \matrix_(i, k) - x k 0; exists 0, E.
have neg i d : (E *m W) i d < 0.
  rewrite -oppr_gt0; have := hx d; congr (0 < _); rewrite !mxE -sumrN; apply: eq_bigr => k _; rewrite !mxE.
  by rewrite mulNr opprK mulrC.
have [e e0 he] := @small_all R [finType of 'I_q * 'I_n] (fun y => (E *m W) y.1 y.2) (fun y => \sum_k `|W k y.2|).
split=> //; exists e; split=> // D2 E2 [_ close].
have d2 : dead E2.
  move=> i d; rewrite leNgt; have nz : (E *m W) i d != 0 by rewrite lt_eqF.
  have -> : (E2 *m W) i d = (E *m W) i d + ((E2 - E) *m W) i d by rewrite [(E2 - E) *m W]mulmxBl addmxE oppmxE addrC subrK.
  rewrite sign_near; first by rewrite -leNgt ltW.
  apply: le_lt_trans (he (i, d) nz) => /=; rewrite normrM (gtr0_norm e0) mxE ger0_norm; last by apply: sumr_ge0.
  apply: le_trans (ler_norm_sum _ _ _) _; rewrite mulr_sumr; apply: ler_sum => k _; rewrite normrM; apply: ler_wpmul2r => //.
  by rewrite addmxE oppmxE ltW // close.
by rewrite (dead_loss D2 d2) dead_loss // => i d; apply: ltW.
Qed.
End Dead.

Theorem proof : claim.
Proof.
move=> R n p q W M D E j s W0 M0 q0; split.
  by move=> [dE [s0 [s1 wakes]]]; apply: (turned_loss M0 dE s0 s1 wakes).
split; first by move=> dE; apply: dead_loss.
split=> [[mu [mu0 [mus Wmu]]] D1 E1 dE|no]; first exact: (in_hull W0 M0 q0 mu0 mus Wmu dE).
have [D3 [E3 [sE lE]]] := off_hull q M no.
by exists D3, E3.
Qed.
