(* In each output coordinate the loss is S - 2 u g + u^2 N in the new decoder entry u, least at u = g / N. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n r q V M D Z Y j u g N dead N0 same.
pose res := V - D *m Z; pose S i := \sum_d M d * res i d ^+ 2.
pose D2 (v : 'cV[R]_r) := \matrix_(i < r, k < q) (if k == j then v i 0 else D i k).
have entry v i d : (V - D2 v *m Y) i d = res i d - v i 0 * Y j d.
  have -> : (V - D2 v *m Y) i d = V i d - (D2 v *m Y) i d by rewrite !mxE.
  have -> : res i d = V i d - (D *m Z) i d by rewrite !mxE.
  rewrite -addrA -opprD; congr (_ - _); rewrite !mxE (bigD1 j) //= mxE eqxx addrC; congr (_ + _).
  rewrite [RHS](bigD1 j) //= dead mulr0 add0r; apply: eq_bigr => k kj.
  by rewrite mxE (negbTE kj) same.
have rows (A : 'M[R]_(r, n)) : weighted A M = \sum_i \sum_d M d * A i d ^+ 2.
  by rewrite exchange_big; apply: eq_bigr => d _; rewrite mulr_sumr.
have moved v : weighted (V - D2 v *m Y) M = \sum_i (S i - 2%:R * v i 0 * g i 0 + v i 0 ^+ 2 * N).
  rewrite rows; apply: eq_bigr => i _; rewrite /S /N [g i 0]mxE !mulr_sumr -sumrB -big_split.
  by apply: eq_bigr => d _ /=; rewrite entry -[(V - D *m Z) i d]/(res i d); ring.
have start : weighted res M = \sum_i S i by exact: rows.
have n0 := lt0r_neq0 N0.
pose b := \col_(a < r) (g a 0 / N).
have gain : weighted res M - weighted (V - D2 b *m Y) M = norm2 g / N.
  rewrite start moved -sumrB /norm2 /dot mulr_suml; apply: eq_bigr => i _; rewrite [b i 0]mxE.
  by move: (S i) (g i 0) (N) n0 => s t c c0; field.
split=> //; split.
  rewrite -subr_ge0 !moved -sumrB; apply: sumr_ge0 => i _; rewrite [b i 0]mxE.
  suff -> : S i - 2%:R * u i 0 * g i 0 + u i 0 ^+ 2 * N - (S i - 2%:R * (g i 0 / N) * g i 0 + (g i 0 / N) ^+ 2 * N)
    = N * (u i 0 - g i 0 / N) ^+ 2 by rewrite mulr_ge0 ?sqr_ge0 // ltW.
  by move: (S i) (g i 0) (u i 0) (N) n0 => s t v c c0; field.
move=> d only; rewrite gain.
have gE i : g i 0 = M d * Y j d * res i d.
  by rewrite mxE (bigD1 d) //= big1 ?addr0 // => e ed; rewrite only // mulr0 mul0r.
have NE : N = M d * Y j d ^+ 2.
  by rewrite /N (bigD1 d) //= big1 ?addr0 // => e ed; rewrite only // expr0n mulr0.
rewrite /norm2 /dot mulr_sumr mulr_suml; apply: eq_bigr => i _; rewrite gE NE [col d _ i 0]mxE.
move: n0; rewrite NE -[(V - D *m Z) i d]/(res i d); move: (M d) (Y j d) (res i d) => m y x.
rewrite mulf_eq0 negb_or sqrf_eq0 => /andP[m0 y0]; field.
by rewrite m0 y0.
Qed.
