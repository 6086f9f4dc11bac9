(* Theorem 3.2 for ReLU: a pattern region is convex, and the loss is convex on it, in the encoder and in the decoder. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Convexity.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Encoder.
Variables (R : realFieldType) (n p q : nat) (W : 'M[R]_(p, n)).
Implicit Types X Y : 'M[R]_(q, p).
Lemma region t X Y : 0 <= t <= 1 -> same_pattern X Y W -> same_pattern (mix t X Y) X W.
Proof.
move=> /andP[t0 t1] s i d; have := s i d; rewrite !codes_gt0 mix_mul.
have s0 : 0 <= 1 - t by rewrite subr_ge0.
case: ltrP => hx hy.
  have {}hy : 0 < (Y *m W) i d by rewrite -hy.
  have [->|/negbTE tn] := eqVneq t 0; first by rewrite mul0r add0r subr0 mul1r.
  by apply: ltr_paddr; [apply: mulr_ge0 => //; apply: ltW | apply: mulr_gt0 => //; rewrite lt_def tn].
have {}hy : (Y *m W) i d <= 0 by rewrite leNgt -hy.
by apply/negbTE; rewrite -leNgt -[0]addr0; apply: ler_add; apply: mulr_ge0_le0.
Qed.

Lemma linear t X Y : 0 <= t <= 1 -> same_pattern X Y W -> codes (mix t X Y) W = mix t (codes X W) (codes Y W).
Proof.
move=> ht s; apply/matrixP => i d; rewrite /mix [RHS]mxE [X in _ = X + _]mxE [X in _ = _ + X]mxE.
have := region ht s i d; have := s i d; rewrite !codes_gt0 => sy sm.
by rewrite !codesE sm -sy; case: ifP => _; rewrite ?mix_mul // !mulr0 addr0.
Qed.
End Encoder.

Theorem proof : claim.
Proof.
move=> R n p q r M W V D X Y E D1 D2 t Z M0 [t0 t1]; split; last exact: in_decoder.
have ht : 0 <= t <= 1 by rewrite t0.
by move=> s; split; [exact: region ht s | apply: in_codes => //; exact: linear].
Qed.
