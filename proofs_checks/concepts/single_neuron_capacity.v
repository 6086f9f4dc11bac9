(* A bias that is a little lower makes a neuron strict, so separable concepts are dichotomies of the points (x, 1): Cover counts them. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints Cover GeneralPosition Lifted.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Lifted.
Variables (R : realFieldType) (p N c : nat) (X : 'M[R]_(p, N)) (one : 'cV[R]_p) (C : 'I_c -> {set 'I_N}).
Hypothesis oneE : forall x, dot one (col x X) = 1.

Hypothesis distinct : forall i j, C i = C j -> i = j.
Hypothesis separated : forall j, exists w, C j = side X w.

Lemma neurons : exists W : 'M[R]_(p, c), (forall j x, dot (col j W) (col x X) != 0) /\ forall j, side X (col j W) = C j.
Proof.
have /fin_all_exists[f hf] j : exists w : 'cV[R]_p, (forall x, dot w (col x X) != 0) /\ side X w = C j.
  by have [w ->] := separated j; have [v nz e] := lower oneE w; exists v.
have e j : col j (\matrix_(i, j) f j i 0) = f j by apply/matrixP => a b; rewrite !mxE (ord1 b).
by exists (\matrix_(i, j) f j i 0); split=> j; rewrite e; case: (hf j).
Qed.

Lemma concepts : (c <= cover N p)%N /\ ((forall T : {set 'I_N}, (#|T| <= p)%N -> \rank (masked X T) = #|T|) ->
  (forall w, exists j, C j = side X w) -> c = cover N p).
Proof.
have [W [strict sides]] := neurons.
have diff i j : side X (col i W) = side X (col j W) -> i = j by rewrite !sides; apply: distinct.
split=> [|g all]; first exact: at_most_cover strict diff.
by apply: (exactly_cover strict diff g) => w _; have [j <-] := all w; exists j; rewrite sides.
Qed.

Lemma excluded_set (A : {set 'I_N}) (e : 'cV[R]_N) : X *m e = 0 -> (forall x, x \in A -> 0 <= e x 0) ->
  (forall x, x \notin A -> e x 0 <= 0) -> (exists x, e x 0 != 0) -> forall w, side X w <> A.
Proof.
move=> Xe pos neg [x0 ex0] w sA; have sum0 (v : 'cV[R]_p) : \sum_x e x 0 * dot v (col x X) = 0.
  by have := dot_mulmxr v X e; rewrite Xe dot0r.
have [x xA ex] : exists2 x, x \in A & 0 < e x 0.
  have /existsP[x ex] : [exists x, 0 < e x 0].
    apply: contraT; rewrite negb_exists => /forallP np; have le x : e x 0 <= 0 by have := np x; rewrite -leNgt.
    have : \sum_x - e x 0 = 0 by rewrite sumrN; apply/eqP; rewrite oppr_eq0 -[X in _ == X](sum0 one); apply/eqP/eq_bigr => x _; rewrite oneE mulr1.
    have nn x : true -> 0 <= - e x 0 by move=> _; rewrite oppr_ge0.
    move=> s; have : - e x0 0 = 0 by apply: (psumr_eq0P nn s).
    by move=> /eqP; rewrite oppr_eq0 (negbTE ex0).
  by exists x => //; apply: contraTT ex => /neg; rewrite -leNgt.
have term y : 0 <= e y 0 * dot w (col y X).
  have [yA|yA] := boolP (y \in A); first by rewrite mulr_ge0 ?pos // ltW //; move: yA; rewrite -sA inE.
  by rewrite mulr_le0 ?neg //; move: yA; rewrite -sA inE -leNgt.
have /eqP := sum0 w; rewrite (bigD1 x) //= gt_eqF // ltr_paddr ?sumr_ge0 // mulr_gt0 //; by move: xA; rewrite -sA inE.
Qed.
End Lifted.

Theorem proof : claim.
Proof.
move=> R N M p r d c q X W C E eN ep; subst N p => lifted distinct separated.
have oneE := last_one lifted; set one := (\col_i _) in oneE.
have sideE (w : 'cV[R]_(r + 1)) (A : {set 'I_(M + 1)}) : (forall x, (x \in A) = (0 < dot w (col x X))) -> A = side X w by move=> h; apply/setP => x; rewrite inE.
have sep j : exists w, C j = side X w by have [i h] := separated j; exists (col i W); apply: sideE.
have [le eq] := concepts oneE distinct sep; have e1 : cover M.+1 r.+1 = cover (M + 1) (r + 1) by rewrite !addn1.
split.
  have /fin_all_exists[f hf] := separated; have inj : injective f.
    by move=> i j e; apply: distinct; rewrite (sideE _ _ (hf i)) (sideE _ _ (hf j)) e.
  by have := leq_card f inj; rewrite !card_ord.
split; first by rewrite -cover_real e1 ler_nat.
split=> -[g all]; rewrite -cover_real e1; congr (_%:R); apply: eq => // w.
  by have [j h] := all w; exists j; apply: sideE.
have [[j e]|[j [z [s some]]]] := all (side X w); first by exists j.
by case: (@excluded_set R (r + 1) (M + 1) X one oneE (side X w) (col j E)  _ _ _ _ w) => // [x|x|]; rewrite ?mxE; [case: (s x) | case: (s x) => _ h /negP | case: some => x; exists x; rewrite mxE].
Qed.
