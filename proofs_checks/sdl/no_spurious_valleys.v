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
have span k (F : 'M[R]_(k, p)) : (acts W sigma F <= acts W sigma B)%MS by apply: spanned.
have [D1 [E1 [D2 [h1 h2 h3 h4]]]] := descent V M0 span width D E.
exists D1, E1, D2; split; first exact: h1.
split; first exact: h2.
split=> [t u [t0 [tu u1]]|k D' E']; first exact: h3.
change (cost M W V sigma D2 E1 <= cost M W V sigma D' E').
by rewrite (h4 k D' E') ler_addl weighted_ge0 // => d; apply: ltW.
Qed.
