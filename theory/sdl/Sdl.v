(* The single-feature problem: definitions that generated propositions may use, and lemmas that several proofs share.
   Each definition is also written in the typed language (theory/sdl/formal.py); that the two agree is proved by conversion. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.
(* entry by entry; the same as map_mx relu (map_mx_relu below) *)
Definition positive_part q n (Y : 'M[R]_(q, n)) : 'M[R]_(q, n) := \matrix_(i < q, d < n) relu (Y i d).
(* encoder E, features W as columns: column d is the code of feature d *)
Definition codes q p n (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) : 'M[R]_(q, n) := positive_part (E *m W).
Definition weighted r n (Y : 'M[R]_(r, n)) (M : 'I_n -> R) : R := \sum_(d < n) M d * (\sum_(i < r) Y i d ^+ 2).
Definition loss r q p n (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (M : 'I_n -> R) : R :=
  weighted (V - D *m codes E W) M.
Definition same_pattern q p n (E F : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) : Prop :=
  forall (i : 'I_q) (d : 'I_n), (0 < codes E W i d) = (0 < codes F W i d).
(* the same for any activation that acts on one number *)
Definition activated q n (sigma : R -> R) (Y : 'M[R]_(q, n)) : 'M[R]_(q, n) := \matrix_(i < q, d < n) sigma (Y i d).
Definition loss_with r q p n (sigma : R -> R) (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n))
  (M : 'I_n -> R) : R := weighted (V - D *m activated sigma (E *m W)) M.
(* JumpReLU passes what exceeds its threshold *)
Definition jumprelu (theta x : R) : R := if theta < x then x else 0.
Definition jump_codes (theta : R) q p n (E : 'M[R]_(q, p)) (W : 'M[R]_(p, n)) : 'M[R]_(q, n) :=
  \matrix_(i < q, d < n) jumprelu theta ((E *m W) i d).
End Definitions.

Section Codes.
Variables (R : realFieldType) (q p n : nat) (W : 'M[R]_(p, n)).
Implicit Types (Y : 'M[R]_(q, n)) (X : 'M[R]_(q, p)).

Lemma map_mx_relu Y : positive_part Y = map_mx (@relu R) Y.
Proof. by apply/matrixP => i d; rewrite !mxE. Qed.
Lemma codesE X i d : codes X W i d = if 0 < (X *m W) i d then (X *m W) i d else 0.
Proof. by rewrite mxE reluE. Qed.
Lemma codes_gt0 X i d : (0 < codes X W i d) = (0 < (X *m W) i d).
Proof. by rewrite mxE relu_gt0. Qed.
Lemma codes_ge0 X i d : 0 <= codes X W i d.
Proof. by rewrite mxE relu_ge0. Qed.
End Codes.

Section Weighted.
Variables (R : realFieldType) (n r : nat) (M : 'I_n -> R).
Hypothesis M_ge0 : forall d, 0 <= M d.

Lemma weighted_ge0 (Y : 'M[R]_(r, n)) : 0 <= weighted Y M.
Proof. by apply: sumr_ge0 => d _; apply: mulr_ge0 => //; apply: sumr_ge0 => i _; apply: sqr_ge0. Qed.
End Weighted.

(* zero loss is exact, where all weights are positive *)
Lemma weighted_eq0 (R : realFieldType) r n (Y : 'M[R]_(r, n)) (M : 'I_n -> R) : (forall d, 0 < M d) -> weighted Y M = 0 -> Y = 0.
Proof.
move=> M0 h; apply/matrixP => i d; rewrite mxE; apply/eqP.
have s0 e : 0 <= \sum_i Y i e ^+ 2 by apply: sumr_ge0 => k _; apply: sqr_ge0.
have t0 e : true -> 0 <= M e * (\sum_i Y i e ^+ 2) by move=> _; apply: mulr_ge0 => //; apply: ltW.
have /eqP : M d * (\sum_i Y i d ^+ 2) = 0 by apply: (psumr_eq0P t0 h).
rewrite mulf_eq0 gt_eqF //= => /eqP e.
have q0 k : true -> 0 <= Y k d ^+ 2 by move=> _; apply: sqr_ge0.
by rewrite -sqrf_eq0; apply/eqP; apply: (psumr_eq0P q0 e).
Qed.
Lemma zero_loss (R : realFieldType) r n (V Y : 'M[R]_(r, n)) (M : 'I_n -> R) : (forall d, 0 < M d) -> weighted (V - Y) M = 0 -> Y = V.
Proof. by move=> M0 h; apply/esym/eqP; rewrite -subr_eq0; apply/eqP/(weighted_eq0 M0 h). Qed.

(* the Jensen gap of a weighted sum of squares *)
Lemma weighted_jensen (R : realFieldType) n r (M : 'I_n -> R) (t : R) (X Y : 'M[R]_(r, n)) :
  t * weighted X M + (1 - t) * weighted Y M - weighted (t *: X + (1 - t) *: Y) M = t * (1 - t) * weighted (X - Y) M.
Proof.
rewrite /weighted !mulr_sumr -big_split -sumrB; apply: eq_bigr => d _ /=.
rewrite ![_ * (M d * _)]mulrCA -mulrDr -mulrBr; congr (_ * _).
rewrite !mulr_sumr -big_split -sumrB; apply: eq_bigr => i _ /=; rewrite !mxE.
by move: (X i d) (Y i d) => x y; rewrite ![(_ - _) ^+ 2]expr2; ring.
Qed.
