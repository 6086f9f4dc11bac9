(* One point has one non-empty set of points; and there is one map into one concept. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R N c a C A f g inhabited distinct few _ _ e.
suff one (i j : 'I_c) : i = j by apply: one.
case: few => h; last by apply: val_inj; case: i j => [i hi] [j hj] /=; move: hi hj; rewrite h; case: i; case: j.
apply: distinct.
have full k : C k = setT.
  have /card_gt0P[x xC] := inhabited k; apply/setP => y; rewrite inE (_ : y = x) //.
  by apply: val_inj; case: x y {xC} => [x hx] [y hy] /=; move: hx hy; rewrite h; case: x; case: y.
by rewrite !full.
Qed.
