(* Theorem 3.2 for JumpReLU with a threshold that is not negative: as for ReLU, with "above theta" for "positive". *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Convexity.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Encoder.
Variables (R : realFieldType) (n p q : nat) (W : 'M[R]_(p, n)) (theta : R).
Hypothesis theta0 : 0 <= theta.
Implicit Types X Y : 'M[R]_(q, p).
Definition same X Y := forall i d, (0 < jump_codes theta X W i d) = (0 < jump_codes theta Y W i d).

Lemma on X i d : (0 < jump_codes theta X W i d) = (theta < (X *m W) i d).
Proof. by rewrite mxE /jumprelu; case: ifP => [h|_]; [apply: le_lt_trans theta0 h | rewrite ltxx]. Qed.

Lemma mix_sub t (x y c : R) : t * x + (1 - t) * y - c = t * (x - c) + (1 - t) * (y - c). Proof. by ring. Qed.

Lemma region t X Y : 0 <= t <= 1 -> same X Y -> same (mix t X Y) X.
Proof.
move=> /andP[t0 t1] s i d; have := s i d; rewrite !on mix_mul.
have s0 : 0 <= 1 - t by rewrite subr_ge0.
case: ltrP => hx hy.
  have {}hy : theta < (Y *m W) i d by rewrite -hy.
  rewrite -subr_gt0 mix_sub.
  have [->|/negbTE tn] := eqVneq t 0; first by rewrite mul0r add0r subr0 mul1r subr_gt0.
  apply: ltr_paddr; first by apply: mulr_ge0 => //; rewrite subr_ge0 ltW.
  by apply: mulr_gt0; rewrite ?subr_gt0 // lt_def tn.
have {}hy : (Y *m W) i d <= theta by rewrite leNgt -hy.
apply/negbTE; rewrite -leNgt -subr_le0 mix_sub -[0]addr0.
by apply: ler_add; apply: mulr_ge0_le0; rewrite ?subr_le0.
Qed.

Lemma linear t X Y : 0 <= t <= 1 -> same X Y ->
  jump_codes theta (mix t X Y) W = mix t (jump_codes theta X W) (jump_codes theta Y W).
Proof.
move=> ht s; apply/matrixP => i d; rewrite /mix [RHS]mxE [X in _ = X + _]mxE [X in _ = _ + X]mxE.
have := region ht s i d; have := s i d; rewrite !on => sy sm.
by rewrite ![jump_codes _ _ _ _ _]mxE /jumprelu sm -sy; case: ifP => _; rewrite ?mix_mul // !mulr0 addr0.
Qed.
End Encoder.

Theorem proof : claim.
Proof.
move=> R n p q r theta M W V D X Y E D1 D2 t Z M0 [t0 t1] theta0; split; last exact: in_decoder.
have ht : 0 <= t <= 1 by rewrite t0.
by move=> s; split; [exact: (region theta0 ht s) | apply: in_codes => //; exact: linear].
Qed.
