(* Motzkin gives weights that exclude a common point; Carathéodory leaves n + 1 of them.  Tight: x_1, ..., x_n > 0 > x_1 + ... + x_n. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Contexts Farkas Hulls Caratheodory.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Tight.
Variables (R : realFieldType) (n : nat).
Definition corner : 'M[R]_(n, n + 1) := row_mx 1%:M (const_mx (-1)).

Lemma corner_left j y : dot (col (lshift 1 j) corner) y = y j 0.
Proof.
rewrite /dot (bigD1 j) //= [col _ _ _ _]mxE row_mxEl mxE eqxx mul1r big1 ?addr0 // => k ne.
by rewrite [col _ _ _ _]mxE row_mxEl mxE (negbTE ne) mul0r.
Qed.
Lemma corner_right j y : dot (col (rshift n j) corner) y = - \sum_k y k 0.
Proof. by rewrite /dot -sumrN; apply: eq_bigr => k _; rewrite [col _ _ _ _]mxE row_mxEr mxE mulN1r. Qed.

Lemma corner_values (v : 'I_(n + 1) -> R) : \sum_i v i = 0 -> exists y, forall i, dot (col i corner) y = v i.
Proof.
move=> s; exists (\col_j v (lshift 1 j)) => i; rewrite -[i]splitK; case: (split i) => j /=; first by rewrite corner_left mxE.
rewrite corner_right (ord1 j); under eq_bigr do rewrite mxE.
by move: s; rewrite big_split_ord /= big_ord1 => /eqP; rewrite addrC addr_eq0 => /eqP ->.
Qed.

Lemma corner_sum y : \sum_i dot (col i corner) y = 0.
Proof.
rewrite big_split_ord /= big_ord1 corner_right; apply/eqP; rewrite subr_eq0; apply/eqP; apply: eq_bigr => j _.
exact: corner_left.
Qed.
End Tight.

Lemma row_of g m (K : 'I_g -> 'I_m -> bool) x : intent K [set y | y == x] = [set k | K x k].
Proof.
apply/setP => k; rewrite inE; apply/intentP/idP => [h|h y]; first by apply: h; rewrite inE eqxx.
by rewrite inE => /eqP ->.
Qed.

Theorem proof : claim.
Proof.
move=> R n d N W b X M K.
have rowE := row_of K; have sharedE F : (0 < #|extent K F|)%N = [exists j, F \subset [set k | K j k]].
  by apply/card_gt0P/existsP => -[j h]; exists j; move: h; rewrite in_extent.
split; [|split; [|split; [|split]]].
- split=> [[y h] F _|h]; first by exists y => i _; apply: h.
  by apply: (@helly R n d W b) => F /h.
- move=> h a [a0 [aW nz]]; rewrite ltNge; apply/negP => ab; have an : a != 0 by apply/eqP.
  have [u [u0 un uW ub um]] := few_weights a0 an aW ab.
  have := h _ um; rewrite sharedE => /existsP[j /subsetP sub]; apply: (weights_exclude (x := col j X) u0 un uW ub).
  by move=> i /sub; rewrite inE.
- move=> ->; exists (corner R n), 0; split=> [F small|[y h]].
    have [j jF] : exists j, j \notin F.
      apply/existsP; rewrite -negb_forall; apply: contraL small => /forallP all; rewrite -ltnNge.
      by rewrite (_ : F = setT) ?cardsT ?card_ord ?addn1 //; apply/setP => i; rewrite all inE.
    have [|y hy] := @corner_values R n (fun i => if i == j then - n%:R else 1).
      rewrite (bigD1 j) //= eqxx (eq_bigr (fun=> 1)) => [|i /negbTE ->//]; rewrite sumr_const cardC1 card_ord addn1.
      by rewrite addrC subrr.
    exists y => i iF; rewrite hy mxE addr0; case: eqP => [e|_]; last exact: ltr01.
    by rewrite e (negbTE jF) in iF.
  have := corner_sum y; apply/eqP; rewrite gt_eqF //.
  have pos i : 0 < dot (col i (corner R n)) y by have := h i; rewrite mxE addr0.
  by rewrite big_split_ord /= big_ord1 ltr_paddl // sumr_ge0 // => j _; apply: ltW.
- by rewrite sharedE; apply: eq_existsb => j; rewrite rowE.
rewrite sharedE => /existsP[j0 sub0].
have [j sub most] := @arg_maxnP _ j0 (fun j => M \subset [set k | K j k]) (fun j => #|[set k | K j k]|) sub0.
exists j; rewrite !rowE; split=> // k; rewrite rowE => le; apply/esym/eqP; rewrite eqEcard le.
by apply: most; apply: subset_trans sub le.
Qed.
