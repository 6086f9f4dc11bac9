(* Cover: how many dichotomies of the columns of X the vectors of a subspace make; by deletion of a column x (a dichotomy of the others
   extends both ways iff a vector orthogonal to x makes it).  At most 2 sum_(i < p) binom(N - 1, i), and exactly so in general position. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Definition cover N p : nat := (if N is M.+1 then 2 * \sum_(i < p) 'C(M, i) else 1)%N.

Lemma cover0 N : cover N.+1 0 = 0%N. Proof. by rewrite /cover big_ord0. Qed.
Lemma coverS N p : cover N.+1 p.+1 = (cover N p.+1 + cover N p)%N.
Proof.
case: N => [|N] /=; first by rewrite sum1_recl big1 // => i _; rewrite bin0n.
rewrite -mulnDr; congr (2 * _)%N; rewrite sum1_recl [in RHS]sum1_recl !bin0 -addnA; congr (_ + _)%N.
by rewrite -big_split; apply: eq_bigr => i _; rewrite binS.
Qed.

Section Cover.
Variables (R : realFieldType) (p N : nat) (X : 'M[R]_(p, N)).
Implicit Types (V : 'M[R]_p) (u w : 'rV[R]_p) (S A T : {set 'I_N}).
Definition at_ u i := (u *m X) 0 i.
Definition makes V S A := exists u : 'rV[R]_p, [/\ (u <= V)%MS, forall i, i \in A -> 0 < at_ u i & forall i, i \in S -> i \notin A -> at_ u i < 0].
Definition plane i : 'M[R]_p := kermx (col i X).
Definition planes T : 'M[R]_p := (\bigcap_(i in T) plane i)%MS.
Definition general V S := forall T, T \subset S -> (#|T| <= \rank V)%N -> \rank (V :&: planes T)%MS = (\rank V - #|T|)%N.

Lemma planeP u i : reflect (at_ u i = 0) (u <= plane i)%MS.
Proof.
have e : u *m col i X = (at_ u i)%:M.
  by apply/matrixP => a b; rewrite (ord1 a) (ord1 b) colE mulmxA -colE [LHS]mxE [RHS]mxE eqxx.
apply: (iffP sub_kermxP); rewrite e => h; last by rewrite h raddf0.
by have /matrixP/(_ 0 0) := h; rewrite [LHS]mxE [RHS]mxE eqxx.
Qed.

Lemma at_D u w i : at_ (u + w) i = at_ u i + at_ w i. Proof. by rewrite /at_ mulmxDl mxE. Qed.
Lemma at_Z a u i : at_ (a *: u) i = a * at_ u i. Proof. by rewrite /at_ -scalemxAl mxE. Qed.

Lemma cut V i w : (w <= V)%MS -> at_ w i != 0 -> \rank V = (\rank (V :&: plane i)%MS).+1.
Proof.
move=> wV wi; have := mxrank_mul_ker V (col i X); rewrite -/(plane i) => <-.
rewrite (_ : \rank (V *m col i X) = 1%N) ?add1n //; apply/eqP; rewrite eqn_leq rank_leq_col lt0n mxrank_eq0.
apply: contraNneq wi => z; apply/eqP/planeP/sub_kermxP; have /submxP[D ->] := wV; by rewrite -mulmxA z mulmx0.
Qed.

Section Delete.
Variables (V : 'M[R]_p) (x : 'I_N) (S : {set 'I_N}).
Hypothesis xS : x \notin S.
Let U := (V :&: plane x)%MS.

Lemma x_out A i : A \subset S -> i \in A -> i != x.
Proof. by move=> /subsetP sub /sub iS; apply: contraNneq xS => <-. Qed.

Lemma plane_makes A : makes U S A -> makes V S A.
Proof. by move=> [u []]; rewrite sub_capmx => /andP[uV _] h1 h2; exists u. Qed.

Lemma restrict A : A \subset S -> makes V (x |: S) (x |: A) \/ makes V (x |: S) A -> makes V S A.
Proof.
move=> sub [] [u [uV h1 h2]]; exists u; split=> // i iA; try by apply: h1; rewrite ?inE ?iA ?orbT.
  by move=> o; apply: h2; rewrite !inE ?iA ?orbT // negb_or o andbT; apply: contraNneq xS => <-.
by apply: h2; rewrite inE iA orbT.
Qed.

Lemma meet_plane A : A \subset S -> makes V (x |: S) (x |: A) -> makes V (x |: S) A -> makes U S A.
Proof.
move=> sub [u [uV u1 u2]] [w [wV w1 w2]].
have ux : 0 < at_ u x by apply: u1; rewrite setU11.
have wx : at_ w x < 0 by apply: w2; [rewrite setU11 | apply: contra xS => /(subsetP sub)].
exists (- at_ w x *: u + at_ u x *: w); split=> [|i iA|i iS iA].
- rewrite sub_capmx addmx_sub ?scalemx_sub //=; apply/planeP; by rewrite at_D !at_Z mulNr mulrC addNr.
- by rewrite at_D !at_Z addr_gt0 // mulr_gt0 ?oppr_gt0 // ?u1 ?w1 // inE iA orbT.
have ix : i != x by apply: contraNneq xS => <-.
by rewrite at_D !at_Z -oppr_gt0 opprD addr_gt0 // -mulrN mulr_gt0 ?oppr_gt0 // ?u2 ?w2 // ?inE ?iS ?orbT // negb_or ix.
Qed.

Lemma both_ways w A : A \subset S -> (w <= V)%MS -> 0 < at_ w x -> makes U S A ->
  makes V (x |: S) (x |: A) /\ makes V (x |: S) A.
Proof.
move=> sub wV wx [u []]; rewrite sub_capmx => /andP[uV /planeP ux] u1 u2.
have [e e0 small] := small_step (u *m X)^T (w *m X)^T.
have near i : at_ u i != 0 -> `|e * at_ w i| < `|at_ u i| by move=> nz; have := small i; rewrite ![_^T _ _]mxE; apply.
have pos i s : `|s| = e -> 0 < at_ u i -> 0 < at_ u i + s * at_ w i.
  move=> se ui; have := near i (lt0r_neq0 ui); rewrite (gtr0_norm ui) normrM gtr0_norm // -se -normrM => lt.
  by rewrite -ltr_subl_addl sub0r ltr_oppl; apply: le_lt_trans lt; rewrite -normrN ler_norm.
have neg i s : `|s| = e -> at_ u i < 0 -> at_ u i + s * at_ w i < 0.
  move=> se ui; have := near i (ltr0_neq0 ui); rewrite (ltr0_norm ui) normrM gtr0_norm // -se -normrM => lt.
  by rewrite -ltr_subr_addl sub0r; apply: le_lt_trans lt; apply: ler_norm.
have es : `|e| = e by rewrite gtr0_norm.
have ns : `|- e| = e by rewrite normrN.
split; [exists (u + e *: w) | exists (u + - e *: w)]; split=> [|i|i].
- by rewrite addmx_sub ?scalemx_sub.
- rewrite at_D at_Z !inE => /orP[/eqP ->|iA]; first by rewrite ux add0r mulr_gt0.
  by apply: pos => //; apply: u1.
- by rewrite at_D at_Z !inE => /orP[->//|iS]; rewrite negb_or => /andP[_ iA]; apply: neg => //; apply: u2.
- by rewrite addmx_sub ?scalemx_sub.
- by rewrite at_D at_Z => iA; apply: pos => //; apply: u1.
rewrite at_D at_Z !inE => /orP[/eqP -> _|iS iA]; first by rewrite ux add0r mulNr oppr_lt0 mulr_gt0.
by apply: neg => //; apply: u2.
Qed.

Lemma extends w A : A \subset S -> (w <= V)%MS -> 0 < at_ w x -> makes V S A ->
  makes V (x |: S) (x |: A) \/ makes V (x |: S) A.
Proof.
move=> sub wV wx [u [uV u1 u2]]; case: (ltrgtP (at_ u x) 0) => ux.
- right; exists u; split=> // i; rewrite !inE => /orP[/eqP -> //|]; exact: u2.
- left; exists u; split=> // i; rewrite !inE; first by case/orP => [/eqP ->|/u1].
  by move=> /orP[->//|iS]; rewrite negb_or => /andP[_]; apply: u2.
left; have [] // := @both_ways w A sub wV wx; exists u; split=> //; rewrite sub_capmx uV; exact/planeP.
Qed.

Lemma general_del : general V (x |: S) -> general V S.
Proof. by move=> g T sub; apply: g; apply: subset_trans sub (subsetUr _ _). Qed.

Lemma general_cut w : (w <= V)%MS -> at_ w x != 0 -> general V (x |: S) -> general U S.
Proof.
move=> wV wx g T sub small; have xT : x \notin T by apply: contra xS; apply: (subsetP sub).
have := g (x |: T); rewrite cardsU1 xT add1n (cut wV wx) ltnS subSS => /(_ (setUS _ sub) small) <-.
by rewrite /planes big_setU1 //= capmxA.
Qed.
End Delete.

Definition counted V S (F : {set {set 'I_N}}) := forall A, A \in F <-> A \subset S /\ makes V S A.

Lemma delete V x S F1 F2 w : x \notin S -> (w <= V)%MS -> 0 < at_ w x -> counted V S F1 -> counted (V :&: plane x)%MS S F2 ->
  exists2 F, counted V (x |: S) F & #|F| = (#|F1| + #|F2|)%N.
Proof.
move=> xS wV wx c1 c2.
have /fin_all_exists[c hc] A : exists c : bool * bool, A \in F1 ->
    [/\ c.1 <-> makes V (x |: S) (x |: A), c.2 <-> makes V (x |: S) A & A \in F2 = c.1 && c.2].
  have [A1|] := boolP (A \in F1); last by exists (true, true).
  have [sub m] := (c1 A).1 A1.
  have [A2|A2] := boolP (A \in F2).
    exists (true, true) => _; have [_ m2] := (c2 A).1 A2; by have [b1 b2] := both_ways sub wV wx m2.
  have no : makes V (x |: S) (x |: A) -> makes V (x |: S) A -> False.
    by move=> m1 m2; case/negP: A2; apply/c2; split=> //; apply: meet_plane.
  have [e|e] := extends sub wV wx m; [exists (true, false) | exists (false, true)] => _; split=> //; split=> // h.
    by case: (no e h).
  by case: (no h e).
pose P := [set A in F1 | (c A).1]; pose Q := [set A in F1 | (c A).2].
have subS A : A \in F1 -> A \subset S by move=> /c1[].
have xA A : A \in F1 -> x \notin A by move=> /subS sub; apply: contra xS; apply: (subsetP sub).
exists ([set x |: A | A in P] :|: Q) => [A|]; last first.
  have /eqP dis : [set x |: A | A in P] :&: Q == set0.
    apply/set0Pn => -[A]; rewrite inE => /andP[/imsetP[B _ ->]]; rewrite inE => /andP[/xA].
    by rewrite setU11.
  have := cardsUI [set x |: A | A in P] Q; rewrite dis cards0 addn0 => ->.
  rewrite card_in_imset => [|A B /[!inE] /andP[/xA xa _] /andP[/xA xb _] e]; last by rewrite -(setU1K xa) e setU1K.
  rewrite -cardsUI; congr (_ + _)%N; apply: eq_card => A; rewrite !inE; last first.
    by have [A1|/negP A1] := boolP (A \in F1); [have [_ _ ->] := hc A A1 | apply/esym/negP => /c2[sub m]; apply: A1; apply/c1; split=> //; apply: plane_makes m].
  rewrite -andb_orr; have [A1|//] := boolP (A \in F1); have [h1 h2 _] := hc A A1.
  have [sub m] := (c1 A).1 A1; have [/h1 ->|/h2 ->] := extends sub wV wx m; by rewrite ?orbT.
split=> [|[sub m]].
  rewrite inE => /orP[/imsetP[B /[!inE] /andP[B1 cB] ->]|/[!inE] /andP[B1 cB]]; have [h1 h2 _] := hc _ B1.
    by split; [rewrite setUS ?subS | apply/h1].
  by split; [apply: subset_trans (subS _ B1) (subsetUr _ _) | apply/h2].
rewrite inE; have [xa|xa] := boolP (x \in A); apply/orP; [left | right].
  have subD : A :\ x \subset S by rewrite subDset.
  have D1 : A :\ x \in F1 by apply/c1; split=> //; apply: (restrict xS subD); left; rewrite setD1K.
  apply/imsetP; exists (A :\ x); rewrite ?setD1K // inE D1; have [h1 _ _] := hc _ D1; by apply/h1; rewrite setD1K.
have subA : A \subset S by apply/subsetP => i iA; have := subsetP sub i iA; rewrite !inE => /orP[/eqP e|//]; rewrite -e iA in xa.
have A1 : A \in F1 by apply/c1; split=> //; apply: (restrict xS subA); right.
by rewrite inE A1; have [_ h2 _] := hc _ A1; apply/h2.
Qed.

Theorem dichotomies V S : exists F, [/\ counted V S F, (#|F| <= cover #|S| (\rank V))%N & general V S -> #|F| = cover #|S| (\rank V)].
Proof.
move: {2}#|S| (erefl #|S|) => s; elim: s S V => [|s IH] S V e.
  have -> : S = set0 by apply/eqP; rewrite -cards_eq0 e.
  exists [set set0]; rewrite cards0 cards1; split=> // A; rewrite inE; split=> [/eqP ->|[]]; last by rewrite subset0.
  by split=> //; exists 0; split=> [|i|i]; rewrite ?sub0mx // inE.
have [x xS] : exists x, x \in S by apply/card_gt0P; rewrite e.
pose S1 := S :\ x; have xS1 : x \notin S1 by rewrite !inE eqxx.
have e1 : #|S1| = s by have := cardsD1 x S; rewrite xS e add1n => -[].
have eS : S = x |: S1 by rewrite setD1K.
have [Vx|] := boolP (V <= plane x)%MS.
  exists set0; rewrite cards0; split=> // [A|g].
    rewrite inE; split=> // -[_ [u [uV u1 u2]]]; have /planeP ux := submx_trans uV Vx.
    by have [xA|xA] := boolP (x \in A); [have := u1 x xA | have := u2 x xS xA]; rewrite ux ltxx.
  have := g [set x]; rewrite sub1set xS cards1 /planes big_set1 => /(_ isT); rewrite (capmx_idPl Vx) e.
  by case: (\rank V) => [_|r /(_ isT) /eqP]; [rewrite cover0 | rewrite subn1 /= eq_sym ltn_eqF].
case/row_subPn => j jV; pose w0 := row j V.
have w0V : (w0 <= V)%MS by apply: row_sub.
have w0x : at_ w0 x != 0 by apply: contra jV => /eqP/planeP.
have [w wV wx] : exists2 w, (w <= V)%MS & 0 < at_ w x.
  case: (ltrgtP (at_ w0 x) 0) w0x => // h _; last by exists w0.
  by exists (-1 *: w0); rewrite ?scalemx_sub // at_Z mulN1r oppr_gt0.
have [F1 [c1 b1 g1]] := IH S1 V e1; have [F2 [c2 b2 g2]] := IH S1 (V :&: plane x)%MS e1.
have [F cF card] := delete xS1 wV wx c1 c2; exists F; rewrite eS; split=> //; rewrite card cardsU1 xS1 add1n.
  by rewrite {1}(cut wV (lt0r_neq0 wx)) coverS -(cut wV (lt0r_neq0 wx)) leq_add.
move=> g; rewrite {1}(cut wV (lt0r_neq0 wx)) coverS -(cut wV (lt0r_neq0 wx)); congr (_ + _)%N.
  by apply: g1; apply: general_del g.
by apply: g2; apply: (general_cut xS1 wV (lt0r_neq0 wx)).
Qed.
End Cover.
