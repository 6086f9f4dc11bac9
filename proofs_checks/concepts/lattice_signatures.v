(* Point by point: every set equation says at each point what the implications say there. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Section Points.
Variables (g m r : nat) (K L : 'I_g -> 'I_m -> bool) (c : 'I_r -> 'I_m).
Hypothesis off : forall x k, L x k = ~~ K x k.

Lemma active k x : (x \in extent K [set j | j == k]) = K x k.
Proof.
apply/extentP/idP => [|h j]; first by apply; rewrite inE.
by rewrite inE => /eqP ->.
Qed.

Lemma silent x : (x \in extent L [set k | [exists j, c j == k]]) = ~~ [exists j, K x (c j)].
Proof.
apply/extentP/existsPn => [h j|h k].
  by rewrite -off; apply: h; rewrite inE; apply/existsP; exists j.
by rewrite inE => /existsP[j /eqP <-]; rewrite off h.
Qed.

Lemma implied k j : (j \in intent K (extent K [set i | i == k])) = (extent K [set i | i == k] \subset extent K [set i | i == j]).
Proof.
rewrite galois; apply/idP/subsetP => [h i|]; last by apply; rewrite inE.
by rewrite inE => /eqP ->.
Qed.
End Points.

Theorem proof : claim.
Proof.
move=> R g m r K L p P c off; split; first by move=> j; rewrite implied.
have some x : [exists j, x \in extent K [set k | k == c j]] = [exists j, K x (c j)] by apply: eq_existsb => j; rewrite active.
split; last first.
  by congr (_ == _); apply/setP => x; rewrite in_set [in RHS]in_set (silent _ off) some.
apply/andP/andP => [[/eqP/setP e /forallP apart]|[/andP[/forallP below /forallP apart] /existsPn alone]].
  have {}e x : K x p = [exists j, K x (c j)] by rewrite -(active K) e in_set some.
  split; last by apply/existsPn => x; rewrite active (silent _ off) e; case: [exists j, _].
  apply/andP; split.
    apply/forallP => j; rewrite implied; apply/subsetP => x; rewrite !active => xj.
    by rewrite e; apply/existsP; exists j.
  apply/forallP => j; apply/forallP => i; apply/implyP => ji; apply/forallP => x.
  have /existsPn/(_ x) := implyP (forallP (apart j) i) ji; by rewrite !active.
split; last first.
  apply/forallP => j; apply/forallP => i; apply/implyP => ji; apply/existsPn => x.
  by have /forallP/(_ x) := implyP (forallP (apart j) i) ji; rewrite !active.
apply/eqP/setP => x; rewrite active in_set some; apply/idP/existsP => [xp|[j xj]].
  have := alone x; rewrite active (silent _ off) xp /= negbK => /existsP[j xj]; by exists j.
by have := below j; rewrite implied => /subsetP/(_ x); rewrite !active; apply.
Qed.
