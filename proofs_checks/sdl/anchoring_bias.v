(* Zero loss says W_D Z = V of rank n = q, so W_D has a left inverse, and it maps the code and the unit vector to the same target. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p r q n W V M D E A f M0 qn rV anchored zero; subst q.
have eV : D *m codes E W = V by apply: zero_loss M0 zero.
have /row_fullP[B BD] : row_full D.
  by rewrite /row_full eqn_leq rank_leq_col -{1}rV -eV mxrankM_maxl.
have /row_fullP[C CV] : row_full V by rewrite /row_full rV.
have unit j : j \in A -> forall i, codes E W i j = (i == f j)%:R.
  move=> /anchored[_ dec] i.
  have e : col j (codes E W) = col (f j) 1%:M.
    rewrite -[codes E W]mul1mx -BD -mulmxA eV !colE -!mulmxA; congr (B *m _); rewrite -!colE.
    by apply/matrixP => k t; rewrite !mxE dec.
  by move/matrixP: e => /(_ i 0); rewrite !mxE.
split=> // i j [iA [jA ne]].
have [/eqP same|other] := boolP (f i == f j).
  have [_ di] := anchored _ iA; have [_ dj] := anchored _ jA; case/negP: ne.
  have : col i (1%:M : 'M[R]_n) = col j 1%:M.
    rewrite -CV !colE -!mulmxA; congr (C *m _); rewrite -!colE.
    by apply/matrixP => k t; rewrite !mxE -di -dj same.
  by move/matrixP/(_ i 0); rewrite !mxE eqxx; case: eqP => // _ /eqP; rewrite oner_eq0.
have := unit j jA (f i); rewrite (negbTE other) codesE.
have -> : (E *m W) (f i) j = dot (col i W) (col j W).
  by have [enc _] := anchored _ iA; rewrite !mxE; apply: eq_bigr => k _; rewrite !mxE enc.
by case: ltP => // h e; rewrite e ltxx in h.
Qed.
