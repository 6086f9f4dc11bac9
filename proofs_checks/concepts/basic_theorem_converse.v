(* Density says that an element is determined by the objects below it and by the attributes above it; an extent is that of its join. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R v L G M order complete joins meets.
have trans x y z : L x y -> L y z -> L x z.
  by move=> xy yz; have [_ /(_ y)[_ /(_ z)]] := order x; apply.
pose below x := [set b : 'I_v | (b \in G) && L b x]; pose above x := [set a : 'I_v | (a \in M) && L x a].
pose up (S : {set 'I_v}) := [set j : 'I_v | (j \in M) && [forall f : 'I_v, (f \in S) ==> L f j]].
pose down (S : {set 'I_v}) := [set k : 'I_v | (k \in G) && [forall h : 'I_v, (h \in S) ==> L k h]].
have upE x : up (below x) = above x.
  apply/setP => m; rewrite !inE; case: (m \in M) => //=; apply/forallP/idP => [h|xm f].
    by apply: joins => e [eG ex]; have := h e; rewrite inE eG ex.
  by apply/implyP; rewrite inE => /andP[_ fx]; apply: trans xm.
have downE x : down (above x) = below x.
  apply/setP => e; rewrite !inE; case: (e \in G) => //=; apply/forallP/idP => [h|ex f].
    by apply: meets => m [mM xm]; have := h m; rewrite inE mM xm.
  by apply/implyP; rewrite inE => /andP[_]; apply: trans.
split; first by move=> x; rewrite -/(below x) -/(above x) -/(up _) -/(down _) upE downE.
split.
  move=> x y; apply/subsetP/idP => [h|xy e]; last by rewrite !inE => /andP[-> ex]; apply: trans xy.
  by apply: joins => e [eG ex]; have := h e; rewrite !inE eG ex; apply.
move=> A closed; have [x [ub least]] := complete A; exists x.
have e : up A = above x.
  apply/setP => m; rewrite !inE; case: (m \in M) => //=; apply/forallP/idP => [h|xm f].
    by apply: least => f fA; have := h f; rewrite fA.
  by apply/implyP => fA; apply: trans xm; apply: ub.
by rewrite -/(below x) -downE -e; exact: closed.
Qed.
