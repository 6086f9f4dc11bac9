(* Eckart-Young for the transposed, weighted features; the projecting decoder gives the projector onto the top eigenspace. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Farkas Psd Spectral.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Pca.
Variables (R : rcfType) (n p q : nat) (W : 'M[R]_(p, n)) (M : 'I_n -> R) (Q : 'M[R]_(p, p)) (s : 'rV[R]_p).
Hypothesis M0 : forall d, 0 <= M d.
Local Notation K := (diag_mx (\row_d M d)).
Local Notation H := (W *m K *m W^T).
Hypothesis sp : spec H Q s.
Implicit Types (D : 'M[R]_(p, q)) (E : 'M[R]_(q, p)).

Lemma weighted_qf (Y : 'M[R]_(p, n)) : weighted Y M = qf K Y.
Proof. by rewrite qf_diag; apply: eq_bigr => d _; rewrite mxE. Qed.

Lemma tail_low D E : \sum_(i < p | (q <= i)%N) s 0 i <= loss D E W W M.
Proof.
rewrite /loss weighted_qf (@qf_wroot R n (\row_d M d)) => [|d]; last by rewrite mxE.
rewrite mulmxBl -frob2_tr linearB /=; set X := W *m _.
have sp2 : spec ((X^T)^T *m X^T) Q s.
  rewrite trmxK; have -> // : X *m X^T = H.
  rewrite /X trmx_mul /wroot tr_diag_mx mulmxA -(mulmxA W) mulmx_diag; congr (_ *m diag_mx _ *m _).
  by apply/matrixP => i d; rewrite (ord1 i) !mxE -expr2 sqr_sqrtr.
apply: (eckart_young sp2); rewrite mxrank_tr -mulmxA; exact: leq_trans (mxrankM_maxl _ _) (rank_leq_col _).
Qed.

Definition top : 'M[R]_p := Q^T *m (pid_mx q : 'M[R]_p) *m Q.
Lemma pid_sym : (pid_mx q : 'M[R]_p)^T = pid_mx q. Proof. by rewrite tr_pid_mx. Qed.
Lemma pid_id : (pid_mx q : 'M[R]_p) *m (pid_mx q : 'M[R]_p) = pid_mx q.
Proof.
apply/matrixP => i j; rewrite mxE (bigD1 i) //= big1 => [|k ki]; last first.
  by rewrite mxE -[(i == k :> nat)]/(i == k) eq_sym (negbTE ki) /= mul0r.
rewrite !mxE eqxx /= addr0; case: (i < q)%N; rewrite ?andbT ?andbF ?mul0r ?mul1r //.
Qed.
Lemma top_sym : top^T = top. Proof. by rewrite /top !trmx_mul trmxK pid_sym mulmxA. Qed.
Lemma top_id : top *m top = top.
Proof. by rewrite /top !mulmxA -(mulmxA _ Q Q^T) (spec_orth sp) mulmx1 -(mulmxA _ (pid_mx q : 'M_p) (pid_mx q)) pid_id. Qed.

Lemma top_loss : weighted (W - top *m W) M = \sum_(i < p | (q <= i)%N) s 0 i.
Proof.
have [sC iC] := proj_compl top_sym top_id; set P := 1%:M - top in sC iC.
have -> : W - top *m W = P *m W by rewrite mulmxBl mul1mx.
rewrite weighted_qf /qf /bf trmx_mul sC mulmxA mxtrace_mulC !mulmxA iC -!mulmxA mxtrace_mulC.
have oQ := spec_orth sp.
rewrite (mulmxA W) mulmxBr mulmx1 linearB /= (specE sp) /top.
rewrite !mulmxA -(mulmxA _ Q Q^T) oQ mulmx1 -!mulmxA !(mxtrace_mulC Q^T) -!mulmxA oQ !mulmx1.
rewrite mxtrace_diag /mxtrace -sumrB [RHS]big_mkcond; apply: eq_bigr => i _.
rewrite mul_diag_mx !mxE eqxx /=; case: leqP => _; first by rewrite mulr0 subr0.
by rewrite mulr1 subrr.
Qed.

Lemma projects D E : row_free E -> E *m top = E -> D *m (E *m E^T) = E^T -> D *m E = top.
Proof.
move=> fE eT De; have u := gram_unit fE.
have Dd : D = E^T *m invmx (E *m E^T) by rewrite -{1}De mulmxK.
have -> : D *m E = gproj E by rewrite Dd.
have eE : E = (E *m Q^T) *m ((pid_mx q : 'M[R]_p) *m Q) by rewrite -{1}eT /top !mulmxA.
have sub : (top <= E)%MS.
  have /mxrank_leqif_sup le : (E <= (pid_mx q : 'M[R]_p) *m Q)%MS by rewrite eE submxMl.
  have : ((pid_mx q : 'M[R]_p) *m Q <= E)%MS.
    rewrite -(geq_leqif le) (eqP fE); apply: leq_trans (mxrankM_maxl _ _) _.
    by case: (leqP q p) => qp; [rewrite rank_pid_mx | apply: leq_trans (rank_leq_row _) (ltnW qp)].
  by apply: submx_trans; rewrite /top -mulmxA submxMl.
have e1 : top *m gproj E = top by apply: gproj_on sub.
have e2 : gproj E *m top = gproj E by rewrite /gproj -!mulmxA eT.
by rewrite -e2 -{1}(gproj_sym E) -{1}top_sym -trmx_mul e1 top_sym.
Qed.

Variable C : 'M[R]_(q, p).
Hypothesis C0 : forall j (i : 'I_p), (q <= i)%N -> C j i = 0.
Hypothesis Cq : \rank C = q.

Lemma Ctop : C *m Q *m top = C *m Q.
Proof.
rewrite /top !mulmxA -(mulmxA C) (spec_orth sp) mulmx1; congr (_ *m _).
apply/matrixP => j i; rewrite mxE (bigD1 i) //= big1 => [|k ki]; last by rewrite mxE -[(k == i :> nat)]/(k == i) (negbTE ki) mulr0.
rewrite mxE eqxx /= addr0; case: (ltnP i q) => h; first by rewrite mulr1.
by rewrite C0 // mul0r.
Qed.

Lemma free : row_free (C *m Q).
Proof.
rewrite /row_free mxrankMfree ?Cq //; apply/row_freeP; exists Q^T; exact: spec_orth sp.
Qed.

Lemma dense_loss D : (forall i d, 0 < (C *m Q *m W) i d) -> D *m (C *m Q *m (C *m Q)^T) = (C *m Q)^T ->
  loss D (C *m Q) W W M = \sum_(i < p | (q <= i)%N) s 0 i.
Proof.
move=> on De; rewrite -top_loss -(projects free Ctop De) /loss; congr (weighted (_ - _) _); rewrite -mulmxA; congr (_ *m _).
by apply/matrixP => i d; rewrite codesE on.
Qed.
End Pca.

(* rows of a basis, moved far along a positive direction *)
Lemma lifted (R : realFieldType) (p q n : nat) (Y : 'M[R]_(p, n)) (c : 'rV[R]_p) : (q <= p)%N ->
  (forall i : 'I_p, (q <= i)%N -> c 0 i = 0) -> (forall d, 0 < (c *m Y) 0 d) ->
  exists C : 'M[R]_(q, p), [/\ forall j (i : 'I_p), (q <= i)%N -> C j i = 0, \rank C = q & forall i d, 0 < (C *m Y) i d].
Proof.
move=> qp c0 pos; pose P : 'M[R]_(q, p) := pid_mx q.
pose big := \sum_i \sum_d `|(P *m Y) i d| / (c *m Y) 0 d.
have big0 : 0 <= big by apply: sumr_ge0 => i _; apply: sumr_ge0 => d _; rewrite divr_ge0 ?normr_ge0 // ltW.
pose x := \sum_(i < q) c 0 (widen_ord qp i).
have [t t0 tn] : exists2 t : R, big < t & (1 + t * x)%R != 0.
  case: (eqVneq (1 + (big + 1) * x)%R 0) => [z|nz]; last by exists (big + 1) => //; rewrite ltr_addl ltr01.
  exists (big + 2%:R); first by rewrite ltr_addl ltr0n.
  have -> : 1 + (big + 2%:R) * x = 1 + (big + 1) * x + x by ring.
  rewrite z add0r; apply/eqP => x0; have /eqP := z; by rewrite x0 mulr0 addr0 oner_eq0.
pose o : 'M[R]_(q, 1) := const_mx 1; exists (P + t *: (o *m c)); split.
- move=> j i qi; rewrite !mxE big_ord1 mxE c0 // mulr0 mulr0 addr0.
  by case: (j =P i :> nat) => // ji; move: (ltn_ord j); rewrite ji ltnNge qi.
- apply/eqP; rewrite -[_ == _]/(row_free _) -kermx_eq0; apply/rowV0P => u /sub_kermxP e.
  pose a := (u *m o) 0 0.
  have ui (j : 'I_q) : u 0 j = - (t * a * c 0 (widen_ord qp j)).
    have /matrixP/(_ 0 (widen_ord qp j)) := e; rewrite mulmxDr -scalemxAr mulmxA [u *m o]mx11_scalar -/a mul_scalar_mx.
    rewrite [LHS]mxE [X in X + _]mxE [X in _ + X]mxE [X in _ + _ * X]mxE [RHS]mxE (bigD1 j) //= big1 => [|k kj].
      by rewrite mxE /= eqxx ltn_ord /= mulr1 addr0 mulrA => /eqP; rewrite addr_eq0 => /eqP.
    by rewrite mxE /= -[(k == j :> nat)]/(k == j) (negbTE kj) /= mulr0.
  have aE : a = - (t * a * x).
    by rewrite {1}/a /x mxE mulr_sumr -sumrN; apply: eq_bigr => j _; rewrite mxE mulr1 ui.
  have /eqP : a * (1 + t * x) = 0.
    by rewrite mulrDr mulr1 {1}aE mulrCA mulrA addNr.
  rewrite mulf_eq0 (negbTE tn) orbF => /eqP az.
  by apply/rowP => j; rewrite ui az mulr0 mul0r oppr0 mxE.
move=> i d; have cd := pos d.
have -> : ((P + t *: (o *m c)) *m Y) i d = (P *m Y) i d + t * (c *m Y) 0 d.
  by rewrite mulmxDl -scalemxAl -mulmxA addmxE scalemxE [(o *m (c *m Y)) i d]mxE big_ord1 [o i 0]mxE mul1r.
have le : `|(P *m Y) i d| / (c *m Y) 0 d <= big.
  have nn j e : 0 <= `|(P *m Y) j e| / (c *m Y) 0 e by rewrite divr_ge0 ?normr_ge0 // ltW.
  rewrite /big (bigD1 i) //= (bigD1 d) //= -addrA ler_addl addr_ge0 ?sumr_ge0 // => j _; exact: sumr_ge0.
rewrite -ltr_subl_addl sub0r; apply: le_lt_trans (ler_norm _) _; rewrite normrN.
by rewrite -ltr_pdivr_mulr //; apply: le_lt_trans t0.
Qed.

Theorem proof : claim.
Proof.
move=> R n p q W M Q s D E C a M0 oQ eig sorted.
have sp : spec (W *m diag_mx (\row_d M d) *m W^T) Q s^T.
  split=> // [|i j]; last first.
    rewrite leq_eqVlt => /orP[/eqP/val_inj -> //|ij]; rewrite !mxE; exact: sorted ij.
  have qq : Q^T *m Q = 1%:M by apply: mulmx1C.
  rewrite -[LHS]mul1mx -qq -!mulmxA; congr (_ *m _); rewrite !mulmxA.
  transitivity (\matrix_(i, k) (s i 0 * Q i k)); last by rewrite mul_diag_mx; apply/matrixP => i k; rewrite !mxE.
  rewrite -eig -!mulmxA; congr (_ *m _); apply/matrixP => i k; rewrite mxE [RHS]mxE; apply: eq_bigr => d _.
  by rewrite mul_diag_mx !mxE mulrCA mulrA.
have tailE : \sum_(i < p) (if (q < i.+1)%N then s i 0 else 0) = \sum_(i < p | (q <= i)%N) s^T 0 i.
  by rewrite [RHS]big_mkcond; apply: eq_bigr => i _; rewrite mxE.
rewrite !tailE; split; first exact: (tail_low M0 sp).
split.
  move=> [[C0 Cq] [on De]]; exact: (dense_loss sp (fun j i h => C0 j i h) Cq on De).
move=> [qp pos].
pose c : 'rV[R]_p := \row_i (if (q < i.+1)%N then 0 else a i 0).
have [i qi|d|C' [C0 Cq on]] := lifted (Y := Q *m W) (c := c) qp; first by rewrite mxE ltnS qi.
  have := pos d; congr (0 < _); rewrite -[RHS]mulr1 -[RHS]mulr1 -[in RHS](trmxK (c *m (Q *m W))) !mulr1 [RHS]mxE !trmx_mul.
  by rewrite -mulmxA; congr ((_ *m (_ *m _)) _ _); apply/matrixP => i j; rewrite (ord1 j) !mxE.
have u := gram_unit (free sp Cq); set E' := C' *m Q in u.
have De : E'^T *m invmx (E' *m E'^T) *m (E' *m E'^T) = E'^T by rewrite mulmxKV.
have on' j d : 0 < (E' *m W) j d by rewrite -mulmxA.
by exists E', (E'^T *m invmx (E' *m E'^T)); split=> //; apply: (dense_loss sp C0 Cq on' De).
Qed.
