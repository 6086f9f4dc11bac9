(* Points with a constant coordinate 1: a neuron becomes strict, with the same activation set, when its bias is lowered a little. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints Cover GeneralPosition.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Lower.
Variables (R : realFieldType) (p N : nat) (X : 'M[R]_(p, N)) (one : 'cV[R]_p).
Hypothesis oneE : forall x, dot one (col x X) = 1.

Lemma lower w : exists2 v, forall x, dot v (col x X) != 0 & side X v = side X w.
Proof.
have [e e0 small] := small_step (\col_x dot w (col x X)) (const_mx 1 : 'cV[R]_N).
have E x : dot (w - e *: one) (col x X) = dot w (col x X) - e by rewrite dotC dotBr dotZr !(dotC (col x X)) oneE mulr1.
have near x : dot w (col x X) != 0 -> e < `|dot w (col x X)|.
  by move=> nz; have := small x; rewrite !mxE mulr1 gtr0_norm //; apply.
exists (w - e *: one) => [x|]; last first.
  apply/setP => x; rewrite !inE E subr_gt0; have [->|nz] := eqVneq (dot w (col x X)) 0; first by rewrite ltxx ltNge ltW.
  have := near x nz; case: (ltrgtP (dot w (col x X)) 0) nz => // h _; first by move=> _; apply/negbTE; rewrite -leNgt ltW // (lt_trans h).
  by rewrite gtr0_norm.
rewrite E subr_eq0; apply/eqP => e1; have nz : dot w (col x X) != 0 by rewrite e1 gt_eqF.
by have := near x nz; rewrite e1 gtr0_norm // ltxx.
Qed.

End Lower.

Lemma last_one (R : realFieldType) r N (X : 'M[R]_(r + 1, N)) : (forall i : 'I_(r + 1), (i : nat).+1 = (r + 1)%N -> forall x, X i x = 1) ->
  forall x, dot (\col_i (i == rshift r 0)%:R) (col x X) = 1.
Proof.
move=> lifted x; rewrite /dot (bigD1 (rshift r 0)) //= !mxE eqxx mul1r (lifted (rshift r 0) _ x) ?big1 ?addr0 /= ?addn0 ?addn1 // => i ne.
by rewrite !mxE (negbTE ne) mul0r.
Qed.

Lemma leq_exp2r' a b m : (a <= b -> a ^ m <= b ^ m)%N.
Proof. by case: m => [|m] le; rewrite ?expn0 // leq_exp2r. Qed.
