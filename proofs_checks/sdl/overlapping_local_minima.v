(* Nearby every group is served by its own neurons only, so its output has rank at most their number: Eckart and Young. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Farkas Psd Spectral Regions Minima.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Tail.
Variables (R : rcfType) (n r : nat) (V : 'M[R]_(r, n)) (M : 'I_n -> R) (Q : 'M[R]_r) (s : 'rV[R]_r).
Hypothesis M0 : forall d, 0 <= M d.
Hypothesis sp : spec (V *m diag_mx (\row_d M d) *m V^T) Q s.

Lemma tail_low k (Y : 'M[R]_(r, n)) : (\rank Y <= k)%N -> \sum_(i < r | (k <= i)%N) s 0 i <= weighted (V - Y) M.
Proof.
move=> rY; have -> : weighted (V - Y) M = qf (diag_mx (\row_d M d)) (V - Y) by rewrite qf_diag; apply: eq_bigr => d _; rewrite mxE.
rewrite (@qf_wroot R n (\row_d M d)) => [|d]; last by rewrite mxE.
rewrite mulmxBl -frob2_tr linearB /=; set X := V *m _.
have sp2 : spec ((X^T)^T *m X^T) Q s.
  rewrite trmxK; have -> // : X *m X^T = V *m diag_mx (\row_d M d) *m V^T.
  rewrite /X trmx_mul /wroot tr_diag_mx mulmxA -(mulmxA V) mulmx_diag; congr (_ *m diag_mx _ *m _).
  by apply/matrixP => i d; rewrite (ord1 i) !mxE -expr2 sqr_sqrtr.
apply: (eckart_young sp2); rewrite mxrank_tr; exact: leq_trans (mxrankM_maxl _ _) rY.
Qed.
End Tail.

Section Groups.
Variables (R : rcfType) (n p q r k : nat) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R).
Variables (a : 'I_n -> 'I_k) (b : 'I_q -> 'I_k) (Q : 'I_k -> 'M[R]_r) (s : 'M[R]_(k, r)).
Hypothesis M0 : forall d, 0 <= M d.
Definition part g d : R := if a d == g then M d else 0.
Hypothesis sp : forall g, spec (V *m diag_mx (\row_d part g d) *m V^T) (Q g) (row g s).
Definition tail g := \sum_(t < r) (if (#|[set i | b i == g]| < t.+1)%N then s g t else 0).

Lemma group_low g (D : 'M[R]_(r, q)) (Z : 'M[R]_(q, n)) : (forall i d, b i != a d -> Z i d = 0) -> tail g <= weighted (V - D *m Z) (part g).
Proof.
move=> out; set J := [set i | b i == g].
pose A : 'M[R]_(r, #|J|) := \matrix_(l, e) D l (enum_val e); pose B : 'M[R]_(#|J|, n) := \matrix_(e, d) Z (enum_val e) d.
have AB l d : (A *m B) l d = \sum_(i in J) D l i * Z i d.
  by rewrite mxE [RHS]big_enum_val; apply: eq_bigr => e _; rewrite !mxE.
have -> : weighted (V - D *m Z) (part g) = weighted (V - A *m B) (part g).
  apply: eq_bigr => d _; rewrite /part; case: eqP => [ag|_]; last by rewrite !mul0r.
  congr (_ * _); apply: eq_bigr => l _; congr (_ ^+ 2); rewrite !addmxE !oppmxE AB mxE; congr (_ - _).
  rewrite (bigID (mem J)) /= [X in _ + X]big1 ?addr0 // => i; rewrite inE => bi; by rewrite out ?mulr0 // ag.
have -> : tail g = \sum_(t < r | (#|J| <= t)%N) row g s 0 t.
  by rewrite [RHS]big_mkcond; apply: eq_bigr => t _; rewrite mxE.
apply: (tail_low _ (sp g)); first by move=> d; rewrite /part; case: ifP.
exact: leq_trans (mxrankM_maxl _ _) (rank_leq_col _).
Qed.

Lemma by_group (Y : 'M[R]_(r, n)) : weighted Y M = \sum_g weighted Y (part g).
Proof.
rewrite exchange_big; apply: eq_bigr => d _ /=; rewrite (bigD1 (a d)) //= [X in _ + X]big1 => [|g ne].
  by rewrite addr0 /part eqxx.
by rewrite /part eq_sym (negbTE ne) mul0r.
Qed.

Lemma off_low (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) : (forall i d, b i != a d -> (E *m W) i d <= 0) -> \sum_g tail g <= loss D E W V M.
Proof.
move=> off; rewrite /loss by_group; apply: ler_sum => g _; apply: group_low => i d ba.
by rewrite codesE ltNge off.
Qed.

Lemma stays_off (E : 'M[R]_(q, p)) : (forall i d, b i != a d -> (E *m W) i d < 0) ->
  exists2 e, 0 < e & forall F : 'M[R]_(q, p), near e E F -> forall i d, b i != a d -> (F *m W) i d <= 0.
Proof.
move=> off; have [e e0 he] := @small_all R [finType of 'I_q * 'I_n] (fun y => (E *m W) y.1 y.2) (fun y => \sum_l `|W l y.2|).
exists e => // F close i d ba; have nz : (E *m W) i d != 0 by rewrite lt_eqF ?off.
have -> : (F *m W) i d = (E *m W) i d + ((F - E) *m W) i d by rewrite [(F - E) *m W]mulmxBl addmxE oppmxE addrC subrK.
rewrite leNgt sign_near; first by rewrite -leNgt ltW ?off.
apply: le_lt_trans (he (i, d) nz) => /=; rewrite normrM (gtr0_norm e0) mxE ger0_norm; last by apply: sumr_ge0.
apply: le_trans (ler_norm_sum _ _ _) _; rewrite mulr_sumr; apply: ler_sum => l _; rewrite normrM; apply: ler_wpmul2r => //.
by rewrite addmxE oppmxE ltW // close.
Qed.
End Groups.

Theorem proof : claim.
Proof.
move=> R n p q r k W V M D E a b Q s D2 E2 M0 off oQ eig sorted att.
have sp g : spec (V *m diag_mx (\row_d part M a g d) *m V^T) (Q g) (row g s).
  split=> // [|i j]; last first.
    rewrite leq_eqVlt => /orP[/eqP/val_inj -> //|ij]; rewrite !mxE; exact: sorted ij.
  have qq : (Q g)^T *m Q g = 1%:M by apply: mulmx1C.
  rewrite -[LHS]mul1mx -qq -!mulmxA; congr (_ *m _); rewrite !mulmxA.
  transitivity (\matrix_(i, l) (s g i * Q g i l)); last by rewrite mul_diag_mx; apply/matrixP => i l; rewrite !mxE.
  rewrite -eig -!mulmxA; congr (_ *m _); apply/matrixP => i l; rewrite mxE [RHS]mxE; apply: eq_bigr => d _.
  by rewrite mul_diag_mx !mxE /part; case: ifP => _; rewrite ?mul0r ?mulr0 // mulrCA mulrA.
have val : loss D E W V M = \sum_(g < k) tail b s g.
  rewrite /loss (by_group M a); apply: eq_bigr => g _; rewrite /tail -att; apply: eq_bigr => d _; rewrite /part.
  case: ifP => _; last by rewrite mul0r.
  congr (_ * _); apply: eq_bigr => l _; rewrite -expr2; congr (_ ^+ 2).
  rewrite addmxE oppmxE [RHS]addmxE [(- (D *m _)) l 0]oppmxE [col d V l 0]mxE; congr (_ - _); rewrite [LHS]mxE [RHS]mxE.
  by apply: eq_bigr => i _; rewrite [col d _ i 0]mxE.
split; first exact: val.
split; first by move=> o2; rewrite val; apply: (off_low M0 sp).
have [e e0 he] := stays_off off; exists e; split=> // D3 E3 [_ close].
by rewrite val; apply: (off_low M0 sp); apply: he.
Qed.
