(* A positive neuron is positive at averages; and a point that is no average of A is cut off by a half-space. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Contexts Farkas Hulls.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n N d X W b.
have inside (A : {set 'I_N}) y w c : (exists l : 'cV[R]_N, (forall x, 0 <= l x 0) /\ \sum_x l x 0 = 1 /\
    (forall x, ~ x \in A -> l x 0 = 0) /\ X *m l = col y X) -> (forall x, x \in A -> 0 < dot w (col x X) + c) -> 0 < dot w (col y X) + c.
  move=> [l [l0 [l1 [out <-]]]] on; apply: average_gt0 on l0 l1 _ => x xA; by apply: out; apply/negP.
split; last split.
- move=> B y hull; apply/extentP => k kB; apply: inside hull _ => x /extentP/(_ k kB); exact.
- move=> A y hull; apply/extentP => k /intentP kA; apply: inside hull _; exact: kA.
move=> A y; split=> [hull w c on|cut]; first exact: inside hull on.
have [[w [c [hA hy]]]|[l [u [l0 _ l1 u1 [out out' e]]]]] := separated_or_averages X X A [set y].
  have on : 0 < dot w (col y X) + c by apply: cut => x xA; apply: lt_le_trans ltr01 (hA x xA).
  have : dot w (col y X) + c <= -1 by apply: hy; rewrite inE.
  by rewrite leNgt (lt_trans _ on) // oppr_lt0 ltr01.
exists l; split=> //; split=> //; split=> [x /negP|]; first exact: out.
have uy : u y 0 = 1 by rewrite -u1 (bigD1 y) //= big1 ?addr0 // => i ne; apply: out'; rewrite inE.
rewrite e; apply/matrixP => a z; rewrite (ord1 z) !mxE (bigD1 y) //= uy mulr1 big1 ?addr0 // => i ne.
by rewrite out' ?mulr0 // inE.
Qed.
