(* The descent of Valleys.v in the terms of generated propositions: three segments from any point down to a global minimum. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Vectors Sdl Valleys.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma three_segments (R : realFieldType) (n p q r m : nat) (sigma : R -> R) (M : 'I_n -> R) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n))
  (B : 'M[R]_(m, p)) (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) : (forall d, 0 < M d) ->
  (forall a : 'M[R]_(1, p), exists c : 'M[R]_(1, m), activated sigma (a *m W) = c *m activated sigma (B *m W)) ->
  (\rank (activated sigma (B *m W)) <= q)%N ->
  exists (D1 : 'M[R]_(r, q)) (E1 : 'M[R]_(q, p)) (D2 : 'M[R]_(r, q)),
    [/\ forall t, loss_with sigma ((1 - t) *: D + t *: D1) E W V M = loss_with sigma D E W V M,
        forall t, loss_with sigma D1 ((1 - t) *: E + t *: E1) W V M = loss_with sigma D E W V M,
        forall t u, 0 <= t -> t <= u -> u <= 1 ->
          loss_with sigma ((1 - u) *: D1 + u *: D2) E1 W V M <= loss_with sigma ((1 - t) *: D1 + t *: D2) E1 W V M
      & forall k (C : 'M[R]_(r, k)) (F : 'M[R]_(k, p)), loss_with sigma D2 E1 W V M <= loss_with sigma C F W V M].
Proof.
move=> M0 spanning width.
have span k (F : 'M[R]_(k, p)) : (acts W sigma F <= acts W sigma B)%MS.
  apply/row_subP => i; have [c hc] := spanning (row i F).
  have e : row i F = row 0 (row i F) by apply/rowP => j; rewrite !mxE.
  have -> : row i (acts W sigma F) = row 0 (acts W sigma (row i F)) by apply: row_acts e.
  have -> : row 0 (acts W sigma (row i F)) = acts W sigma (row i F) by apply/matrixP => a b; rewrite (ord1 a) mxE.
  by rewrite /acts hc submxMl.
have [D1 [E1 [D2 [h1 h2 h3 h4]]]] := descent V M0 span width D E.
exists D1, E1, D2; split; [exact: h1 | exact: h2 | exact: h3 | move=> k C F].
have -> : loss_with sigma C F W V M = cost M W V sigma C F by [].
by rewrite h4 ler_addl weighted_ge0 // => d; apply: ltW.
Qed.
