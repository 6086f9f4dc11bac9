(* Theorem 3.2 for JumpReLU with a threshold that is not negative: as for ReLU, with "above theta" for "positive". *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Encoder.
Variables (R : realFieldType) (n p q : nat) (W : 'M[R]_(p, n)) (theta : R).
Hypothesis theta0 : 0 <= theta.
Implicit Types X Y : 'M[R]_(q, p).
Definition mix (t : R) m k (X Y : 'M[R]_(m, k)) := t *: X + (1 - t) *: Y.
Definition same X Y := forall i d, (0 < jump_codes theta X W i d) = (0 < jump_codes theta Y W i d).

Lemma on X i d : (0 < jump_codes theta X W i d) = (theta < (X *m W) i d).
Proof. by rewrite mxE /jumprelu; case: ifP => [h|_]; [apply: le_lt_trans theta0 h | rewrite ltxx]. Qed.

Lemma mixW t X Y i d : (mix t X Y *m W) i d = t * (X *m W) i d + (1 - t) * (Y *m W) i d.
Proof. by rewrite mulmxDl -!scalemxAl !mxE. Qed.

Lemma mix_sub t (x y c : R) : t * x + (1 - t) * y - c = t * (x - c) + (1 - t) * (y - c). Proof. by ring. Qed.

Lemma region t X Y : 0 <= t <= 1 -> same X Y -> same (mix t X Y) X.
Proof.
move=> /andP[t0 t1] s i d; have := s i d; rewrite !on mixW.
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
by rewrite ![jump_codes _ _ _ _ _]mxE /jumprelu sm -sy; case: ifP => _; rewrite ?mixW // !mulr0 addr0.
Qed.
End Encoder.

(* the residual V - D Z is affine in D and in Z *)
Lemma convex (R : realFieldType) n r (M : 'I_n -> R) (t : R) (X Y : 'M[R]_(r, n)) : (forall d, 0 <= M d) -> 0 <= t -> t <= 1 ->
  weighted (t *: X + (1 - t) *: Y) M <= t * weighted X M + (1 - t) * weighted Y M.
Proof.
move=> M0 t0 t1; rewrite -subr_ge0 weighted_jensen; apply: mulr_ge0; last exact: weighted_ge0.
by rewrite mulr_ge0 // subr_ge0.
Qed.

Theorem proof : claim.
Proof.
move=> R n p q r theta M W V D X Y E D1 D2 t Z M0 [t0 t1] theta0.
have sum (U : 'M[R]_(r, n)) : t *: U + (1 - t) *: U = U by rewrite -scalerDl addrC subrK scale1r.
split; last first.
  apply: le_trans (convex _ _ M0 t0 t1); rewrite le_eqVlt; apply/orP; left; apply/eqP; congr weighted.
  by rewrite mulmxDl -!scalemxAl !scalerBr addrACA sum opprD.
move=> s; have ht : 0 <= t <= 1 by rewrite t0.
split; first exact: (region theta0 ht s).
apply: le_trans (convex _ _ M0 t0 t1); rewrite (linear theta0 ht s) le_eqVlt; apply/orP; left; apply/eqP; congr weighted.
by rewrite /mix mulmxDr -!scalemxAr !scalerBr addrACA sum opprD.
Qed.
