(* No spurious valleys from width s on, for any activation that acts on one number: theory/sdl/Segments.v. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Vectors Sdl Segments.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r m sigma M W V B D E M0 spanning width.
have [D1 [E1 [D2 [h1 h2 h3 h4]]]] := three_segments V D E M0 spanning width.
exists D1, E1, D2; split; first exact: h1.
split; first exact: h2.
split=> [t u [t0 [tu u1]]|k D' E']; [exact: h3 | exact: h4].
Qed.
