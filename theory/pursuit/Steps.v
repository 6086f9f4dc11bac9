(* Bilinear algebra of pursuit steps: one step along an atom, combinations of atoms, Cauchy-Schwarz. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Steps.
Variables (R : realFieldType) (m : nat).
Implicit Types (d e r u v : 'cV[R]_m) (a c : R).

Lemma dotDl f u v : dot (u + v) f = dot u f + dot v f :> R.
Proof. by rewrite dotC dotDr !(dotC f). Qed.
Lemma dotBl (f u v : 'cV[R]_m) : dot (u - v) f = dot u f - dot v f.
Proof. by rewrite dotC dotBr !(dotC f). Qed.
Lemma dotZl a (f u : 'cV[R]_m) : dot (a *: u) f = a * dot u f.
Proof. by rewrite dotC dotZr (dotC f). Qed.
Lemma norm2E u : norm2 u = dot u u. Proof. by []. Qed.
Lemma step_dot d r : dot d (r - dot d r *: d) = (1 - norm2 d) * dot d r.
Proof. by rewrite dotBr dotZr -norm2E; move: (dot d r) (norm2 d) => x y; ring. Qed.
Lemma step_energy d r : norm2 (r - dot d r *: d) = norm2 r - (2%:R - norm2 d) * dot d r ^+ 2.
Proof. by rewrite norm2_sub; move: (dot d r) (norm2 d) (norm2 r) => x y z; ring. Qed.
Lemma norm2_gt0 u : (0 < norm2 u) = (u != 0).
Proof. by rewrite lt_neqAle norm2_ge0 andbT eq_sym norm2_eq0. Qed.
End Steps.
