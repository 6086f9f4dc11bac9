(* Off the clusters no wall is active, so both gradients vanish; H (u - |u|^2 b) = 0 gives sum M <u - |u|^2 b, w>^2 = 0 on the cluster,
   and this difference lies in the span of the cluster, so it is 0. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Norms Sdl Regions Minima.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Principal.
Variables (R : realFieldType) (n p q : nat) (W : 'M[R]_(p, n)) (M : 'I_n -> R) (D : 'M[R]_(p, q)) (E : 'M[R]_(q, p)).
Variables (c : 'I_n -> 'I_q) (k : 'cV[R]_n).
Hypotheses (M0 : forall d, 0 < M d) (h : owned c E W) (off : forall i d, i != c d -> (E *m W) i d < 0).
Definition b (i : 'I_q) := W *m \col_(d < n) (if c d == i then k d 0 else 0).
Hypothesis proj : forall e, dot (b (c e)) (col e W) = (E *m W) (c e) e.
Definition H (i : 'I_q) (x : 'cV[R]_p) := W *m \col_(d < n) (if c d == i then M d * dot x (col d W) else 0).
Local Notation u i := (col i D).
Local Notation N i := (mass E W M i).
Let M1 d : 0 <= M d. Proof. exact: ltW. Qed.
Definition grad := (forall i, N i *: u i = W *m pulls E W M i) /\ (forall i, W *m slopes D E W W M i = 0).
Definition principal i := H i (b i) = (norm2 (u i) * N i) *: b i /\ 0 < norm2 (u i) * N i /\ norm2 (b i) *: u i = b i.

Lemma partial_grad : partial_minimum D E W W M <-> grad.
Proof.
split=> [[dec enc]|[g1 g2]]; split.
- exact/(decoder_half W M1 D h).
- move=> i; have [mu [_ zero ->]] := min_walled M1 h enc i.
  suff -> : mu = 0 by rewrite mulmx0.
  apply/matrixP => e j; rewrite (ord1 j) mxE; apply: zero; case: (eqVneq i (c e)) => [->|ne].
    by rewrite gt_eqF // owned_gt0.
  by rewrite lt_eqF // off.
- exact/(decoder_half W M1 D h).
apply: walled_min => // i; exists 0; split=> [e|e _|]; rewrite ?mxE // mulmx0; exact: g2.
Qed.

Lemma code e : codes E W (c e) e = dot (b (c e)) (col e W).
Proof. by rewrite (owned_code (c e) e h) eqxx proj. Qed.
Lemma code0 i e : c e != i -> codes E W i e = 0.
Proof. by move=> ne; rewrite (owned_code i e h) eq_sym (negbTE ne). Qed.

Lemma pulls_H i : W *m pulls E W M i = H i (b i).
Proof.
congr (_ *m _); apply/matrixP => e j; rewrite (ord1 j) [pulls _ _ _ _ _ _]mxE [RHS]mxE.
by case: eqP => [<-|/eqP ne]; [rewrite code | rewrite code0 // mulr0].
Qed.
Lemma dot_H x y i : dot x (H i y) = \sum_e (if c e == i then M e * dot y (col e W) * dot x (col e W) else 0).
Proof. by rewrite dot_mulmxr; apply: eq_bigr => e _; rewrite mxE; case: ifP => _; rewrite ?mul0r. Qed.
Lemma loadings i : dot (b i) (H i (b i)) = N i.
Proof.
rewrite dot_H; apply: eq_bigr => e _; case: eqP => [<-|/eqP ne]; last by rewrite code0 // expr0n mulr0.
by rewrite code expr2 mulrA.
Qed.
Lemma N_gt0 d : 0 < N (c d).
Proof.
rewrite /mass (bigD1 d) //= ltr_paddr ?mulr_gt0 ?exprn_gt0 ?h //.
by apply: sumr_ge0 => e _; rewrite mulr_ge0 ?sqr_ge0.
Qed.
Lemma dot_b x i : (forall e, c e = i -> dot x (col e W) = 0) -> dot x (b i) = 0.
Proof.
move=> o; rewrite dot_mulmxr big1 // => e _; rewrite mxE; case: eqP => [ce|_]; last by rewrite mul0r.
by rewrite o // mulr0.
Qed.
Lemma slope e i : slopes D E W W M i e 0 = if c e == i then M e * dot (u i - norm2 (u i) *: b i) (col e W) else 0.
Proof.
rewrite mxE h eq_sym; case: eqP => [<-|_] //.
by rewrite code ![dot _ (col e W)]dotC dotBr dotZr.
Qed.

Lemma grad_principal d : grad -> principal (c d).
Proof.
move=> [g1 g2]; set i := c d; have Np : 0 < N i := N_gt0 d.
pose x := u i - norm2 (u i) *: b i.
have orth e : c e = i -> dot x (col e W) = 0.
  have s0 l : true -> 0 <= (if c l == i then M l * dot x (col l W) ^+ 2 else 0) by case: ifP => // _; rewrite mulr_ge0 ?sqr_ge0.
  have s : \sum_l (if c l == i then M l * dot x (col l W) ^+ 2 else 0) = 0.
    transitivity (dot x (W *m slopes D E W W M i)); last by rewrite g2 dot0r.
    rewrite dot_mulmxr; apply: eq_bigr => l _; rewrite slope; case: ifP => _; last by rewrite mul0r.
    by rewrite -/x expr2 mulrA.
  move=> ce; have : (if c e == i then M e * dot x (col e W) ^+ 2 else 0) = 0 by apply: (psumr_eq0P s0 s).
  rewrite ce eqxx => /eqP.
  by rewrite mulf_eq0 (gt_eqF (M0 e)) sqrf_eq0 => /eqP.
have xu : dot x (u i) = 0.
  apply: (mulfI (negbT (gt_eqF Np))); rewrite mulr0 -dotZr g1 pulls_H dot_H big1 // => e _.
  by case: eqP => // ce; rewrite (orth e ce) mulr0.
have ub : u i = norm2 (u i) *: b i.
  apply/eqP; rewrite -subr_eq0 -norm2_eq0 -/x {1}/norm2 {2}/x dotBr dotZr xu (dot_b orth) mulr0 subr0 //.
have one1 : dot (b i) (u i) = 1.
  apply: (mulfI (negbT (gt_eqF Np))); by rewrite mulr1 -dotZr g1 pulls_H loadings.
have uubb : norm2 (u i) * norm2 (b i) = 1 by rewrite -[RHS]one1 [in RHS]ub dotZr.
have u0 : 0 < norm2 (u i).
  by rewrite lt_def norm2_ge0 andbT; apply/eqP => z; move/eqP: uubb; rewrite z mul0r eq_sym oner_eq0.
split; last split.
- by rewrite -pulls_H -g1 {1}ub scalerA mulrC.
- exact: mulr_gt0.
by rewrite {1}ub scalerA mulrC uubb scale1r.
Qed.

Lemma principal_grad : (forall e, principal (c e)) -> grad.
Proof.
move=> pr; have empty i : (forall e, c e != i) -> pulls E W M i = 0 /\ slopes D E W W M i = 0.
  move=> no; split; apply/matrixP => e j; rewrite (ord1 j) [RHS]mxE; last by rewrite slope (negbTE (no e)).
  by rewrite mxE code0 // mulr0.
have both i : N i *: u i = W *m pulls E W M i /\ W *m slopes D E W W M i = 0.
  case: (pickP (fun e => c e == i)) => [d /eqP di|no]; last first.
    have [p0 s0] := empty i (fun e => negbT (no e)); rewrite p0 s0 mulmx0; split=> //.
    by rewrite /mass big1 ?scale0r // => e _; rewrite code0 ?no // expr0n mulr0.
  have [e1 [l0 e2]] := pr d; rewrite di in e1 l0 e2; have Np : 0 < N i by rewrite -di N_gt0.
  have lb : norm2 (u i) * N i * norm2 (b i) = N i by rewrite -[RHS]loadings e1 dotZr.
  have uubb : norm2 (u i) * norm2 (b i) = 1.
    by apply: (mulfI (negbT (gt_eqF Np))); rewrite mulr1 -[RHS]lb mulrCA mulrA.
  split; first by rewrite pulls_H e1 -[b i]e2 scalerA lb.
  suff -> : slopes D E W W M i = 0 by rewrite mulmx0.
  apply/matrixP => e j; rewrite (ord1 j) [RHS]mxE slope; case: eqP => // ce.
  suff -> : u i - norm2 (u i) *: b i = 0 by rewrite dotC dot0r mulr0.
  by rewrite -[b i]e2 scalerA uubb scale1r subrr.
by split=> i; have [] := both i.
Qed.
End Principal.

Theorem proof : claim.
Proof.
move=> R n p q W M D E c k M0 h off proj.
have pg := partial_grad D M0 h off.
split; first by split=> [/pg g e|pr]; [exact: (grad_principal M0 h proj e g) | apply/pg; exact: (principal_grad M0 h proj pr)].
split; first by move=> g e; apply: (grad_principal M0 h proj e g).
by move=> pr; have [g1 _] := principal_grad M0 h proj pr; apply: (value h).
Qed.
