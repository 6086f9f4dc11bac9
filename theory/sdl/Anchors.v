(* Orthonormal features: a network is its pre-activations G and the decoder's coordinates X, both in terms of the features. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Orthonormal.
Variables (R : realFieldType) (p q n : nat) (W : 'M[R]_(p, n)).
Hypothesis WW : W^T *m W = 1%:M.
Implicit Types (G Z : 'M[R]_(q, n)) (X : 'M[R]_(n, q)).

Lemma codes_at G : codes (G *m W^T) W = positive_part G.
Proof. by rewrite /codes -mulmxA WW mulmx1. Qed.
Lemma positive_part_id Z : (forall i d, 0 <= Z i d) -> positive_part Z = Z.
Proof. by move=> Z0; apply/matrixP => i d; rewrite mxE relu_pos. Qed.
Lemma loss_at M X (E : 'M[R]_(q, p)) : X *m codes E W = 1%:M -> loss (W *m X) E W W M = 0.
Proof.
move=> e; rewrite /loss -mulmxA e mulmx1 subrr /weighted big1 // => d _.
by rewrite big1 ?mulr0 // => i _; rewrite mxE expr0n.
Qed.
Lemma row_at G i j : (forall d, G i d = ((d == j : bool)%:R : R)) -> forall k, (G *m W^T) i k = W k j.
Proof.
move=> h k; rewrite mxE (bigD1 j) //= h eqxx mul1r mxE big1 ?addr0 // => d /negbTE dj.
by rewrite h dj mul0r.
Qed.
Lemma delta_col m (B : 'M[R]_(m, q)) i (j : 'I_m) : (forall d, B d i = ((d == j : bool)%:R : R)) -> col i B = delta_mx j 0.
Proof. by move=> h; apply/matrixP => d k; rewrite !mxE h (ord1 k) andbT. Qed.
Lemma col_at X i j : (forall d, X d i = ((d == j : bool)%:R : R)) -> col i (W *m X) = col j W.
Proof. by move=> h; rewrite colE -mulmxA -colE (delta_col h) -colE. Qed.

Lemma dot_at (x y : 'cV[R]_n) : dot (W *m x) (W *m y) = dot x y.
Proof. by rewrite dot_mulmx mulmxA WW mul1mx. Qed.
Lemma norm_at (x : 'cV[R]_n) : norm2 (W *m x) = norm2 x.
Proof. exact: dot_at. Qed.
Lemma coordinate (x : 'cV[R]_n) d : dot (W *m x) (col d W) = x d 0.
Proof.
rewrite colE dot_at /dot (bigD1 d) //= mxE !eqxx mulr1 big1 ?addr0 // => e /negbTE ed.
by rewrite mxE ed mulr0.
Qed.
End Orthonormal.

(* n different neurons, one for each feature, and a decoder that inverts the codes *)
Section Neurons.
Variables (R : realFieldType) (p q n : nat) (W : 'M[R]_(p, n)) (f : 'I_n -> 'I_q).
Hypothesis WW : W^T *m W = 1%:M.
Hypothesis inj : forall d e, f d = f e -> d = e.
Definition seat : 'M[R]_(q, n) := \matrix_(i, d) ((i == f d : bool)%:R : R).

Lemma seat_f j d : seat (f j) d = ((d == j : bool)%:R : R).
Proof. by rewrite mxE (inj_eq inj) eq_sym. Qed.
Lemma seat_row j m (B : 'M[R]_(n, m)) d : (seat *m B) (f j) d = B j d.
Proof.
rewrite mxE (bigD1 j) //= seat_f eqxx mul1r big1 ?addr0 // => k /negbTE kj; by rewrite seat_f kj mul0r.
Qed.
Lemma seat_out i m (B : 'M[R]_(n, m)) d : (forall j, f j != i) -> (seat *m B) i d = 0.
Proof. by move=> h; rewrite mxE big1 // => k _; rewrite mxE eq_sym (negbTE (h k)) mul0r. Qed.
Lemma seats : seat^T *m seat = 1%:M.
Proof.
apply/matrixP => j k; rewrite mxE (bigD1 (f j)) //= big1 => [|i /negbTE ij]; last by rewrite !mxE ij mul0r.
by rewrite addr0 mxE !seat_f eqxx mul1r mxE eq_sym.
Qed.
Lemma spare : (n < q)%N -> exists s, forall j, f j != s.
Proof.
move=> nq; case: (pickP (fun s => [forall j, f j != s])) => [s /forallP h|none]; first by exists s.
suff : (q <= n)%N by rewrite leqNgt nq.
have fi : injective f by move=> d e; apply: inj.
rewrite -[X in (X <= _)%N](card_ord q) -[X in (_ <= X)%N](card_ord n) -(card_codom fi); apply/subset_leq_card/subsetP => s _.
by have /negbT := none s; rewrite negb_forall => /existsP[j]; rewrite negbK => /eqP <-; apply: codom_f.
Qed.
Lemma room : (n <= q)%N.
Proof.
have fi : injective f by move=> d e; apply: inj.
by rewrite -[X in (X <= _)%N](card_ord n) -(card_codom fi) -[X in (_ <= X)%N](card_ord q) max_card.
Qed.
End Neurons.

(* where one square is the whole norm, all other entries vanish *)
Lemma alone_square (R : realFieldType) n (x : 'cV[R]_n) a b : x a 0 ^+ 2 = norm2 x -> b != a -> x b 0 = 0.
Proof.
move=> e ba; apply/eqP; rewrite -sqrf_eq0 eq_le sqr_ge0 andbT.
move/eqP: e; rewrite /norm2 /dot (bigD1 a) //= -expr2 -subr_eq0 opprD addrA subrr add0r oppr_eq0 (bigD1 b) //= -expr2 addr_eq0 => /eqP ->.
by rewrite oppr_le0; apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0.
Qed.
