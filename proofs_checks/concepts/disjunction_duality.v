(* The opposite of each half-space, moved by half of the least positive value, is open and has the complementary trace. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Opposite.
Variables (R : realFieldType) (n k m : nat) (X : 'M[R]_(n, k)).

Lemma least_positive (I : finType) (z : I -> R) : exists2 e, 0 < e & forall i, 0 < z i -> e <= z i.
Proof.
case: (pickP (fun i => 0 < z i)) => [i0 h|h]; last by exists 1 => [|i]; rewrite ?ltr01 ?h.
by case: (arg_minP (P := fun i => 0 < z i) z h) => i hi least; exists (z i).
Qed.

Lemma opposite (W : 'M[R]_(n, m)) (b : 'I_m -> R) : exists (U : 'M[R]_(n, m)) (c : 'I_m -> R), forall j i,
  (0 < dot (col j U) (col i X) + c j) = ~~ (0 < dot (col j W) (col i X) + b j).
Proof.
have [e e0 least] := least_positive (fun t : 'I_m * 'I_k => dot (col t.1 W) (col t.2 X) + b t.1).
exists (- W), (fun j => e / 2%:R - b j) => j i; have := least (j, i); rewrite /=.
have -> : dot (col j (- W)) (col i X) = - dot (col j W) (col i X).
  by rewrite /dot -sumrN; apply: eq_bigr => t _; rewrite !mxE mulNr.
have h2 : 0 < e / 2%:R by rewrite divr_gt0 // ltr0n.
have he : e = e / 2%:R + e / 2%:R by rewrite -mulrDl -mulr2n -mulr_natr mulfK // pnatr_eq0.
rewrite addrCA -opprD; case: (ltP 0 (_ + b j)) => h /= low; last by rewrite ltr_paddr // oppr_ge0.
by rewrite subr_gt0; apply/negbTE; rewrite -leNgt (le_trans _ (low isT)) // {2}he ler_addl ltW.
Qed.
End Opposite.

Theorem proof : claim.
Proof.
move=> R n k m X C; split=> [[W [b h]]|[W [b h]]]; have [U [c opp]] := opposite X W b; exists U, c => i.
  by rewrite h negb_exists; apply: eq_forallb => j; rewrite opp.
by rewrite -[i \in C]negbK h negb_forall; apply: eq_existsb => j; rewrite opp.
Qed.
