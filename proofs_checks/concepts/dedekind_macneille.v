(* The upper bounds of an ideal are the filter of its element; an existing join has the same upper bounds as its set. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R v L refl anti tr.
have trans x y z : L x y -> L y z -> L x z by move=> xy yz; apply: (tr x y z).
pose ideal x := [set b : 'I_v | L b x]; pose upset x := [set a : 'I_v | L x a].
pose up (S : {set 'I_v}) := [set j : 'I_v | [forall f : 'I_v, (f \in S) ==> L f j]].
pose down (S : {set 'I_v}) := [set k : 'I_v | [forall h : 'I_v, (h \in S) ==> L k h]].
have upP (S : {set 'I_v}) m : reflect (forall f, f \in S -> L f m) (m \in up S).
  by rewrite inE; apply: (iffP forallP) => h f; [move/implyP: (h f) | apply/implyP; apply: h].
have downP (S : {set 'I_v}) m : reflect (forall f, f \in S -> L m f) (m \in down S).
  by rewrite inE; apply: (iffP forallP) => h f; [move/implyP: (h f) | apply/implyP; apply: h].
have upE x : up (ideal x) = upset x.
  apply/setP => m; apply/upP/idP => [h|]; first by rewrite inE; apply: h; rewrite inE.
  by rewrite inE => xm f; rewrite inE => fx; apply: trans xm.
have downE x : down (upset x) = ideal x.
  apply/setP => m; apply/downP/idP => [h|]; first by rewrite inE; apply: h; rewrite inE.
  by rewrite inE => mx f; rewrite inE; apply: trans.
split; first by move=> x; split; [apply: upE | apply: downE].
have embeds x y : (ideal x \subset ideal y) = L x y.
  apply/subsetP/idP => [h|xy e]; first by have := h x; rewrite !inE; apply.
  by rewrite !inE => ex; apply: trans xy.
split.
  move=> x y; split; first exact: embeds.
  move=> e; apply: anti; have e2 : ideal x = ideal y := e.
  by rewrite -!embeds e2 subxx.
split.
  move=> A x; split=> -[bound best].
    have e : up A = upset x.
      apply/setP => m; apply/upP/idP => [h|]; first by rewrite inE; apply: best.
      by rewrite inE => xm f /bound fx; apply: trans xm.
    by rewrite -/(ideal x) -downE -e.
  apply/setP => m; apply/downP/idP => [h|]; first by rewrite inE; apply: best.
  by rewrite inE => mx f /bound; apply: trans.
move=> A cl; split; last by apply/esym; exact: cl.
apply/setP => e; rewrite inE; apply/idP/existsP => [eA|[d /andP[dA ed]]]; first by exists e; rewrite eA refl.
rewrite -cl; apply/downP => h /upP/(_ d dA); exact: trans.
Qed.
