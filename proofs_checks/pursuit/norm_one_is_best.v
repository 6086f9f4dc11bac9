(* Complete the square in nu^2. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m u x nu a left u1.
have e : left = norm2 x - a ^+ 2 + (1 - nu ^+ 2) ^+ 2 * a ^+ 2.
  rewrite /left dotZl scalerA norm2_sub u1 -/a; move: (a : R) (norm2 x) => b n; ring.
split=> //; rewrite e; split; first by rewrite ler_addl mulr_ge0 // sqr_ge0.
rewrite -[X in _ == X]addr0 (inj_eq (addrI _)) mulf_eq0 !expf_eq0 /= subr_eq0 eq_sym.
done.
Qed.
