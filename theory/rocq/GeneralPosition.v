(* Columns of which any p (or all, if there are fewer) are independent: some vector is orthogonal to exactly a given set of fewer than p
   of them; and the number of dichotomies, as what a list of vectors may show. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints Cover.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Position.
Variables (R : realFieldType) (p N : nat) (X : 'M[R]_(p, N)).
Implicit Types (u : 'rV[R]_p) (T A : {set 'I_N}).
Definition masked T : 'M[R]_(p, N) := \matrix_(i, j) (X i j * (j \in T)%:R).

Lemma mul_masked u T j : (u *m masked T) 0 j = at_ X u j * (j \in T)%:R.
Proof. by rewrite /at_ !mxE mulr_suml; apply: eq_bigr => i _; rewrite mxE mulrA. Qed.

Lemma planesP u T : reflect (forall i, i \in T -> at_ X u i = 0) (u <= planes X T)%MS.
Proof. by apply: (iffP sub_bigcapmxP) => h i /h /planeP. Qed.

Lemma planes_masked T : (planes X T :=: kermx (masked T))%MS.
Proof.
apply/eqmxP/andP; split; apply/row_subP => j; last first.
  apply/planesP => i iT; have /sub_kermxP/matrixP/(_ 0 i) := row_sub j (kermx (masked T)).
  by rewrite mul_masked iT mulr1 mxE.
have /planesP z : (row j (planes X T) <= planes X T)%MS := row_sub j _.
apply/sub_kermxP/matrixP => a i; rewrite (ord1 a) mul_masked [RHS]mxE.
by have [/z ->|_] := boolP (i \in T); rewrite ?mul0r ?mulr0.
Qed.

Hypothesis independent : forall T, (#|T| <= p)%N -> \rank (masked T) = #|T|.

Lemma rank_planes T : (#|T| <= p)%N -> \rank (planes X T) = (p - #|T|)%N.
Proof. by move=> small; rewrite planes_masked mxrank_ker independent. Qed.

Lemma general_position S : general X 1%:M S.
Proof. by move=> T _; rewrite mxrank1 cap1mx => /rank_planes. Qed.

Lemma orthogonal_to (G : {set 'I_N}) : (#|G| < p)%N -> exists u, forall i, (at_ X u i == 0) = (i \in G).
Proof.
move=> few; have [x gen] := generic_exists (planes X G *m X)^T.
have e i : at_ X (x^T *m planes X G) i = ((planes X G *m X)^T *m x) i 0.
  have eT : x^T *m (planes X G *m X) = ((planes X G *m X)^T *m x)^T by rewrite [RHS]trmx_mul trmxK.
  by rewrite /at_ -mulmxA eT [LHS]mxE.
exists (x^T *m planes X G) => i; apply/idP/idP => [z|iG]; last first.
  by have /planesP/(_ i iG) -> := submxMl x^T (planes X G).
apply: contraLR z => iG; rewrite e; apply: gen; apply: contraT; rewrite negb_exists => /forallP dead.
have le : (planes X G <= plane X i)%MS.
  apply/row_subP => j; apply/planeP; have := dead j; rewrite negbK mxE => /eqP <-.
  by rewrite /at_ -row_mul mxE.
have := rank_planes (T := i |: G); rewrite cardsU1 iG add1n /planes big_setU1 //= => /(_ few).
rewrite (capmx_idPr le) -/(planes X G) rank_planes ?(ltnW few) // subnS => /eqP.
by case: (p - #|G|)%N (subn_gt0 #|G| p) => [|r _]; rewrite ?few //= gtn_eqF.
Qed.
End Position.

Section Lists.
Variables (R : realFieldType) (p N k : nat) (X : 'M[R]_(p, N)) (W : 'M[R]_(p, k)).
Definition side (w : 'cV[R]_p) : {set 'I_N} := [set x | 0 < dot w (col x X)].

Lemma at_dot (w : 'cV[R]_p) x : at_ X w^T x = dot w (col x X).
Proof. by rewrite /at_ mxE; apply: eq_bigr => i _; rewrite !mxE. Qed.

Lemma makes_side (w : 'cV[R]_p) : (forall x, dot w (col x X) != 0) -> makes X 1%:M setT (side w).
Proof.
move=> nz; exists w^T; split=> [|x|x _]; rewrite ?submx1 // inE at_dot //.
by rewrite -leNgt le_eqVlt (negbTE (nz x)).
Qed.

Lemma side_makes A : makes X 1%:M setT A -> exists2 w : 'cV[R]_p, forall x, dot w (col x X) != 0 & side w = A.
Proof.
move=> [u [_ u1 u2]]; have e x : dot u^T (col x X) = at_ X u x by rewrite -at_dot trmxK.
have off x : x \notin A -> at_ X u x < 0 by move=> xA; apply: u2; rewrite ?inE.
exists u^T => [x|]; first by rewrite e; have [/u1/lt0r_neq0|/off/ltr0_neq0] := boolP (x \in A).
apply/setP => x; rewrite inE e; have [/u1|/off lt] := boolP (x \in A) => //.
by apply/negbTE; rewrite -leNgt ltW.
Qed.

Hypothesis strict : forall i x, dot (col i W) (col x X) != 0.
Hypothesis different : forall i j, side (col i W) = side (col j W) -> i = j.

Lemma at_most_cover : (k <= cover N p)%N.
Proof.
have [F [cF b _]] := dichotomies X 1%:M setT; rewrite cardsT card_ord mxrank1 in b; apply: leq_trans b.
by apply: (leq_injective (f := fun i => side (col i W))) => // i; apply/cF; split; [apply: subsetT | apply: makes_side].
Qed.

Lemma exactly_cover : (forall T : {set 'I_N}, (#|T| <= p)%N -> \rank (masked X T) = #|T|) ->
  (forall w : 'cV[R]_p, (forall x, dot w (col x X) != 0) -> exists i, side (col i W) = side w) -> k = cover N p.
Proof.
move=> ind all; apply/eqP; rewrite eqn_leq at_most_cover.
have [F [cF _ g]] := dichotomies X 1%:M setT; have := g (general_position ind (S := setT)).
rewrite cardsT card_ord mxrank1 => <-; rewrite -[k]card_ord -cardsT.
apply: leq_trans (leq_imset_card (fun i => side (col i W)) _); apply: subset_leq_card; apply/subsetP => A /cF[_ /side_makes[w nz <-]].
by have [i <-] := all w nz; apply: imset_f; rewrite inE.
Qed.
End Lists.

Lemma cover_real (R : realFieldType) M r : (cover M.+1 r.+1)%:R = 2%:R * (1 + \sum_(i < r) 'C(M, i.+1)%:R) :> R.
Proof. by rewrite /cover natrM sum1_recl bin0 natrD natr_sum. Qed.

Lemma cover_half p : (2 * cover (p.+1 + p.+1) p.+1 = 2 ^ (p.+1 + p.+1))%N.
Proof.
rewrite addSn /cover; set M := (p + p.+1)%N.
have all : (\sum_(i < p.+1 + p.+1) 'C(M, i) = 2 ^ M)%N.
  rewrite addSn -/M -[2%N]/(1 + 1)%N Pascal; by apply: eq_bigr => i _; rewrite !exp1n !muln1.
have : (\sum_(i < p.+1) 'C(M, p.+1 + i) = \sum_(i < p.+1) 'C(M, i))%N.
  rewrite (reindex_inj rev_ord_inj); apply: eq_bigr => i _ /=; have ip : (i <= p)%N by rewrite -ltnS.
  by rewrite subSS addnBA // addSnnS -/M bin_sub // (leq_trans ip (leq_addr _ _)).
move: all; rewrite big_split_ord /= => all e; rewrite e addnn -mul2n in all.
by rewrite all expnS.
Qed.
