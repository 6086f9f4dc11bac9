(* Sign flips of features: a set F of features is seen after exactly as many flips as there are dichotomies, the symmetric difference
   of a dichotomy and F being the flip. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints Cover GeneralPosition Flips Counts.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Signs.
Variables (R : realFieldType) (p N : nat) (W : 'M[R]_(p, N)).
Hypothesis linear : forall T : {set 'I_N}, (#|T| <= p)%N -> forall c : 'cV[R]_N, (forall i, i \notin T -> c i 0 = 0) -> W *m c = 0 -> c = 0.
Variable F : {set 'I_N}.
Hypothesis F0 : F != set0.
Definition seen_flipped (S : {set 'I_N}) := exists a : 'cV[R]_p, forall d, (0 < flipped S d (dot a (col d W))) = (d \in F).
Let xor (A B : {set 'I_N}) := [set d | (d \in A) (+) (d \in B)].

Lemma xorK (A B : {set 'I_N}) : xor (xor A B) B = A.
Proof. by apply/setP => d; rewrite !inE -addbA addbb addbF. Qed.

Lemma flipped_gt0 (S : {set 'I_N}) d (x : R) : x != 0 -> (0 < flipped S d x) = (d \in S) (+) (0 < x).
Proof.
move=> x0; rewrite /flipped; case: (d \in S) => //=; rewrite oppr_gt0.
by case: (ltrgtP x 0) x0.
Qed.

Lemma signs : exists2 G : {set {set 'I_N}}, forall S, S \in G <-> seen_flipped S & #|G| = cover N p.
Proof.
have ind (X : 'M[R]_(p, N)) : (forall (T : {set 'I_N}), (#|T| <= p)%N -> forall c : 'cV[R]_N, (forall i, i \notin T -> c i 0 = 0) -> X *m c = 0 -> c = 0) ->
    forall T : {set 'I_N}, (#|T| <= p)%N -> \rank (masked X T) = #|T|.
  by move=> h T few; apply: independent_rank; apply: h.
have [H [cH _ g]] := dichotomies W 1%:M setT; have := g (general_position (ind W linear) (S := setT)).
rewrite cardsT card_ord mxrank1 => cardH; exists [set xor A F | A in H]; last first.
  by rewrite card_imset // => A B e; rewrite -(xorK A F) e xorK.
move=> S; split=> [/imsetP[A /cH[_ /side_makes[w nz <-]] ->]|[a h]].
  by exists w => d; rewrite flipped_gt0 // !inE addbAC addbb.
pose X : 'M[R]_(p, N) := \matrix_(i, d) flipped S d (W i d).
have XE u d : dot u (col d X) = flipped S d (dot u (col d W)).
  rewrite /dot /flipped; case dS: (d \in S); rewrite -?sumrN; apply: eq_bigr => i _; by rewrite !mxE /flipped dS ?mulrN.
have linX (T : {set 'I_N}) : (#|T| <= p)%N -> forall c : 'cV[R]_N, (forall i, i \notin T -> c i 0 = 0) -> X *m c = 0 -> c = 0.
  move=> few c out e; pose c2 : 'cV[R]_N := \col_d flipped S d (c d 0).
  have e2 : W *m c2 = X *m c.
    apply/matrixP => i j; rewrite (ord1 j) !mxE; apply: eq_bigr => d _; rewrite !mxE /flipped.
    by case: (d \in S); rewrite ?mulrN ?mulNr.
  have z : c2 = 0 by apply: (linear few); rewrite ?e2 // => i iT; rewrite mxE out // /flipped oppr0 if_same.
  by apply/matrixP => d j; rewrite (ord1 j) [RHS]mxE -[LHS](flippedK S d); have /matrixP/(_ d 0) := z; rewrite mxE => ->; rewrite mxE /flipped oppr0 if_same.
have a0 : a != 0.
  by case/set0Pn: F0 => d dF; apply: contraTneq dF => z; rewrite -h z dotC dot0r /flipped oppr0 if_same ltxx.
have m : makes X 1%:M setT F.
  have -> : F = [set i | 0 < at_ X a^T i] by apply/setP => d; rewrite inE at_dot XE h.
  by apply: (strict_of_weak (ind X linX)); rewrite trmx_eq0.
have [w nz wF] := side_makes m.
have nzW d : dot w (col d W) != 0 by apply: contraNneq (nz d) => z; rewrite XE z /flipped oppr0 if_same.
apply/imsetP; exists (side W w); first by apply/cH; split; [apply: subsetT | apply: makes_side].
apply/setP => d; rewrite !inE -wF inE XE flipped_gt0 // addbCA addbb addbF //.
Qed.
End Signs.
