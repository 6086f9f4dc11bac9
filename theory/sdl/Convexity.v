(* The weighted loss is convex in the codes and in the decoder: the residual V - D Z is affine in each. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Convex.
Variables (R : realFieldType) (n r q : nat) (M : 'I_n -> R) (V : 'M[R]_(r, n)) (t : R).
Hypothesis M0 : forall d, 0 <= M d.
Hypothesis t0 : 0 <= t.
Hypothesis t1 : t <= 1.
Definition mix m k (X Y : 'M[R]_(m, k)) := t *: X + (1 - t) *: Y.

Lemma mix_same m k (U : 'M[R]_(m, k)) : mix U U = U.
Proof. by rewrite /mix -scalerDl addrC subrK scale1r. Qed.

Lemma mix_mul p (X Y : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) i d : (mix X Y *m W) i d = t * (X *m W) i d + (1 - t) * (Y *m W) i d.
Proof. by rewrite mulmxDl -!scalemxAl !mxE. Qed.

Lemma convex (X Y : 'M[R]_(r, n)) : weighted (mix X Y) M <= t * weighted X M + (1 - t) * weighted Y M.
Proof.
rewrite -subr_ge0 weighted_jensen; apply: mulr_ge0; last exact: weighted_ge0.
by rewrite mulr_ge0 // subr_ge0.
Qed.

Lemma in_decoder (D1 D2 : 'M[R]_(r, q)) (Z : 'M[R]_(q, n)) :
  weighted (V - mix D1 D2 *m Z) M <= t * weighted (V - D1 *m Z) M + (1 - t) * weighted (V - D2 *m Z) M.
Proof.
apply: le_trans (convex _ _); rewrite le_eqVlt; apply/orP; left; apply/eqP; congr weighted.
by rewrite /mix mulmxDl -!scalemxAl !scalerBr addrACA -/(mix V V) mix_same opprD.
Qed.

Lemma in_codes (D : 'M[R]_(r, q)) (X Y Z : 'M[R]_(q, n)) : Z = mix X Y ->
  weighted (V - D *m Z) M <= t * weighted (V - D *m X) M + (1 - t) * weighted (V - D *m Y) M.
Proof.
move=> ->; apply: le_trans (convex _ _); rewrite le_eqVlt; apply/orP; left; apply/eqP; congr weighted.
by rewrite /mix mulmxDr -!scalemxAr !scalerBr addrACA -/(mix V V) mix_same opprD.
Qed.
End Convex.
