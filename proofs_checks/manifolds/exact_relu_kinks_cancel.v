(* Cross the hyperplane of encoder j at a point that lies on no other one: all else is linear there. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors GenericPoints.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Kinks.
Variables (R : realFieldType) (p n : nat) (D : 'M[R]_(p, n)) (W : 'M[R]_(n, p)).
Definition rv (a : 'cV[R]_n) : 'cV[R]_n := \col_j relu (a j 0).
Hypothesis exact : forall x, D *m rv (W *m x) = x.
Variable j : 'I_n.
Definition parallel i := [forall a : 'I_p, [forall b : 'I_p, W i a * W j b == W i b * W j a]].
Definition along i := \sum_(a < p) W i a * W j a.

(* projection to the hyperplane of encoder j, times its squared length *)
Let N := along j.
Let w : 'cV[R]_p := \col_a W j a.
Let P : 'M[R]_p := N%:M - w *m w^T.

Lemma WPE i a : (W *m P) i a = N * W i a - along i * W j a.
Proof.
rewrite mulmxBr mxE mul_mx_scalar mxE; congr (_ + _); rewrite mulmxA !mxE big_ord1 !mxE.
by congr (- (_ * _)); apply: eq_bigr => b _; rewrite mxE.
Qed.

Lemma dead_parallel i : 0 < N -> ~~ live (W *m P) i = parallel i.
Proof.
move=> N0; apply/idP/idP.
  rewrite negb_exists => /forallP z.
  have e a : N * W i a = along i * W j a.
    by have := z a; rewrite negbK WPE subr_eq0 => /eqP.
  apply/forallP => a; apply/forallP => b; apply/eqP; apply: (mulfI (lt0r_neq0 N0)).
  by rewrite !mulrA !e -!mulrA [W j b * _]mulrC.
move=> /forallP par; rewrite negb_exists; apply/forallP => a; rewrite negbK WPE subr_eq0; apply/eqP.
rewrite /N /along !mulr_suml; apply: eq_bigr => b _.
have /forallP/(_ b)/eqP e := par a.
by rewrite -mulrA [W j b * W i a]mulrC e mulrA [W j b * W i b]mulrC.
Qed.

Lemma kink : D *m (\col_i ((parallel i)%:R * `|along i|)) = 0.
Proof.
have [N0|N0] := ltP 0 N; last first.
  have sq a : true -> 0 <= W j a * W j a by rewrite -expr2 sqr_ge0.
  have z a : W j a = 0.
    have s0 : \sum_(b < p) W j b * W j b = 0 by apply/eqP; rewrite eq_le N0 sumr_ge0 // => b _; apply: sq.
    have /eqP : W j a * W j a = 0 by apply: (psumr_eq0P sq s0).
    by rewrite mulf_eq0 orbb => /eqP.
  have -> : (\col_i ((parallel i)%:R * `|along i|)) = 0 :> 'cV[R]_n; last by rewrite mulmx0.
  apply/matrixP => i b; rewrite !mxE /along big1 ?normr0 ?mulr0 // => a _; by rewrite z mulr0.
have [y gy] := generic_exists (W *m P).
pose x := P *m y.
have Wx i : (W *m x) i 0 = (W *m P *m y) i 0 by rewrite mulmxA.
have Ww i : (W *m w) i 0 = along i by rewrite mxE; apply: eq_bigr => a _; rewrite mxE.
have [e e0 he] := small_step (W *m x) (W *m w).
have at_ s i : (W *m (x + s *: w)) i 0 = (W *m x) i 0 + s * along i.
  by rewrite mulmxDr -scalemxAr mxE; congr (_ + _); rewrite mxE Ww.
have sum : rv (W *m (x + e *: w)) + rv (W *m (x + (- e) *: w)) = rv (W *m x) + rv (W *m x) +
    e *: \col_i ((parallel i)%:R * `|along i|).
  apply/matrixP => i b; rewrite (ord1 b).
  have l : (rv (W *m (x + e *: w)) + rv (W *m (x + (- e) *: w))) i 0 =
      relu ((W *m x) i 0 + e * along i) + relu ((W *m x) i 0 - e * along i).
    by rewrite mxE [rv _ _ _]mxE [in X in _ + X]mxE !at_ mulNr.
  have r : (rv (W *m x) + rv (W *m x) + e *: \col_i ((parallel i)%:R * `|along i|)) i 0 =
      relu ((W *m x) i 0) + relu ((W *m x) i 0) + e * ((parallel i)%:R * `|along i|).
    by rewrite !mxE.
  rewrite l r; case: (boolP (live (W *m P) i)) => li.
    have near : `|e * along i| < `|(W *m x) i 0| by rewrite -Ww; apply: he; rewrite Wx; apply: gy.
    have -> : parallel i = false by rewrite -dead_parallel // li.
    move: near; move: ((W *m x) i 0) (e * along i) => c d near.
    rewrite (relu_near near) (@relu_near _ c (- d)) ?normrN //= mul0r mulr0 addr0 mulrN.
    by rewrite addrACA subrr addr0.
  have -> : parallel i by rewrite -dead_parallel.
  rewrite Wx dead_row // !add0r mul1r (relu_pos (lexx 0)) !add0r.
  have -> : e * `|along i| = `|e * along i| by rewrite normrM (gtr0_norm e0).
  move: (e * along i) => d; case: (leP 0 d) => h.
    by rewrite relu_pos // relu_neg ?oppr_le0 // addr0 ger0_norm.
  by rewrite relu_neg ?ltW // relu_pos ?oppr_ge0 ?ltW // add0r ltr0_norm.
have := congr1 (mulmx D) sum; rewrite !(mulmxDr D) !exact -scalemxAr scaleNr.
rewrite addrACA subrr addr0 => /esym/eqP; rewrite -subr_eq0 addrC addKr scaler_eq0 gt_eqF //=.
by move/eqP.
Qed.
End Kinks.

Theorem proof : claim.
Proof.
move=> R p n D W exact j k; have /matrixP/(_ k 0) := kink exact j.
rewrite !mxE => e; rewrite -[RHS]e; apply: eq_bigr => i _; rewrite mxE.
by rewrite mulrA [RHS]mulrC.
Qed.
