(* One neuron is on for a feature, and it writes the target; two features on one neuron would have parallel targets. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Set Default Timeout 15.
Theorem proof : claim.
Proof.
move=> R n p q r k W V M E D Z k1 M0 zero V0 apart; subst k.
have eV : D *m Z = V by apply: zero_loss M0 zero.
have Z0 i d : 0 <= Z i d by rewrite topk_ge0.
have alone i j d : Z i d != 0 -> Z j d != 0 -> i = j.
  rewrite !topk_neq0 => ki kj; apply/eqP; apply: contraT => ij.
  have := few 1 (@ord_inj q) (fun h => (E *m W) h d); rewrite leqNgt => /negP[].
  by apply/card_gt1P; exists i, j; rewrite !inE.
clearbody Z.
have val j d : V j d = \sum_h D j h * Z h d by rewrite -eV mxE.
have writes i d : Z i d != 0 -> Z i d *: col i D = col d V.
  move=> zi; apply/matrixP => j l; rewrite !mxE val (bigD1 i isT) /= big1 => [|h hi]; first by rewrite addr0 mulrC.
  have [->|zh] := eqVneq (Z h d) 0; first by rewrite mulr0.
  by rewrite (alone _ _ _ zh zi) eqxx in hi.
move=> d; have [i zi] : exists i, Z i d != 0.
  apply/existsP; apply: contraNT (V0 d); rewrite negb_exists => /forallP h; apply/eqP/matrixP => j l.
  by rewrite (ord1 l) !mxE val big1 // => i _; have := h i; rewrite negbK => /eqP ->; rewrite mulr0.
have pos e : Z i e != 0 -> 0 < Z i e by rewrite lt_def => ->; rewrite Z0.
exists i; split; first exact: pos.
split; first exact: writes.
split=> [j ji|e ed]; apply/eqP; apply: contraT => ze; first by rewrite (alone _ _ _ ze zi) eqxx in ji.
case: (apart d e); first by rewrite eq_sym.
have dd (a b : R) (u : 'cV[R]_r) : dot (a *: u) (b *: u) = a * b * norm2 u by rewrite dotZr dotC dotZr mulrA [b * a]mulrC.
have u0 : 0 < norm2 (col i D).
  by rewrite lt_def norm2_ge0 norm2_eq0 andbT; apply: contraNneq (V0 d) => u; rewrite -(writes _ _ zi) u scaler0.
rewrite -(writes _ _ zi) -(writes _ _ ze) /norm2 !dd; split; first by rewrite !mulr_gt0 ?pos.
by move: (norm2 _) (Z i d) (Z i e) => a b c; rewrite expr2; ring.
Qed.
