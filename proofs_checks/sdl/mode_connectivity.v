(* The segments of Modes.v, as a list of points. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Valleys Modes.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r m sigma M W V B D E D' E' c M0 spanning width low low'.
have span k (F : 'M[R]_(k, p)) : (acts W sigma F <= acts W sigma B)%MS by apply: spanned.
have wide : (\rank (acts W sigma B) < q)%N by rewrite -addn1.
have [k [f [g [f0 g0 fk gk s]]]] := listed (connected M0 span wide low low').
exists k.+1, (fun i : 'I_k.+1 => f i), (fun i : 'I_k.+1 => g i); split=> // i; split; first by case=> ->; rewrite f0 g0.
split; first by case=> ->; rewrite fk gk.
move=> j e t [t0 t1]; have e2 : (j : nat) = i.+1 by move: e; rewrite addn1 => -[].
by rewrite e2; apply: s => //; rewrite -e2 -ltnS.
Qed.
