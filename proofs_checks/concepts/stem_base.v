(* Two pseudo-intents never violate the same implication: their intersection is quasi-closed, so its closure lies in one of them. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts PseudoIntents.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R g m t u K P A B listed distinct; split; first by move=> i; rewrite galois.
split=> [X|complete].
  apply/forallP/eqP => [h|e i]; last by apply/implyP => sub; rewrite -e; apply: (closed_byS K).
  apply/eqP; apply: contraT => open.
  have q : quasi K P X by apply/forallP => i; apply/implyP => /andP[sub _]; apply: (implyP (h i)).
  have [k e] := is_listed listed open q; move: (h k); rewrite e subxx /= => sub.
  by case/negP: open; rewrite eqEsubset sub extensive2.
have violated i : exists l, (A l \subset P i) && ~~ (B l \subset P i).
  have [/negbTE open _] := pseudo listed i; have := complete (P i); rewrite -/(closed_by K (P i)) open => /negbT.
  by rewrite negb_forall => /existsP[l]; rewrite negb_imply; exists l.
have [f hf] := fin_all_exists violated.
have valid l : B l \subset closed_by K (A l).
  by have := complete (closed_by K (A l)); rewrite -/(closed_by _ _) closed_byI eqxx => /forallP/(_ l); rewrite closed_by_ge.
have inj : injective f.
  move=> i j e; apply: distinct; apply/eqP; apply: contraT => ne.
  have /andP[Ai Bi] := hf i; have := hf j; rewrite -e => /andP[Aj Bj].
  have [_ qi] := pseudo listed i; have [_ qj] := pseudo listed j.
  have below Q : quasi K P Q -> P i :&: P j \subset Q -> P i :&: P j != Q -> B (f i) \subset Q.
    move=> q sub neq; apply: subset_trans (valid _) _.
    by apply: subset_trans (closed_byS K _) (closure_below listed (quasi_meet qi qj) q sub neq); rewrite subsetI Ai.
  have [/eqP same|other] := boolP (P i :&: P j == P i); last by rewrite (below _ qi (subsetIl _ _) other) in Bi.
  by rewrite (below _ qj (subsetIr _ _)) ?same in Bj.
by have := leq_card f inj; rewrite !card_ord.
Qed.
