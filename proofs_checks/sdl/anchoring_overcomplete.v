(* Two or more features left: their neurons read w_d + (3/4) w_e along a cycle of these features; the inverse decays along the cycle by the
   same factor.  One feature a left: its neuron and a spare one read w_a - (3/4) (all others), and their columns add up to w_a.  Further
   neurons read minus the sum of all features. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Anchors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma next_neq (T : eqType) (s : seq T) x : uniq s -> (1 < size s)%N -> x \in s -> next s x != x.
Proof.
move=> us s1 xs; have [i t e] := rot_to xs; rewrite -(next_rot i us) e.
have : uniq (x :: t) by rewrite -e rot_uniq.
have : (1 < size (x :: t))%N by rewrite -e size_rot.
by case: t {e} => [|y t] //= _; rewrite eqxx inE negb_or => /andP[/andP[xy _] _]; rewrite eq_sym.
Qed.

Section Far.
Variables (R : realFieldType) (p q n : nat) (W : 'M[R]_(p, n)) (A : {set 'I_n}) (f : 'I_n -> 'I_q) (M : 'I_n -> R).
Hypothesis WW : W^T *m W = 1%:M.
Hypothesis inj : forall d e, f d = f e -> d = e.
Definition far (x : 'cV[R]_p) := 0 < norm2 x /\ forall d, 25%:R * dot x (col d W) ^+ 2 <= 16%:R * norm2 x.
Definition wide (x : 'cV[R]_n) := exists a b, [/\ b != a, x a 0 != 0, forall d, x d 0 ^+ 2 <= x a 0 ^+ 2 & 9%:R * x a 0 ^+ 2 <= 16%:R * x b 0 ^+ 2].

Lemma wide_far x : wide x -> far (W *m x).
Proof.
move=> [a [b [ba xa most xb]]]; rewrite /far norm_at //.
have low : x a 0 ^+ 2 + x b 0 ^+ 2 <= norm2 x.
  rewrite /norm2 /dot (bigD1 a) //= (bigD1 b) //= -!expr2 addrA ler_addl; apply: sumr_ge0 => d _; by rewrite -expr2 sqr_ge0.
have pos : 0 < x a 0 ^+ 2 by rewrite lt_def sqr_ge0 sqrf_eq0 xa.
split; first by apply: lt_le_trans low; rewrite ltr_paddr ?sqr_ge0.
move=> d; rewrite coordinate //; apply: (@le_trans _ _ (16%:R * (x a 0 ^+ 2 + x b 0 ^+ 2))); last by rewrite ler_pmul2l ?ltr0n.
apply: (@le_trans _ _ (25%:R * x a 0 ^+ 2)); first by rewrite ler_pmul2l ?ltr0n.
by rewrite mulrDr -ler_subl_addl -mulrBl -natrB.
Qed.

Definition goal := exists (D : 'M[R]_(p, q)) (E : 'M[R]_(q, p)),
  (forall j, j \in A -> (forall i, E (f j) i = W i j) /\ col (f j) D = col j W) /\ loss D E W W M = 0 /\
  (forall i, (forall j, j \in A -> f j != i) -> far (col i E^T) /\ far (col i D)).

Lemma from_coordinates (G : 'M[R]_(q, n)) (X : 'M[R]_(n, q)) : X *m positive_part G = 1%:M ->
  (forall j d, j \in A -> G (f j) d = ((d == j : bool)%:R : R)) -> (forall j d, j \in A -> X d (f j) = ((d == j : bool)%:R : R)) ->
  (forall i, (forall j, j \in A -> f j != i) -> wide (\col_d G i d) /\ wide (col i X)) -> goal.
Proof.
move=> XZ Gr Xc apart; exists (W *m X), (G *m W^T); split.
  by move=> j jA; split; [apply: row_at => d; apply: Gr | apply: col_at => // d; apply: Xc].
split; first by apply: loss_at; rewrite codes_at.
move=> i out; have [wG wX] := apart i out; split; last by rewrite colE -mulmxA -colE; apply: wide_far.
have -> : col i (G *m W^T)^T = W *m (\col_d G i d); last exact: wide_far.
by apply/matrixP => k j; rewrite !mxE; apply: eq_bigr => d _; rewrite !mxE mulrC.
Qed.

Lemma ones_wide : (1 < n)%N -> wide (const_mx 1).
Proof.
move=> n1; have n0 := ltnW n1; exists (Ordinal n0), (Ordinal n1); rewrite !mxE; split=> //; first exact: oner_neq0.
- by move=> d; rewrite mxE.
by rewrite expr1n !mulr1 ler_nat.
Qed.
Lemma minus_ones_wide : (1 < n)%N -> wide (\col_(d < n) -1).
Proof.
move=> n1; have n0 := ltnW n1; exists (Ordinal n0), (Ordinal n1); rewrite !mxE; split=> //; first by rewrite oppr_eq0 oner_neq0.
- by move=> d; rewrite mxE.
by rewrite sqrrN expr1n !mulr1 ler_nat.
Qed.

Section TwoLeft.
Hypothesis two : (1 < #|~: A|)%N.
Let s := enum (~: A).
Let nx d := next s d.
Lemma s_uniq : uniq s. Proof. exact: enum_uniq. Qed.
Lemma in_s d : (d \in s) = (d \notin A). Proof. by rewrite mem_enum inE. Qed.
Lemma nx_out d : d \notin A -> nx d \notin A. Proof. by rewrite -!in_s mem_next. Qed.
Lemma nx_neq d : d \notin A -> nx d != d. Proof. by rewrite -in_s; apply: next_neq; [exact: s_uniq | rewrite -cardE]. Qed.
Let T : 'M[R]_n := \matrix_(j, d) ((d == j)%:R + (3%:R / 4%:R) * ((j \notin A) && (d == nx j))%:R).
Let c : R := 3%:R / 4%:R.
Lemma four : 4%:R != 0 :> R. Proof. by rewrite pnatr_eq0. Qed.
Lemma c_sq : 16%:R * c ^+ 2 = 9%:R.
Proof. by rewrite /c expr_div_n -!natrX mulrCA divff ?mulr1 // pnatr_eq0. Qed.
Lemma c0 : 0 < c. Proof. by rewrite divr_gt0 ?ltr0n. Qed.
Lemma c1 : c < 1. Proof. by rewrite ltr_pdivr_mulr ?ltr0n // mul1r ltr_nat. Qed.

Lemma Tx (x : 'cV[R]_n) j : (T *m x) j 0 = x j 0 + (if j \in A then 0 else c * x (nx j) 0).
Proof.
rewrite mxE (eq_bigr (fun d => (if d == j then x d 0 else 0) + (if d == nx j then (if j \in A then 0 else c * x d 0) else 0))).
  by rewrite big_split /= -!big_mkcond /= !big_pred1_eq.
move=> d _; rewrite mxE mulrDl; congr (_ + _); first by case: eqP => _; rewrite ?mul1r ?mul0r.
by rewrite -/c; case: (j \in A) => /=; [rewrite mulr0 mul0r; case: eqP | case: eqP => _; rewrite ?mulr1 ?mulr0 ?mul0r].
Qed.
(* a largest entry at which the image vanishes is zero *)
Lemma peak (x : 'cV[R]_n) j : (forall d, `|x d 0| <= `|x j 0|) -> (T *m x) j 0 = 0 -> x j 0 = 0.
Proof.
move=> most /eqP; rewrite Tx; case: (j \in A); first by rewrite addr0 => /eqP.
rewrite addr_eq0 => /eqP e; apply/eqP; rewrite -normr_eq0 eq_le normr_ge0 andbT leNgt; apply/negP => pos.
have : `|x j 0| <= c * `|x j 0|.
  by rewrite {1}e normrN normrM (gtr0_norm c0) ler_pmul2l ?c0 ?most.
by rewrite ler_pmull // leNgt c1.
Qed.
Lemma largest (x : 'cV[R]_n) (d0 : 'I_n) : exists j, forall d, `|x d 0| <= `|x j 0|.
Proof.
case: (@Order.TotalTheory.arg_maxP _ _ _ d0 predT (fun d => `|x d 0|) isT) => j _ h; exists j => d; exact: h.
Qed.
Lemma T_unit : T \in unitmx.
Proof.
rewrite -unitmx_tr -row_free_unit; apply/inj_row_free => v e; apply/matrixP => i d; rewrite (ord1 i) [RHS]mxE.
have z : T *m v^T = 0 by rewrite -[T]trmxK -trmx_mul e trmx0.
have [j most] := largest v^T d.
have zj : v^T j 0 = 0 by apply: peak most _; rewrite z mxE.
by apply/eqP; have := most d; rewrite zj normr0 normr_le0 mxE.
Qed.
Let C := invmx T.
Lemma TC : T *m C = 1%:M. Proof. exact: mulmxV T_unit. Qed.
Lemma CT : C *m T = 1%:M. Proof. exact: mulVmx T_unit. Qed.
Let out i : bool := [forall j, f j != i].
Let G : 'M[R]_(q, n) := \matrix_(i, d) ((seat R f *m T) i d - (out i)%:R).
Let X : 'M[R]_(n, q) := \matrix_(d, i) ((C *m (seat R f)^T) d i + (out i)%:R).

Lemma T_ge0 j d : 0 <= T j d.
Proof. by rewrite mxE addr_ge0 ?ler0n // mulr_ge0 ?ler0n // ltW // c0. Qed.
Lemma seat_T i d : out i -> (seat R f *m T) i d = 0.
Proof. by move=> /forallP h; apply: seat_out. Qed.
Lemma in_f j : out (f j) = false.
Proof. by apply/negP => /forallP/(_ j); rewrite eqxx. Qed.
Lemma Gf j d : G (f j) d = T j d.
Proof. by rewrite mxE seat_row // in_f subr0. Qed.
Lemma Xf j d : X d (f j) = C d j.
Proof.
rewrite mxE in_f addr0 mxE (bigD1 j) //= [(seat R f)^T _ _]mxE seat_f // eqxx mulr1 big1 ?addr0 // => k kj.
by rewrite [(seat R f)^T _ _]mxE seat_f // (negbTE kj) mulr0.
Qed.
Lemma codesG : positive_part G = seat R f *m T.
Proof.
apply/matrixP => i d; rewrite [LHS]mxE [G i d]mxE; case o: (out i); last first.
  by rewrite subr0 relu_pos // mxE; apply: sumr_ge0 => k _; rewrite mulr_ge0 ?T_ge0 // mxE ler0n.
by rewrite seat_T // sub0r relu_neg // oppr_le0 ler01.
Qed.
Lemma XG : X *m positive_part G = 1%:M.
Proof.
rewrite codesG; have -> : X *m (seat R f *m T) = (C *m (seat R f)^T) *m (seat R f *m T).
  apply/matrixP => d e; rewrite !mxE; apply: eq_bigr => i _; rewrite mxE; case o: (out i); last by rewrite addr0.
  by rewrite seat_T ?mulr0.
by rewrite mulmxA -[C *m _ *m _]mulmxA seats // mulmx1 CT.
Qed.

Lemma two_left : (1 < n)%N -> goal.
Proof.
move=> n1; apply: (from_coordinates XG).
- by move=> j d jA; rewrite Gf mxE jA /= mulr0 addr0.
- move=> j d jA; rewrite Xf; have e : C *m delta_mx j 0 = delta_mx j 0 :> 'cV_n.
    rewrite -[RHS]mul1mx -CT -mulmxA; congr (_ *m _); apply/matrixP => k l; rewrite (ord1 l) Tx !mxE eqxx !andbT.
    case: (boolP (k \in A)) => kA; first by rewrite addr0.
    have := nx_out kA; case: (nx k =P j) => [->|_ _]; [by rewrite jA | by rewrite mulr0 addr0].
  by have /matrixP/(_ d 0) := e; rewrite -colE !mxE andbT.
move=> i free; case: (boolP (out i)) => o.
  have z d : G i d = -1 by rewrite mxE o seat_T // sub0r.
  have zX d : X d i = 1.
    rewrite mxE o [(C *m _) _ _]mxE big1 ?add0r // => l _; rewrite [(seat R f)^T _ _]mxE [seat _ _ _ _]mxE eq_sym.
    by have /forallP/(_ l)/negbTE -> := o; rewrite mulr0.
  split; first by rewrite (_ : \col_d _ = \col_(d < n) -1); [exact: minus_ones_wide | apply/matrixP => d k; rewrite [LHS]mxE z [RHS]mxE].
  by rewrite (_ : col i X = const_mx 1); [exact: ones_wide | apply/matrixP => d k; rewrite [LHS]mxE zX [RHS]mxE].
move: o; rewrite /out negb_forall => /existsP[j]; rewrite negbK => /eqP fj.
have jA : j \notin A by apply/negP => jA; have := free j jA; rewrite fj eqxx.
have nj := nx_neq jA; rewrite -fj; split.
  exists j, (nx j); have Tjj : T j j = 1 by rewrite mxE eqxx eq_sym (negbTE nj) andbF mulr0 addr0.
  have Tjn : T j (nx j) = c by rewrite mxE (negbTE nj) jA eqxx add0r mulr1.
  rewrite ![(\col_d _) _ _]mxE !Gf Tjj Tjn; split=> //; first exact: oner_neq0.
    move=> d; rewrite mxE Gf expr1n; apply: exprn_ile1; first exact: T_ge0.
    rewrite mxE; have [->|dj] := eqVneq d j; first by rewrite eq_sym (negbTE nj) andbF mulr0 addr0.
    by rewrite add0r; case: (_ && _); rewrite ?mulr1 ?mulr0 ?ler01 // ltW // c1.
  by rewrite expr1n mulr1 c_sq.
pose x := col j C; have Tj k : (T *m x) k 0 = ((k == j)%:R : R).
  by rewrite /x colE mulmxA TC mul1mx mxE andbT.
have most d : `|x d 0| <= `|x j 0|.
  have [m mm] := largest x j; have [<-|mj] := eqVneq m j; first exact: mm.
  by have m0 := peak mm; rewrite Tj (negbTE mj) in m0; apply: le_trans (mm d) _; rewrite m0 ?normr0 ?normr_ge0.
have xj : x j 0 != 0.
  apply/eqP => z; have := Tj j; rewrite eqxx Tx z (negbTE jA) add0r => e; have := most (nx j).
  rewrite z normr0 normr_le0 => /eqP z2; by move/eqP: e; rewrite z2 mulr0 eq_sym oner_eq0.
have pj : prev s j \notin A by rewrite -in_s mem_prev in_s.
have nxp : nx (prev s j) = j by rewrite /nx next_prev // s_uniq.
have pne : prev s j != j by apply: contraNneq nj => e; rewrite -{1}e nxp.
have xp : x (prev s j) 0 = - (c * x j 0).
  have := Tj (prev s j); rewrite (negbTE pne) Tx (negbTE pj) nxp => /eqP; by rewrite addr_eq0 => /eqP.
have -> : col (f j) X = x by apply/matrixP => d k; rewrite [LHS]mxE Xf [RHS]mxE.
have e9 : 16%:R * (c ^+ 2 * x j 0 ^+ 2) = 9%:R * x j 0 ^+ 2 by rewrite [LHS]mulrA c_sq.
exists j, (prev s j); split; [exact: pne | exact: xj | move=> d | by rewrite xp sqrrN exprMn e9].
by rewrite -[x d 0 ^+ 2]real_normK ?num_real // -[x j 0 ^+ 2]real_normK ?num_real // ler_expn2r ?nnegrE ?normr_ge0.
Qed.
End TwoLeft.

Section OneLeft.
Variables (a : 'I_n) (s : 'I_q).
Hypothesis aA : a \notin A.
Hypothesis others : forall j, j != a -> j \in A.
Hypothesis out_s : forall j, f j != s.
Hypothesis n1 : (1 < n)%N.
Let out i : bool := (i != s) && [forall j, f j != i].
Let r (d : 'I_n) : R := if d == a then 1 else - (3%:R / 4%:R).
Let v (d : 'I_n) : R := if d == a then 2%:R^-1 else - (3%:R / 8%:R).
Let G : 'M[R]_(q, n) := \matrix_(i, d) if out i then -1 else if (i == f a) || (i == s) then r d else seat R f i d.
Let X : 'M[R]_(n, q) := \matrix_(d, i) if out i then 1 else if i == f a then (d == a)%:R - v d else if i == s then v d else seat R f i d.

Lemma in_f1 j : out (f j) = false.
Proof. by apply/negP => /andP[_ /forallP/(_ j)]; rewrite eqxx. Qed.
Lemma s_in : out s = false. Proof. by rewrite /out eqxx. Qed.
Lemma fas : (s == f a) = false. Proof. by rewrite eq_sym (negbTE (out_s a)). Qed.
Lemma out_z i d : out i -> seat R f i d = 0.
Proof. by move=> /andP[_ /forallP h]; rewrite mxE eq_sym (negbTE (h d)). Qed.
Lemma codesG1 : positive_part G = seat R f + delta_mx s a.
Proof.
apply/matrixP => i d; rewrite [LHS]mxE [G i d]mxE [RHS]mxE [delta_mx _ _ _ _]mxE.
case o: (out i).
  by rewrite out_z // relu_neg ?oppr_le0 ?ler01 //; case/andP: o => /negbTE -> _; rewrite addr0.
have rr : relu (r d) = (d == a)%:R.
  by rewrite /r; case: eqP => _; [rewrite relu_pos ?ler01 | rewrite relu_neg // oppr_le0 divr_ge0 ?ler0n].
have [->|ia] := eqVneq i (f a); first by rewrite /= rr mxE (inj_eq inj) (negbTE (out_s a)) addr0 eq_sym.
have [->|is_] := eqVneq i s; first by rewrite /= rr [seat _ _ _ _]mxE [s == f d]eq_sym (negbTE (out_s d)) add0r.
by rewrite /= addr0 relu_pos // mxE ler0n.
Qed.
Lemma XG1 : X *m positive_part G = 1%:M.
Proof.
rewrite codesG1; apply/matrixP => d e; rewrite mxE (bigD1 (f a)) //= (bigD1 s) /=; last by rewrite fas.
rewrite [X d (f a)]mxE in_f1 eqxx [X d s]mxE s_in fas eqxx.
have -> : (seat R f + delta_mx s a) (f a) e = (e == a)%:R.
  by rewrite mxE seat_f // mxE (negbTE (out_s a)) addr0.
have -> : (seat R f + delta_mx s a) s e = (e == a)%:R.
  by rewrite mxE mxE eq_sym (negbTE (out_s e)) add0r mxE eqxx.
rewrite addrA -mulrDl subrK (eq_bigr (fun i => (seat R f i d) * seat R f i e)) => [|i /andP[ia is_]]; last first.
  rewrite mxE (negbTE ia) (negbTE is_) [(seat R f + _) _ _]mxE [delta_mx _ _ _ _]mxE (negbTE is_) addr0.
  by case o: (out i) => //; rewrite (out_z e) ?mulr0 // .
have /matrixP/(_ d e) := @seats R q n f inj; rewrite mxE (bigD1 (f a)) //= (bigD1 s) /=; last by rewrite fas.
rewrite [(seat R f)^T _ _]mxE !seat_f // [(seat R f)^T d s]mxE [seat R f s d]mxE [s == f d]eq_sym (negbTE (out_s d)) mul0r add0r => <-.
by congr (_ + _); apply: eq_bigr => i _; rewrite [(seat R f)^T _ _]mxE.
Qed.

Lemma one_left : goal.
Proof.
have [b ba] : exists b, b != a.
  have n0 := ltnW n1; have [<-|h] := eqVneq (Ordinal n0) a; last by exists (Ordinal n0).
  by exists (Ordinal n1).
have fja j : j \in A -> (j == a) = false by move=> jA; apply/negP => /eqP e; have := aA; rewrite -e jA.
apply: (from_coordinates XG1).
- by move=> j d jA; rewrite mxE in_f1 (inj_eq inj) fja // (negbTE (out_s j)) /= seat_f.
- move=> j d jA; rewrite mxE in_f1; case: (f j =P f a) => [/inj e|_]; first by have := fja j jA; rewrite e eqxx.
  by case: (f j =P s) => [e|_]; [have := out_s j; rewrite e eqxx | rewrite seat_f].
move=> i free; case o: (out i).
  split.
    by rewrite (_ : \col_d _ = \col_(d < n) -1); [exact: minus_ones_wide | apply/matrixP => d k; rewrite !mxE o].
  by rewrite (_ : col i X = const_mx 1); [exact: ones_wide | apply/matrixP => d k; rewrite !mxE o].
have ias : (i == f a) || (i == s).
  apply: contraFT o => /norP[ia is_]; rewrite /out is_ /=; apply/forallP => j.
  have [->|ja] := eqVneq j a; first by rewrite eq_sym.
  by apply: free; apply: others.
have c2 : (3%:R / 4%:R) ^+ 2 * 16%:R = 9%:R :> R by rewrite expr_div_n -!natrX divfK // pnatr_eq0.
have v2 : 2%:R^-1 ^+ 2 * 4%:R = 1 :> R by rewrite exprVn -natrX mulVf // pnatr_eq0.
have w2 : (3%:R / 8%:R) ^+ 2 * 64%:R = 9%:R :> R by rewrite expr_div_n -!natrX divfK // pnatr_eq0.
have s64 : 64%:R = 4%:R * 16%:R :> R by rewrite -natrM.
have eight : 2%:R^-1 * 8%:R = 4%:R :> R.
  by apply: (@mulfI _ 2%:R); rewrite ?pnatr_eq0 // mulrA mulfV ?pnatr_eq0 // mul1r -natrM.
have small : (3%:R / 8%:R) ^+ 2 <= 2%:R^-1 ^+ 2 :> R.
  apply: ler_expn2r; rewrite ?nnegrE ?divr_ge0 ?invr_ge0 ?ler0n //.
  by rewrite ler_pdivr_mulr ?ltr0n // eight ler_nat.
have same : 9%:R * 2%:R^-1 ^+ 2 = 16%:R * (3%:R / 8%:R) ^+ 2 :> R.
  by apply: (@mulIf _ 64%:R); rewrite ?pnatr_eq0 // -[LHS]mulrA -[RHS]mulrA w2 s64 [2%:R^-1 ^+ 2 * _]mulrA v2 mul1r -!natrM.
have last_ : 9%:R * 2%:R^-1 ^+ 2 <= 16%:R * (3%:R / 8%:R) ^+ 2 :> R by rewrite same.
split.
  exists a, b; rewrite !mxE o ias /r eqxx (negbTE ba); split=> //; first exact: oner_neq0.
    move=> d; rewrite !mxE o ias /r expr1n; case: eqP => _; rewrite ?expr1n // sqrrN.
    by rewrite -(@ler_pmul2r _ 16%:R) ?ltr0n // c2 mul1r ler_nat.
  by rewrite expr1n mulr1 sqrrN mulrC c2.
have half : 2%:R^-1 != 0 :> R by rewrite invr_eq0 pnatr_eq0.
have one_half : 1 - 2%:R^-1 = 2%:R^-1 :> R.
  by apply: (@mulfI _ 2%:R); rewrite ?pnatr_eq0 // mulrBr mulfV ?pnatr_eq0 // mulr1 mulrSr addrK.
have [ia|ia] := eqVneq i (f a).
  rewrite ia in o *; exists a, b; rewrite !mxE o eqxx /v eqxx (negbTE ba) one_half sub0r opprK; split=> // d.
  by rewrite !mxE o eqxx /v; case: eqP => _; rewrite ?one_half // sub0r opprK.
have is_ : i == s by move: ias; rewrite (negbTE ia).
exists a, b; rewrite !mxE o (negbTE ia) is_ /v eqxx (negbTE ba) sqrrN; split=> // d.
by rewrite !mxE o (negbTE ia) is_ /v; case: eqP => _ //; rewrite sqrrN.
Qed.
End OneLeft.
End Far.

Theorem proof : claim.
Proof.
move=> R p q n W M A f n2 WW inj [some wide_enough].
have [two|few] := ltnP 1 #|~: A|; first exact: (two_left M WW inj two n2).
have cC : #|~: A| = 1%N.
  apply/eqP; rewrite eqn_leq few /=; move: some; rewrite -[X in (_ <= X)%N](card_ord n) -(cardsC A) addn1 -[X in (X < _)%N]addn0 ltn_add2l //.
have /eqP/cards1P[a Ca] := cC.
have aA : a \notin A by have := set11 a; rewrite -Ca inE.
have others j : j != a -> j \in A by move=> ja; apply: contraT => jA; have := jA; rewrite -in_setC Ca inE (negbTE ja).
have lt : (n < q)%N.
  case: wide_enough => // le; move: le; rewrite -[X in (_ <= X)%N](card_ord n) -(cardsC A) cC leq_add2l //.
have [s out] := spare inj lt.
exact: (one_left M WW inj aA others out n2).
Qed.
