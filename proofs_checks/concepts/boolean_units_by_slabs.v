(* A slab around each group of r points (Slabs.v).  Conversely an intersection is a function from [m] to the dichotomies. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints Cover GeneralPosition Slabs Lifted.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Intersections.
Variables (N m : nat) (F : {set {set 'I_N}}).
Hypothesis whole : [set: 'I_N] \in F.

Lemma intersections : (forall A : {set 'I_N}, exists2 s : seq {set 'I_N}, all (mem F) s & (size s <= m)%N /\
  forall x, (x \in A) = all (fun B : {set 'I_N} => x \in B) s) -> (2 ^ N <= #|F| ^ m)%N.
Proof.
move=> h; have /fin_all_exists[f hf] (A : {set 'I_N}) : exists f : {ffun 'I_m -> {set 'I_N}}, f \in ffun_on (mem F) /\
    forall x, (x \in A) = [forall j, x \in f j].
  have [s /allP sF [sm e]] := h A; exists [ffun j : 'I_m => nth setT s j]; split.
    apply/ffun_onP => j; rewrite ffunE; have [lt|ge] := ltnP j (size s); first by apply: sF; apply: mem_nth.
    by rewrite nth_default.
  move=> x; rewrite e; apply/allP/forallP => [xs j|xs B /(nthP setT)[j lt <-]].
    rewrite ffunE; have [lt|ge] := ltnP j (size s); first by apply: xs; apply: mem_nth.
    by rewrite nth_default ?inE.
  by have := xs (Ordinal (leq_trans lt sm)); rewrite ffunE.
rewrite -[X in (2 ^ X)%N]card_ord -cardsT -card_powerset powersetT cardsT.
have inj : injective f by move=> A B e; apply/setP => x; case: (hf A) => _ ->; case: (hf B) => _ ->; rewrite e.
have <- := congr1 (expn #|F|) (card_ord m); rewrite -(card_ffun_on [finType of 'I_m] (mem F)).
rewrite -(card_codom inj); apply: subset_leq_card; apply/subsetP => g /codomP[A ->]; by case: (hf A).
Qed.
End Intersections.

Theorem proof : claim.
Proof.
move=> R N M p r s k m c X D W eN ep; subst N p => lifted eC; split=> [[g few]|all].
  have rp : (r < r + 1)%N by rewrite addn1.
  have [U [e [e0 h]]] := slabs (X := X) (D := D) (r := r) (s := s) g rp few; exists U, e => x; apply/idP/idP => [xD|/existsP[k0 lt]].
    have [k0 xk] := in_group few xD; apply/existsP; exists k0; have [z _] := h k0 x.
    by move: xk; rewrite z => /eqP ->; rewrite normr0.
  apply: (@group_sub _ r s D k0); apply: contraLR lt => xk; have [_ out] := h k0 x.
  by rewrite -leNgt ltW // out.
have oneE := last_one lifted; have [F [cF b _]] := dichotomies X 1%:M setT.
have sideF w : side X w \in F.
  have [v nz <-] := lower oneE w; by apply/cF; split; [apply: subsetT | apply: makes_side].
have ec : c = cover (M + 1) (r + 1) by apply/eqP; rewrite -(eqr_nat R) eC -cover_real !addn1.
rewrite cardsT card_ord mxrank1 -ec in b; apply: leq_trans (leq_exp2r' m b).
apply: intersections => [|A].
  have -> : [set: 'I_(M + 1)] = side X (\col_i (i == rshift r 0)%:R) by apply/setP => x; rewrite !inE oneE ltr01.
  exact: sideF.
have [H [small h]] := all A; exists [seq side X (col i W) | i <- enum H]; first by apply/allP => B /mapP[i _ ->]; apply: sideF.
split=> [|x]; first by rewrite size_map -cardE.
rewrite all_map h; apply/forallP/allP => hx i; first by rewrite mem_enum => iH; rewrite /= inE; apply: (implyP (hx i)).
by apply/implyP => iH; have := hx i; rewrite mem_enum => /(_ iH); rewrite /= inE.
Qed.
