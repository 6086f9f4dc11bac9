(* Usage: the library loaded together, in the shapes the project's files use. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Farkas Psd FinProb PerronFrobenius Spectral.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

(* the weighted loss of n1.v: sum_d M_d |V_d - (D Z)_d|^2 *)
Definition quad (R : realFieldType) r n (M : 'I_n -> R) (Y : 'M[R]_(r, n)) :=
  \sum_d M d * \sum_i Y i d ^+ 2.
Lemma quad_qf (R : realFieldType) r n (M : 'I_n -> R) (Y : 'M[R]_(r, n)) :
  quad M Y = qf (diag_mx (\row_d M d)) Y.
Proof. by rewrite qf_diag; apply: eq_bigr => d _; rewrite mxE. Qed.

(* for every codes Z a decoder D is optimal iff the normal equations hold, and one exists *)
Lemma best_decoder (R : realFieldType) r q n (M : 'I_n -> R) (V : 'M[R]_(r, n)) (Z : 'M[R]_(q, n)) :
  (forall d, 0 <= M d) ->
  exists D : 'M[R]_(r, q), forall D', quad M (V - D *m Z) <= quad M (V - D' *m Z).
Proof.
move=> M0; have hK : psd (diag_mx (\row_d M d)) by apply: psd_diag => d; rewrite mxE.
have [D hD] := wls_argmin V Z hK; exists D => D'.
by rewrite !quad_qf; exact: hD.
Qed.

(* a width-q linear bottleneck cannot beat the tail of the weighted spectrum *)
Lemma bottleneck (R : rcfType) r q n (M : 'I_n -> R) (V : 'M[R]_(r, n)) :
  (forall d, 0 <= M d) -> exists s : 'rV[R]_n,
  (forall i, 0 <= s 0 i) /\
  forall (D : 'M[R]_(r, q)) (Z : 'M[R]_(q, n)),
    \sum_(i < n | (q <= i)%N) s 0 i <= quad M (V - D *m Z).
Proof.
move=> M0; set X := V *m wroot (\row_d M d).
have [Q [s sp]] := spectral (psd_sym (psd_gram X)); exists s; split; first exact: sv_ge0 sp.
move=> D Z; rewrite quad_qf; apply: (eckart_young_w _ sp) => [d|]; first by rewrite mxE.
exact: leq_trans (mxrankM_maxl _ _) (rank_leq_col _).
Qed.

(* one relu row switches exactly the features of S on, unless a combination forbids it *)
Lemma realizable (R : realFieldType) p n (W : 'M[R]_(p, n)) (S : {set 'I_n}) :
  (forall y : 'I_n -> R, (forall d, 0 <= y d) ->
     \sum_(d in S) y d *: col d W = \sum_(d | d \notin S) y d *: col d W ->
     forall d, d \in S -> y d = 0) ->
  exists a : 'rV[R]_p, forall d, (0 < (a *m W) 0 d) = (d \in S).
Proof.
move=> h; have [[a ha]|[y [y0 ey [d dS yd]]]] := pattern_mx W S.
  by exists a => d; have := ha d; case: (d \in S) => [->//|/le_gtF].
by move: yd; rewrite (h _ y0 ey _ dS) ltxx.
Qed.

