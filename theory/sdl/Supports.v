(* Which sets of features a row is positive on: Motzkin's theorem for the rows of F strict and the negated rows of E weak. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Row.
Variables (R : realFieldType) (p n : nat) (W : 'M[R]_(p, n)).
Implicit Types F E : {set 'I_n}.

Definition seen F E := exists a : 'cV[R]_p, (forall d, d \in F -> 0 < dot a (col d W)) /\ (forall e, e \in E -> dot a (col e W) <= 0).
Definition mixed F E := exists l m : 'cV[R]_n,
  [/\ forall d, 0 <= l d 0 /\ (d \notin F -> l d 0 = 0), forall d, 0 <= m d 0 /\ (d \notin E -> m d 0 = 0),
      exists d, 0 < l d 0 & W *m l = W *m m].

Lemma not_both F E : seen F E -> mixed F E -> False.
Proof.
move=> [a [aF aE]] [l [m [l0 m0 [d ld] e]]].
have dF : d \in F by apply: contraT => h; have [_ /(_ h)] := l0 d => e0; rewrite e0 ltxx in ld.
have : 0 < dot a (W *m l).
  rewrite dot_mulmxr (bigD1 d) //= ltr_paddr ?mulr_gt0 ?aF //; apply: sumr_ge0 => k _.
  have [lk0 lk] := l0 k; case: (boolP (k \in F)) => kF; last by rewrite lk // mul0r.
  by rewrite mulr_ge0 // ltW // aF.
rewrite e dot_mulmxr ltNge => /negP; apply.
rewrite -oppr_ge0 -sumrN; apply: sumr_ge0 => k _; rewrite oppr_ge0.
have [mk0 mk] := m0 k; case: (boolP (k \in E)) => kE; last by rewrite mk // mul0r.
by apply: mulr_ge0_le0 => //; apply: aE.
Qed.

Lemma one_of F E : seen F E \/ mixed F E.
Proof.
pose a (i : 'I_n + 'I_n) (k : 'I_p) := match i with inl d => (d \in F)%:R * W k d | inr e => - ((e \in E)%:R * W k e) end.
pose s (i : 'I_n + 'I_n) := match i with inl d => d \in F | inr _ => false end.
have [[x hx]|[y [y0 yk [i si yi]]]] := motzkin_core a s; [left | right].
  exists (\col_k x k); split => d hd.
    have := hx (inl d); rewrite /= hd /= => h; rewrite (_ : dot _ _ = \sum_k 1%:R * W k d * x k) //.
    by apply: eq_bigr => k _; rewrite !mxE mulr1n mul1r mulrC.
  have := hx (inr d); rewrite /= /pos hd => h; rewrite -oppr_ge0 (_ : - dot _ _ = \sum_k - (1%:R * W k d) * x k) //.
  by rewrite /dot -sumrN; apply: eq_bigr => k _; rewrite !mxE mulr1n mul1r mulNr mulrC.
exists (\col_d ((d \in F)%:R * y (inl d))), (\col_e ((e \in E)%:R * y (inr e))); split.
- by move=> d; rewrite mxE; split=> [|/negbTE ->]; rewrite ?mul0r // mulr_ge0 // ler0n.
- by move=> d; rewrite mxE; split=> [|/negbTE ->]; rewrite ?mul0r // mulr_ge0 // ler0n.
- case: i si yi => //= d dF yd; exists d; by rewrite mxE dF mul1r.
apply/matrixP => k j; rewrite (ord1 j) !mxE; apply/eqP; rewrite -subr_eq0 -sumrB; apply/eqP.
rewrite -[RHS](yk k) big_sumType /= -big_split; apply: eq_bigr => d _ /=; rewrite !mxE.
by move: (W k d) (y _) (y _) ((d \in F)%:R) ((d \in E)%:R) => w u1 u2 f g; ring.
Qed.

Lemma seen_iff F E : seen F E <-> ~ mixed F E.
Proof. by split=> [h m|h]; [apply: not_both h m | have [|m] := one_of F E; last by case: h]. Qed.

(* a row that sees one feature alone: the feature is outside the cone of the others *)
Lemma alone_iff k : seen [set k] (~: [set k]) <->
  ~ (exists m : 'cV[R]_n, (forall d, 0 <= m d 0) /\ m k 0 = 0 /\ W *m m = col k W).
Proof.
split=> [s [m [m0 [mk e]]]|h].
  apply: (not_both s); exists (delta_mx k 0), m; split.
  - by move=> d; rewrite mxE andbT inE; case: eqP => _; rewrite ?ler01 ?lexx; split.
  - by move=> d; split=> //; rewrite !inE negbK => /eqP ->.
  - by exists k; rewrite mxE !eqxx ltr01.
  by rewrite -colE e.
have [//|[l [m [l0 m0 [d ld] e]]]] := one_of [set k] (~: [set k]); case: h.
have dk : d = k.
  by apply/eqP; apply: contraT => dk; have [_] := l0 d; rewrite inE => /(_ dk) e0; rewrite e0 ltxx in ld.
rewrite dk in ld; exists ((l k 0)^-1 *: m); split.
  by move=> j; rewrite mxE; apply: mulr_ge0; [rewrite invr_ge0 ltW | have [] := m0 j].
split; first by rewrite mxE; have [_ mk] := m0 k; rewrite mk ?mulr0 // !inE eqxx.
have -> : W *m ((l k 0)^-1 *: m) = (l k 0)^-1 *: (W *m l) by rewrite -scalemxAr e.
have el : l = l k 0 *: delta_mx k 0.
  apply/matrixP => j c; rewrite (ord1 c) !mxE eqxx andbT; case: eqP => [->|/eqP jk]; first by rewrite mulr1.
  by have [_] := l0 j; rewrite inE => ->; rewrite ?mulr0.
by rewrite [in W *m l]el -scalemxAr scalerA mulVf ?gt_eqF // scale1r colE.
Qed.

(* exactly the features of a set *)
Lemma exactly_iff F : (exists a : 'cV[R]_p, forall d, (0 < dot a (col d W)) = (d \in F)) <-> ~ mixed F (~: F).
Proof.
apply: iff_trans (seen_iff F (~: F)); split=> [[a h]|[a [aF aE]]]; exists a.
  by split=> d; rewrite ?inE -h // -leNgt.
move=> d; apply/idP/idP => [|/aF //]; apply: contraTT => dF.
by rewrite -leNgt; apply: aE; rewrite inE.
Qed.
End Row.

(* a small number keeps finitely many values positive *)
Lemma small_step (R : realFieldType) n (x y : 'I_n -> R) : (forall d, 0 < y d) ->
  exists2 t, 0 < t & forall d, 0 < x d -> 0 < x d - t * y d.
Proof.
move=> y0; pose s d := if 0 < x d then x d / (2%:R * y d) else 1.
have s0 d : 0 < s d by rewrite /s; case: ifP => h; rewrite ?ltr01 // divr_gt0 // mulr_gt0 // ltr0n.
case: n => [|n] in x y y0 s s0 *; first by exists 1 => [|[]]; rewrite ?ltr01.
case: (@Order.TotalTheory.arg_minP _ _ _ ord0 predT s isT) => i _ least.
exists (s i) => // d xd; rewrite subr_gt0; have := least d isT; rewrite {2}/s xd ler_pdivl_mulr ?mulr_gt0 ?ltr0n //.
rewrite mulrCA; have p : 0 < s i * y d by apply: mulr_gt0.
by rewrite mulr_natl mulr2n => /(lt_le_trans _); apply; rewrite ltr_addl.
Qed.
