(* Codes of JumpReLU (threshold 0: ReLU) are continuous where no pre-activation is on the threshold, so what is independent stays so. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Minima Near.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Jump.
Variables (R : realFieldType) (theta : R).
Lemma tends_jump m n (A : 'M[R]_(m, n)) f l : tends A f l -> (l != theta) || (theta == 0) ->
  tends A (fun B => jumprelu theta (f B)) (jumprelu theta l).
Proof.
move=> h off delta d0; rewrite /jumprelu; case: (ltgtP theta l) => tl.
- have [|e e0 he] := h (Num.min delta (l - theta)); first by rewrite lt_minr d0 subr_gt0.
  exists e => // B /he; rewrite lt_minr => /andP[close]; rewrite ltr_distl => /andP[low _].
  by rewrite opprB addrC subrK in low; rewrite low.
- have [|e e0 he] := h (theta - l); first by rewrite subr_gt0.
  exists e => // B /he; rewrite ltr_distl => /andP[_ up]; rewrite addrC subrK in up.
  by rewrite [theta < _]ltNge ltW //= subrr normr0.
move: off; rewrite -tl eqxx /= => /eqP t0; have [e e0 he] := h delta d0; exists e => // B /he.
rewrite -tl t0 subr0 => close; rewrite subr0; case: ifP => _ //; by rewrite normr0.
Qed.

Variables (m p n s : nat) (W : 'M[R]_(p, n)) (A : 'M[R]_(m, p)).
Lemma tends_pre i d : tends A (fun B => (B *m W) i d) ((A *m W) i d).
Proof.
have h : tends A (fun B => \sum_l B i l * W l d) (\sum_l A i l * W l d).
  by apply: tends_sum => l; apply: tends_mul; [apply: tends_entry | apply: tends_const].
by move=> delta /h[e e0 he]; exists e => // B /he; rewrite !mxE.
Qed.
Hypothesis off : forall i d, ((A *m W) i d != theta) || (theta == 0).
Lemma tends_code i d : tends A (fun B => jump_codes theta B W i d) (jump_codes theta A W i d).
Proof.
have h := tends_jump (tends_pre i d) (off i d).
by move=> delta /h[e e0 he]; exists e => // B /he; rewrite ![jump_codes _ _ _ _ _]mxE.
Qed.
Lemma stay_unit (L : 'M[R]_(s, m)) (K : 'M[R]_(n, s)) : L *m jump_codes theta A W *m K = 1%:M ->
  exists2 eps, 0 < eps & forall B, near eps A B -> L *m jump_codes theta B W *m K \in unitmx.
Proof.
move=> one; have entry x y : tends A (fun B => (L *m jump_codes theta B W *m K) x y) ((L *m jump_codes theta A W *m K) x y).
  have E B : (L *m jump_codes theta B W *m K) x y = \sum_d (\sum_i L x i * jump_codes theta B W i d) * K d y.
    by rewrite mxE; apply: eq_bigr => d _; rewrite [(L *m _) _ _]mxE.
  have h : tends A (fun B => \sum_d (\sum_i L x i * jump_codes theta B W i d) * K d y) (\sum_d (\sum_i L x i * jump_codes theta A W i d) * K d y).
    apply: tends_sum => d; apply: tends_mul; last exact: tends_const.
    by apply: tends_sum => i; apply: tends_mul; [apply: tends_const | apply: tends_code].
  by move=> delta /h[e e0 he]; exists e => // B /he; rewrite !E.
have : tends A (fun B => \det (L *m jump_codes theta B W *m K)) (\det (L *m jump_codes theta A W *m K)).
  by apply: tends_sum => g; apply: tends_mul; [apply: tends_const | apply: tends_prod => x; apply: entry].
rewrite one det1 => /(_ 1 ltr01)[eps eps0 close]; exists eps => // B /close.
by rewrite ltr_distl subrr => /andP[pos _]; rewrite unitmxE unitfE gt_eqF.
Qed.
End Jump.

(* the matrix that picks the rows c *)
Section Pick.
Variables (R : realFieldType) (s m : nat) (c : 'I_s -> 'I_m).
Hypothesis inj : forall x y, c x = c y -> x = y.
Definition picked : 'M[R]_(s, m) := \matrix_(x, i) ((i == c x : bool)%:R : R).
Lemma picked_row n (B : 'M[R]_(m, n)) x d : (picked *m B) x d = B (c x) d.
Proof. by rewrite mxE (bigD1 (c x)) //= mxE eqxx mul1r big1 ?addr0 // => i /negbTE ix; rewrite mxE ix mul0r. Qed.
Lemma picked_out r (X : 'M[R]_(r, s)) i j : (forall x, c x != j) -> (X *m picked) i j = 0.
Proof. by move=> h; rewrite mxE big1 // => x _; rewrite mxE eq_sym (negbTE (h x)) mulr0. Qed.
Lemma picked_back r (X : 'M[R]_(r, m)) : (forall i j, (forall x, c x != j) -> X i j = 0) -> X = X *m picked^T *m picked.
Proof.
move=> h; apply/matrixP => i j; case: (pickP (fun x => c x == j)) => [x /eqP <-|none]; last first.
  by rewrite picked_out ?h // => x; rewrite none.
rewrite mxE (bigD1 x) //= [picked _ _]mxE eqxx mulr1 big1 ?addr0 => [|y yx].
  by rewrite mxE (bigD1 (c x)) //= mxE mxE eqxx mulr1 big1 ?addr0 // => k /negbTE kx; rewrite mxE mxE kx mulr0.
by rewrite [picked _ _]mxE (inj_eq inj) eq_sym (negbTE yx) mulr0.
Qed.
End Pick.
