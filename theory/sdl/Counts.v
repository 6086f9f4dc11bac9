(* Which sets of features one neuron sees, for features in general position: those of the dichotomies (a vector that is 0 at some
   features is moved so that it is negative there), and the empty set.  For JumpReLU the features are points (w, 1), next to (0, 1). *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints Cover GeneralPosition.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Weak.
Variables (R : realFieldType) (p N : nat) (X : 'M[R]_(p, N)).
Implicit Types (u : 'rV[R]_p) (A T Z : {set 'I_N}).
Hypothesis independent : forall T : {set _}, (#|T| <= p)%N -> \rank (masked X T) = #|T|.

Lemma at_sum (I : finType) (P : pred I) (f : I -> 'rV[R]_p) i : at_ X (\sum_(k | P k) f k) i = \sum_(k | P k) at_ X (f k) i.
Proof. by rewrite /at_ mulmx_suml summxE. Qed.

Lemma minus_one Z : (#|Z| <= p)%N -> exists b, forall i, i \in Z -> at_ X b i = -1.
Proof.
move=> few; have /fin_all_exists[u hu] d : exists u, d \in Z -> forall i, (at_ X u i == 0) = (i \in Z :\ d).
  have [dZ|] := boolP (d \in Z); last by exists 0.
  have [|u h] := @orthogonal_to R p N X independent (Z :\ d); last by exists u.
  by move: few; rewrite (cardsD1 d) dZ add1n.
exists (\sum_(d in Z) (- (at_ X (u d) d)^-1) *: u d) => i iZ; rewrite at_sum (bigD1 i) //= big1 => [|d /andP[dZ di]].
  by rewrite at_Z mulNr mulVf ?addr0 // (hu i iZ) !inE eqxx.
rewrite at_Z; have /eqP -> : at_ X (u d) i == 0 by rewrite (hu d dZ) !inE iZ eq_sym di.
by rewrite mulr0.
Qed.

Lemma few_zeros u : u != 0 -> (#|[set i | (at_ X u i == 0)%R]| < p)%N.
Proof.
apply: contraNltn => /card_geqP[s [us ss sub]]; pose T := [set x in s].
have cT : #|T| = p by rewrite cardsE (card_uniqP us).
have uT : (u <= planes X T)%MS by apply/planesP => i; rewrite inE => /sub; rewrite inE => /eqP.
have := rank_planes independent (T := T); rewrite cT subnn => /(_ (leqnn _))/eqP; rewrite mxrank_eq0 => /eqP z.
by move: uT; rewrite z submx0.
Qed.

Lemma strict_of_weak u : u != 0 -> makes X 1%:M setT [set i | 0 < at_ X u i].
Proof.
move=> u0; have [b hb] := minus_one (ltnW (few_zeros u0)).
have [e e0 small] := small_step (u *m X)^T (b *m X)^T.
have near i : at_ X u i != 0 -> `|e * at_ X b i| < `|at_ X u i| by move=> nz; have := small i; rewrite ![_^T _ _]mxE; apply.
exists (u + e *: b); split=> [|i|i _]; first exact: submx1.
  rewrite inE at_D at_Z => ui; have := near i (lt0r_neq0 ui); rewrite (gtr0_norm ui) => lt.
  by rewrite -ltr_subl_addl sub0r ltr_oppl; apply: le_lt_trans lt; rewrite -normrN ler_norm.
rewrite inE at_D at_Z -leNgt le_eqVlt => /orP[z|ui].
  by rewrite hb ?inE // (eqP z) add0r mulrN1 oppr_lt0.
have := near i (ltr0_neq0 ui); rewrite (ltr0_norm ui) => lt.
by rewrite -ltr_subr_addl sub0r; apply: le_lt_trans lt; apply: ler_norm.
Qed.
End Weak.

Section Relu.
Variables (R : realFieldType) (p N : nat) (X : 'M[R]_(p, N)).
Hypothesis independent : forall T : {set _}, (#|T| <= p)%N -> \rank (masked X T) = #|T|.
Definition sees (a : 'cV[R]_p) (A : {set 'I_N}) := forall d, (0 < dot a (col d X)) = (d \in A).
Definition all_off := exists a : 'cV[R]_p, forall d, dot a (col d X) < 0.

Lemma relu_sets : exists G : {set {set 'I_N}}, [/\ forall A, A \in G <-> exists a, sees a A,
  all_off -> #|G| = cover N p & ~ all_off -> #|G| = (cover N p).+1].
Proof.
have [F [cF _ g]] := dichotomies X 1%:M setT; have := g (general_position independent (S := setT)).
rewrite cardsT card_ord mxrank1 => cardF; exists (set0 |: F); split=> [A||].
- rewrite !inE; split=> [/orP[/eqP ->|/cF[_ /side_makes[w _ <-]]]|[a h]].
  + by exists 0 => d; rewrite inE dotC dot0r ltxx.
  + by exists w => d; rewrite inE.
  have [a0|a0] := eqVneq a 0.
    by apply/orP; left; apply/eqP/setP => d; rewrite inE -h a0 dotC dot0r ltxx.
  apply/orP; right; apply/cF; split; first exact: subsetT.
  have -> : A = [set i | 0 < at_ X a^T i] by apply/setP => d; rewrite inE at_dot h.
  by apply: strict_of_weak => //; rewrite trmx_eq0.
- move=> [a off]; rewrite -cardF cardsU1 (_ : set0 \in F) //; apply/cF; split; first exact: sub0set.
  by exists a^T; split=> [|d|d _ _]; rewrite ?submx1 ?inE // at_dot.
move=> none; rewrite -cardF cardsU1 (_ : set0 \in F = false) //; apply/negP => /cF[_ [u [_ _ off]]]; apply: none.
by exists u^T => d; rewrite -at_dot trmxK off ?inE.
Qed.
End Relu.

(* columns of which no few have a vanishing combination are independent *)
Lemma independent_rank (R : realFieldType) p N (X : 'M[R]_(p, N)) (T : {set 'I_N}) :
  (forall c : 'cV[R]_N, (forall i, i \notin T -> c i 0 = 0) -> X *m c = 0 -> c = 0) -> \rank (masked X T) = #|T|.
Proof.
move=> h; pose P : 'M[R]_(N, #|T|) := \matrix_(i, j) (i == enum_val j)%:R.
have PP : P^T *m P = 1%:M.
  apply/matrixP => j k; rewrite !mxE (bigD1 (enum_val j)) //= !mxE eqxx mul1r big1 ?addr0 ?(inj_eq enum_val_inj) // => i ne.
  by rewrite !mxE (negbTE ne) mul0r.
have XP : masked X T *m P = X *m P.
  apply/matrixP => a j; rewrite !mxE; apply: eq_bigr => i _; rewrite !mxE; case: eqP => [->|_]; last by rewrite !mulr0.
  by rewrite enum_valP mulr1.
have XPE a j : (X *m P) a j = X a (enum_val j).
  by rewrite mxE (bigD1 (enum_val j)) //= mxE eqxx mulr1 big1 ?addr0 // => i /negbTE ne; rewrite mxE ne mulr0.
have PT j i : P^T j i = (i == enum_val j)%:R by rewrite mxE mxE.
have masks : masked X T = (X *m P) *m P^T.
  apply/matrixP => a i; rewrite [RHS]mxE mxE; have [iT|iT] := boolP (i \in T); last first.
    rewrite mulr0 big1 // => j _; rewrite PT; case: eqP => [e|]; last by rewrite mulr0.
    by rewrite e enum_valP in iT.
  rewrite mulr1 (bigD1 (enum_rank_in iT i)) //= XPE PT enum_rankK_in // eqxx mulr1 big1 ?addr0 // => j ne.
  rewrite PT; case: eqP => [e|]; last by rewrite mulr0.
  by case/eqP: ne; apply: enum_val_inj; rewrite enum_rankK_in // -e.
have free : row_free (X *m P)^T.
  apply: inj_row_free => v vz; have z : P *m v^T = 0.
    apply: h => [i iT|]; last by rewrite mulmxA -[v^T]trmxK trmxK -[X *m P]trmxK -trmx_mul vz trmx0.
    rewrite mxE big1 // => j _; rewrite !mxE; case: eqP => [e|]; last by rewrite mul0r.
    by rewrite e enum_valP in iT.
  by apply: trmx_inj; rewrite trmx0 -[v^T]mul1mx -PP -mulmxA z mulmx0.
have rXP : \rank (X *m P) = #|T| by rewrite -mxrank_tr; apply/eqP.
have le1 : (\rank (masked X T) <= #|T|)%N by rewrite {1}masks; apply: leq_trans (mxrankM_maxl _ _) _; rewrite rXP.
have le2 : (#|T| <= \rank (masked X T))%N by apply: leq_trans (mxrankM_maxl (masked X T) P); rewrite XP rXP.
by apply/eqP; rewrite eqn_leq le1 le2.
Qed.

Section Jump.
Variables (R : realFieldType) (p N : nat) (W : 'M[R]_(p, N)) (theta : R).
Hypothesis theta0 : 0 < theta.
Hypothesis linear : forall T : {set 'I_N}, (#|T| <= p)%N -> forall c : 'cV[R]_N, (forall i, i \notin T -> c i 0 = 0) -> W *m c = 0 -> c = 0.
Hypothesis affine : forall T : {set 'I_N}, (#|T| <= p + 1)%N -> forall c : 'cV[R]_N, (forall i, i \notin T -> c i 0 = 0) ->
  W *m c = 0 -> \sum_i c i 0 = 0 -> c = 0.
Definition lifted : 'M[R]_(p + 1, N + 1) := block_mx W 0 (const_mx 1) 1%:M.
Let last : 'I_(N + 1) := rshift N ord0.
Let up (A : {set 'I_N}) : {set 'I_(N + 1)} := [set lshift 1 d | d in A].

Lemma up_in A d : (lshift 1 d \in up A) = (d \in A).
Proof. by rewrite mem_imset //; apply: lshift_inj. Qed.
Lemma last_up A : last \notin up A.
Proof. by apply/imsetP => -[d _ /eqP]; rewrite eq_sym eq_lrshift. Qed.
Lemma up_of (B : {set 'I_(N + 1)}) : last \notin B -> B = up [set d | lshift 1 d \in B].
Proof.
move=> nl; apply/setP => i; case: (split_ordP i) => [j ->|j ->]; first by rewrite up_in inE.
by rewrite (ord1 j) (negbTE nl) (negbTE (last_up _)).
Qed.

Lemma lifted_independent (T : {set 'I_(N + 1)}) : (#|T| <= p + 1)%N -> \rank (masked lifted T) = #|T|.
Proof.
move=> few; apply: independent_rank => c out; rewrite -[c]vsubmxK; set c1 := usubmx c; set c2 := dsubmx c => e.
have [e1 e2] : W *m c1 = 0 /\ (const_mx 1 : 'rV[R]_N) *m c1 + c2 = 0.
  by move/eqP: e; rewrite mul_block_col mul0mx addr0 mul1mx col_mx_eq0 => /andP[/eqP -> /eqP ->].
pose T1 := [set d | lshift 1 d \in T].
have out1 i : i \notin T1 -> c1 i 0 = 0 by rewrite inE => /out; rewrite mxE.
have sub : up T1 \subset T by apply/subsetP => i /imsetP[d]; rewrite inE => h ->.
have c1T : #|up T1| = #|T1| by rewrite card_imset //; apply: lshift_inj.
have c10 : c1 = 0; last by rewrite c10 mulmx0 add0r in e2; rewrite c10 e2 col_mx0.
have [lT|lT] := boolP (last \in T).
  have lt : (#|T1| < #|T|)%N.
    by rewrite -c1T; apply: proper_card; apply/properP; split=> //; exists last; rewrite ?last_up.
  by apply: (@linear T1) => //; rewrite -ltnS -[p.+1]addn1; apply: leq_trans few.
apply: (@affine T1) => //; first by apply: leq_trans few; rewrite -c1T subset_leq_card.
have c20 : c2 = 0 by apply/matrixP => i j; rewrite (ord1 i) (ord1 j) mxE [RHS]mxE out.
move: e2; rewrite c20 addr0 => /matrixP/(_ 0 0); rewrite [LHS]mxE [RHS]mxE => e3; rewrite -[RHS]e3.
by apply: eq_bigr => i _; rewrite [const_mx _ _ _]mxE mul1r.
Qed.

Definition jump_sees (a : 'cV[R]_p) (A : {set 'I_N}) := forall d, (theta < dot a (col d W)) = (d \in A).

Lemma at_lifted (a : 'cV[R]_p) (s : 'M[R]_1) d : at_ lifted (row_mx a^T s) (lshift 1 d) = dot a (col d W) + s 0 0.
Proof.
rewrite /at_ mul_row_block row_mxEl [LHS]mxE -at_dot /at_; congr (_ + _).
by rewrite mxE big_ord1 mxE mulr1.
Qed.
Lemma at_last (a : 'cV[R]_p) (s : 'M[R]_1) : at_ lifted (row_mx a^T s) last = s 0 0.
Proof. by rewrite /at_ mul_row_block row_mxEr mulmx0 add0r mulmx1. Qed.

Lemma jump_sets : exists2 G : {set {set 'I_N}}, forall A, A \in G <-> exists a, jump_sees a A & #|G| = (\sum_(i < p.+1) 'C(N, i))%N.
Proof.
have [F [cF _ g]] := dichotomies lifted 1%:M setT; have := g (general_position lifted_independent (S := setT)).
rewrite cardsT card_ord mxrank1 => cardF; pose G := [set A | up A \in F]; exists G => [A|].
  rewrite inE; split=> [/cF[_ [u [_ u1 u2]]]|[a h]].
    have [a [s uE]] : exists (a : 'cV[R]_p) (s : 'M[R]_1), u = row_mx a^T s.
      by exists (lsubmx u)^T, (rsubmx u); rewrite trmxK hsubmxK.
    rewrite uE in u1 u2.
    have s0 : s 0 0 < 0 by rewrite -(at_last a); apply: u2; rewrite ?inE ?last_up.
    pose t := theta / - s 0 0; have t0 : 0 < t by rewrite divr_gt0 ?oppr_gt0.
    exists (t *: a) => d; rewrite dotC dotZr dotC -subr_gt0 (_ : _ - theta = t * at_ lifted (row_mx a^T s) (lshift 1 d)).
      rewrite pmulr_rgt0 // -up_in; have [/u1 //|nA] := boolP (lshift 1 d \in up A).
      by apply/negbTE; rewrite -leNgt ltW // u2 ?inE.
    rewrite at_lifted mulrDr; congr (_ + _); rewrite /t -[X in _ * X]opprK mulrN divfK // oppr_eq0 lt_eqF //.
  apply/cF; split; first exact: subsetT.
  pose u := row_mx a^T (- theta)%:M : 'rV[R]_(p + 1).
  have ul : at_ lifted u last = - theta by rewrite at_last mxE eqxx.
  have u0 : u != 0 by apply: contraTneq theta0 => z; rewrite -oppr_lt0 -ul z /at_ mul0mx mxE ltxx.
  have -> : up A = [set i | 0 < at_ lifted u i].
    apply/setP => i; rewrite inE; case: (split_ordP i) => [d ->|d ->].
      by rewrite up_in at_lifted mxE eqxx mulr1n subr_gt0 h.
    by rewrite (ord1 d) ul oppr_gt0 (negbTE (last_up _)) ltNge ltW.
  exact: (strict_of_weak lifted_independent u0).
have FC B : B \in F -> ~: B \in F.
  move=> /cF[_ [u [_ u1 u2]]]; apply/cF; split; first exact: subsetT.
  exists (-1 *: u); split=> [|i|i _]; rewrite ?submx1 // !inE at_Z mulN1r ?negbK => iB; first by rewrite oppr_gt0 u2 ?inE.
  by rewrite oppr_lt0 u1.
have half : #|[set B in F | last \in B]| = #|[set B in F | last \notin B]|.
  rewrite -[LHS](card_imset _ (@setC_inj _)); apply: eq_card => B; apply/imsetP/idP => [[C]|].
    by rewrite !inE => /andP[/FC CF l] ->; rewrite CF inE negbK.
  by rewrite inE => /andP[/FC BF l]; exists (~: B); rewrite ?setCK // !inE BF.
have upG : [set B in F | last \notin B] = [set up A | A in G].
  apply/setP => B; apply/idP/imsetP => [|[A AG ->]]; last by rewrite !inE last_up andbT; rewrite inE in AG.
  rewrite inE => /andP[BF nl]; exists [set d | lshift 1 d \in B]; last exact: up_of.
  by rewrite inE -up_of.
have up_inj : injective up by move=> A B e; apply/setP => d; rewrite -!up_in e.
have := cardsID [set B : {set 'I_(N + 1)} | last \in B] F.
rewrite (_ : F :&: _ = [set B in F | last \in B]); last by apply/setP => B; rewrite !inE.
rewrite (_ : F :\: _ = [set B in F | last \notin B]); last by apply/setP => B; rewrite !inE andbC.
rewrite half upG card_imset // cardF !addn1 /cover addnn -muln2 mulnC => /eqP; rewrite eqn_mul2l /= => /eqP //.
Qed.
End Jump.
