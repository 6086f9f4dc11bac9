(* By deletion of a point (Cover.v): different dichotomies are members of a set of at most Cover's size, and all of it in general position. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints Cover GeneralPosition.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma excluded (R : realFieldType) p N (X : 'M[R]_(p, N)) (w : 'cV[R]_p) (e : 'cV[R]_N) :
  (forall x, dot w (col x X) != 0) -> X *m e = 0 -> (forall x, x \in side X w -> 0 <= e x 0) ->
  (forall x, x \notin side X w -> e x 0 <= 0) -> (exists x, e x 0 != 0) -> False.
Proof.
move=> nz Xe pos neg [x ex]; have := dot_mulmxr w X e; rewrite Xe dot0r => /esym/eqP.
have term y : 0 <= e y 0 * dot w (col y X).
  have [yA|yA] := boolP (y \in side X w); first by rewrite mulr_ge0 ?pos // ltW //; rewrite inE in yA.
  by rewrite mulr_le0 ?neg //; move: yA; rewrite inE -leNgt.
rewrite (bigD1 x) //= gt_eqF // ltr_paddr ?sumr_ge0 // lt_neqAle term andbT eq_sym.
by rewrite mulf_eq0 negb_or ex nz.
Qed.

Theorem proof : claim.
Proof.
move=> R N M p r k q X W E eN ep; subst N p => strict different.
have diff i j : side X (col i W) = side X (col j W) -> i = j.
  by move=> /setP e; apply: different => x; have := e x; rewrite !inE.
have eq : (forall T : {set 'I_(M + 1)}, (#|T| <= r + 1)%N -> \rank (masked X T) = #|T|) ->
    (forall w : 'cV[R]_(r + 1), (forall x, dot w (col x X) != 0) -> exists i, side X (col i W) = side X w) ->
    k%:R = 2%:R * (1 + \sum_(i < r) 'C(M, i.+1)%:R) :> R.
  move=> g all; rewrite -cover_real -addn1 -[r.+1]addn1; congr (_%:R); exact: exactly_cover strict diff g all.
split; first by rewrite -cover_real ler_nat -addn1 -[r.+1]addn1; apply: at_most_cover strict diff.
split=> [[g all]|].
  by apply: eq g _ => w /all[i h]; exists i; apply/setP => x; rewrite !inE h.
split=> [[g dec]|].
  apply: eq g _ => w nz; have [[i h]|[j [z [s some]]]] := dec (side X w).
    by exists i; apply/setP => x; rewrite inE h.
  by case: (@excluded R (r + 1) (M + 1) X w (col j E)) => // [x|x|]; rewrite ?mxE; [case: (s x) | case: (s x) => _ h /negP | case: some => x; exists x; rewrite mxE].
move=> e; rewrite -cover_real -natrM; congr (_%:R); have -> : M.+1 = (r.+1 + r.+1)%N by rewrite -addn1 e addn1.
by rewrite cover_half e addn1.
Qed.
