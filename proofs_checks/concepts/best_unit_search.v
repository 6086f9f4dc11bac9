(* Walk to a unit: take the first neuron of its intent that does not contain the points reached; it is never left out but by the bound. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R N d v T C E I best c0 [r [r0 root]] visited children.
have C0 : 0 < #|C|%:R :> R by rewrite ltr0n.
have subI (A B : {set 'I_N}) : A \subset B -> (#|A :&: C| <= #|B :&: C|)%N by move=> h; apply/subset_leq_card/setSI.
have best0 : 0 <= best.
  have := visited r; rewrite -(pmulr_lge0 _ (_ : 0 < #|E r :|: C|%:R :> R)).
    by apply: le_trans; rewrite ler0n.
  by rewrite ltr0n; apply: leq_trans c0 _; apply/subset_leq_card/subsetUr.
have union (A : {set 'I_N}) : #|A|%:R + #|C|%:R = #|A :|: C|%:R + #|A :&: C|%:R :> R by rewrite -!natrD cardsUI.
have unit (M : {set 'I_d}) : #|[set x | [forall j, (j \in M) ==> (x \in T j)]] :&: C|%:R <= best * #|[set x | [forall j, (j \in M) ==> (x \in T j)]] :|: C|%:R.
  set A := [set x | _]; pose B := [set j | A \subset T j].
  have meet (F : {set 'I_N}) : (forall j, j \in B -> F \subset T j) -> F \subset A.
    move=> h; apply/subsetP => x xF; rewrite inE; apply/forallP => j; apply/implyP => jM; apply: (subsetP (h j _)) xF.
    by rewrite inE; apply/subsetP => y; rewrite inE => /forallP/(_ j)/implyP; apply.
  have walk k w : (d - I w <= k)%N -> A \subset E w -> (forall h, h \in B -> (h < I w)%N -> E w \subset T h) ->
      #|A :&: C|%:R <= best * #|A :|: C|%:R.
    elim: k w => [|k IH] w left sub before.
      have e : E w = A.
        apply/eqP; rewrite eqEsubset sub andbT; apply: meet => j jB; apply: before => //.
        by apply: leq_trans (ltn_ord j) _; move: left; rewrite leqn0 subn_eq0.
      by rewrite -e; apply: visited.
    have [/forallP all|] := boolP [forall j, (j \in B) ==> (E w \subset T j)].
      have e : E w = A by apply/eqP; rewrite eqEsubset sub andbT; apply: meet => j jB; apply: (implyP (all j)).
      by rewrite -e; apply: visited.
    rewrite negb_forall => /existsP[j0]; rewrite negb_imply => p0.
    have [j /andP[jB jE] least] := @arg_minnP _ j0 (fun j => (j \in B) && ~~ (E w \subset T j)) (fun j => j : nat) p0.
    have after : (I w < j.+1)%N by rewrite ltnS leqNgt; apply: contra jE => lt; apply: before.
    have subj : A \subset E w :&: T j by rewrite subsetI sub; move: jB; rewrite inE.
    case: (children w j after) => [[u [eE eI]]|[cut|[same|[h [lt [inside out]]]]]].
    - apply: (IH u); rewrite ?eE //.
        rewrite leq_subLR eI; rewrite leq_subLR in left; apply: leq_trans left _.
        by rewrite addnS -addSn leq_add2r.
      move=> h hB; rewrite eI ltnS leq_eqVlt => /orP[/eqP/val_inj ->|lt]; first exact: subsetIr.
      apply: subset_trans (subsetIl _ _) _; apply: contraT => hE.
      by have := least h; rewrite hB hE => /(_ isT); rewrite leqNgt lt.
    - apply: (@le_trans _ _ #|E w :&: T j :&: C|%:R); first by rewrite ler_nat subI.
      apply: le_trans cut _; rewrite ler_wpmul2l // ler_nat; exact/subset_leq_card/subsetUr.
    - by rewrite same in jE.
    have hB : h \in B by rewrite inE; apply: subset_trans subj inside.
    by have := least h; rewrite hB /=; move/negP: out => -> /(_ isT); rewrite leqNgt -ltnS lt.
  apply: (walk d r); first by rewrite leq_subr.
    by apply/subsetP => x _; apply: root.
  by move=> h _; rewrite r0.
split=> [E1 E2 sub|M]; last first.
  split; first exact: unit.
  have a := unit M; set A := [set x | _] in a *; rewrite union.
  rewrite (_ : 2%:R * _ * _ = 2%:R * (#|A :&: C|%:R + best * #|A :&: C|%:R)); last by ring.
  rewrite (_ : 2%:R * best * _ = 2%:R * (best * #|A :|: C|%:R + best * #|A :&: C|%:R)); last by ring.
  by rewrite ler_pmul2l ?ltr0n // ler_add2r.
rewrite -!natrM ler_nat; apply: leq_mul; first exact: subI.
exact/subset_leq_card/subsetUr.
Qed.
