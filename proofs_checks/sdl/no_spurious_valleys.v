(* The descent of Valleys.v. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Valleys.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r m sigma M W V B D E M0 spanning width.
have span k (F : 'M[R]_(k, p)) : (acts W sigma F <= codes W sigma B)%MS.
  apply/row_subP => i; have [c hc] := spanning (row i F).
  have e : row i F = row 0 (row i F) by apply/rowP => j; rewrite !mxE.
  have -> : row i (acts W sigma F) = row 0 (acts W sigma (row i F)) by apply: row_acts e.
  have -> : row 0 (acts W sigma (row i F)) = codes W sigma (row i F) by apply/matrixP => a b; rewrite (ord1 a) mxE.
  by rewrite /acts hc submxMl.
have [D1 [E1 [D2 [h1 h2 h3 h4]]]] := descent V M0 span width D E.
exists D1, E1, D2; split; first exact: h1.
split; first exact: h2.
split=> [t u [t0 [tu u1]]|k D' E']; first exact: h3.
by move: (h4 k D' E'); rewrite /cost => ->; rewrite ler_addl weighted_ge0 // => d; apply: ltW.
Qed.
