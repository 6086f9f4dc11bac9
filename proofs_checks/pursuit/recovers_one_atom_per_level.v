(* Orthogonality leaves one summand of every product. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m k U z e l r orth z0 own lt1.
have hu i : dot (col i U) r = z i 0.
  rewrite /r dot_mulmxr (bigD1 i) //= orth eqxx mulr1 big1 ?addr0 // => j ji.
  by rewrite orth eq_sym (negbTE ji) mulr0.
split=> //; split.
  rewrite /r dot_mulmxr (bigD1 l) //= big1 ?addr0 => [|j jl]; last by rewrite own ?mulr0.
  by rewrite gtr_pmulr.
move=> s; rewrite hu; apply/matrixP => i j; rewrite (ord1 j) /r !mxE (bigD1 s) //= [in RHS](bigD1 s) //=.
rewrite !mxE eqxx mulr0 add0r mulrC addrC addKr.
by apply: eq_bigr => t ts; rewrite mxE (negbTE ts).
Qed.
