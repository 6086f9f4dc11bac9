(* The score does not fall along C -> g(f(C)); where it stays the index falls, unless the pair is mutual. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R c a S al be f g c0 [al0 be0] fbest gbest.
have fS C i : S C i <= S C (f C) by have [h _] := fbest C i; move: h; rewrite ler_pmul2l.
have gS C i : S C i <= S (g i) i by have [h _] := gbest i C; move: h; rewrite ler_pmul2l.
have up C : S C (f C) <= S (g (f C)) (f (g (f C))) by apply: le_trans (gS C (f C)) (fS _ _).
have stay C : S C (f C) = S (g (f C)) (f (g (f C))) -> (g (f C) <= C)%N.
  move=> e; have same : S C (f C) = S (g (f C)) (f C).
    by apply/eqP; rewrite eq_le gS /= e fS.
  by have [_ h] := gbest (f C) C; apply: h; rewrite same.
have potential C : g (f C) = C \/ S C (f C) < S (g (f C)) (f (g (f C))) \/ S C (f C) = S (g (f C)) (f (g (f C))) /\ ((g (f C)).+1 < C.+1)%N.
  have [e|ne] := eqVneq (g (f C)) C; [by left | right].
  move: (up C); rewrite le_eqVlt => /orP[/eqP e|h]; [right | by left]; split=> //.
  by rewrite ltnS ltn_neqAle stay // andbT.
split=> //; split=> //.
(* a concept with the largest score, and among these the smallest index, is in a mutual pair *)
have [C0 _ top] := @arg_maxP _ _ _ (Ordinal c0) xpredT (fun C => S C (f C)) isT.
have [C1 /eqP e1 least] := @arg_minnP _ C0 (fun C => S C (f C) == S C0 (f C0)) (fun C => C : nat) (eqxx _).
exists C1; have [//|[h|[h]]] := potential C1.
  have t : S (g (f C1)) (f (g (f C1))) <= S C0 (f C0) := top _ isT.
  by move: t; rewrite leNgt -e1 h.
by rewrite ltnS ltnNge least // -h e1.
Qed.
