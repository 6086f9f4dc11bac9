(* Along a chain of units the intents grow strictly, and those of non-empty units lie in a row. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R N d k L K U budget chain inhabited.
pose E j := extent K (U j); pose I j := intent K (E j).
have closed j : extent K (I j) = E j by exact: extent3.
have step (i j : 'I_L) : (i.+1 = j :> nat) -> (#|I i| < #|I j|)%N.
  move=> e; have e2 : (i.+1 + 1)%N = j.+1 by rewrite addn1 e.
  have [sub ne] := chain i j e2; apply: proper_card; rewrite properEneq intentS // andbT.
  by apply/eqP => same; move: ne; rewrite -/(E j) -/(E i) -(closed j) -same closed eqxx.
have grows b (j : 'I_L) : (forall i : 'I_L, i = 0 :> nat -> b <= #|I i|)%N -> (b + j <= #|I j|)%N.
  move=> b0; case: j => j; elim: j => [|j IH] jL; first by rewrite addn0 b0.
  by rewrite addnS; apply: leq_ltn_trans (IH (ltnW jL)) _; apply: step.
have fits j : (#|I j| <= k)%N.
  have /card_gt0P[x xE] := inhabited j.
  exact: leq_trans (subset_leq_card (intent_sub K xE)) (budget x).
split=> [|smaller]; case: (posnP L) => [e|L0]; try by rewrite e.
  have last : (L.-1 < L)%N by rewrite prednK.
  have := leq_trans (grows 0%N (Ordinal last) (fun i _ => leq0n _)) (fits _).
  by rewrite /= add0n addn1 -ltnS prednK.
have last : (L.-1 < L)%N by rewrite prednK.
have := fun h => leq_trans (grows 1%N (Ordinal last) h) (fits _); rewrite /= add1n prednK //; apply => i _.
rewrite card_gt0; apply/eqP => empty; have := smaller i; rewrite -/(E i) -closed empty.
rewrite (_ : extent K set0 = setT) ?cardsT ?card_ord ?ltnn //.
by apply/setP => x; rewrite !inE; apply/forallP => a; rewrite inE.
Qed.
