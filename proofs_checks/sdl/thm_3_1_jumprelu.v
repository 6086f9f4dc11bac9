(* Thresholds scale with the input, so the error of one active feature is the squared magnitude times its term; the rest is shared. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Laws.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma jump_scale (R : realFieldType) (theta t z : R) : 0 < t -> jumprelu theta (t * z) = t * jumprelu (theta / t) z.
Proof. by move=> t0; rewrite /jumprelu ltr_pdivr_mulr // [z * t]mulrC; case: ifP; rewrite ?mulr0. Qed.

Theorem proof : claim.
Proof.
move=> R N n p q r P x W V E D theta mu S C A e law [mu0 one] sparse pair.
have {law} P0 := proj1 law.
pose code level (z : 'cV[R]_p) : 'cV[R]_q := \col_(i < q) jumprelu level ((E *m z) i 0).
pose fit d := norm2 (col d V - D *m code (theta / mu d) (col d W)).
have off w d : d \notin A w -> x w d 0 = 0.
  by rewrite inE => h; case: (one w d) => // e1; rewrite e1 mu0 in h.
have none w : A w = set0 -> e w = 0.
  move=> a0; have x0 : x w = 0 by apply/matrixP => d j; rewrite ord1 mxE off // a0 inE.
  rewrite /e x0 !mulmx0 (_ : \col_i _ = 0) ?mulmx0 ?subr0 ?/norm2 ?dot0r //.
  by apply/matrixP => i j; rewrite !mxE /jumprelu; case: ifP.
have single w d : A w = [set d] -> e w = mu d ^+ 2 * fit d.
  move=> a1; have xd : x w d 0 = mu d.
    have : d \in A w by rewrite a1 inE.
    by rewrite inE; case: (one w d) => // ->; rewrite ltxx.
  have xe : x w = mu d *: delta_mx d 0.
    apply/matrixP => k j; rewrite ord1 !mxE eqxx andbT; case: eqP => [->|/eqP kd]; first by rewrite mulr1.
    by rewrite mulr0 off // a1 inE.
  rewrite /e xe -!scalemxAr -!colE (_ : \col_i _ = mu d *: code (theta / mu d) (col d W)); last first.
    by apply/matrixP => i j; rewrite !mxE jump_scale.
  by rewrite -scalemxAr -scalerBr /norm2 /fit dotZr dotC dotZr /norm2 mulrA expr2.
have e0 w : 0 <= e w by apply: norm2_ge0.
have id : \sum_(w < N) P w * e w - \sum_(d < n) weight P A (fun _ d => mu d ^+ 2) d * fit d =
  \sum_(w < N) P w * (if (2 <= #|A w|)%N then e w else 0) by apply: identity none single.
have wE d : weight P A (fun _ d => mu d ^+ 2) d = mu d ^+ 2 * (\sum_(w < N) P w * ((A w == [set k | k == d] : bool)%:R : R)).
  rewrite /weight mulr_sumr; apply: eq_bigr => w _; rewrite mulrCA (_ : [set k | k == d] = [set d]); last first.
    by apply/setP => k; rewrite !inE.
  by case: ifP => _; rewrite ?mulr1 ?mulr0.
have {}id : \sum_(w < N) P w * e w - \sum_(d < n) mu d ^+ 2 * (\sum_(w < N) P w * ((A w == [set k | k == d] : bool)%:R : R)) * fit d =
  \sum_(w < N) P w * (if (2 <= #|A w|)%N then e w else 0).
  by rewrite -id; congr (_ - _); apply: eq_bigr => d _; rewrite wE.
split; first by rewrite [X in 0 <= X]id; apply: below.
split; first exact: id.
split; first by move=> hC; rewrite [X in X <= _]id; apply: above.
have same (F G : 'I_N -> bool) : F =1 G -> Pr P F = \sum_(w < N) P w * ((G w : bool)%:R : R).
  by move=> h; rewrite PrE; apply: eq_bigr => w _; rewrite h.
have on w d : (d \in A w) = (0 < x w d 0) by rewrite inE.
have := @pairs R N n P A P0 S; rewrite PrE; apply.
  by move=> d; rewrite (same _ (fun w => 0 < x w d 0)) // => w; apply: on.
move=> i j ij; rewrite (same _ (fun w => (0 < x w i 0) && (0 < x w j 0))) => [|w]; last by rewrite /= !on.
by rewrite !(same _ (fun w => 0 < x w _ 0) (fun w => on w _)); apply: pair.
Qed.
