(* Probability on a finite set over any ordered field (realFieldType).
   A law is P : Omega -> R with P >= 0 and sum 1;  Ex P X = sum_w P w * X w;
   Pr P A = sum_(w | A w) P w.  Lemmas that need less than a law assume less.

   linearity   ExD ExB ExZ Ex_sum Ex_cst        monotone  Ex_ge0 Ex_le Ex_eq0
   events      Pr_Ex Pr_ge0 Pr_le1 Pr_mono Pr_compl Pr_or PrU_le union_bound
   partition   Ex_partition Pr_partition
   inequality  markov markov2 chebyshev jensen_sqr jensen_tangent jensen variance_ge0
               (jensen: any convex_fun f; jensen_sqr: (E X)^2 <= E X^2)
   Ex_exists   some w with P w > 0 has E X <= X w (the probabilistic method)          *)
From mathcomp Require Import all_ssreflect all_algebra ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section FinProb.
Variables (R : realFieldType) (Omega : finType) (P : Omega -> R).
Implicit Types (X Y : Omega -> R) (A B : pred Omega) (c : R).

Definition Ex X : R := \sum_w P w * X w.
Definition Pr A : R := \sum_(w | A w) P w.
Definition Var X : R := Ex (fun w => (X w - Ex X) ^+ 2).

Lemma ExD X Y : Ex (fun w => X w + Y w) = Ex X + Ex Y.
Proof. by rewrite /Ex -big_split; apply: eq_bigr => w _; rewrite mulrDr. Qed.
Lemma ExN X : Ex (fun w => - X w) = - Ex X.
Proof. by rewrite /Ex -sumrN; apply: eq_bigr => w _; rewrite mulrN. Qed.
Lemma ExB X Y : Ex (fun w => X w - Y w) = Ex X - Ex Y.
Proof. by rewrite ExD ExN. Qed.
Lemma ExZ c X : Ex (fun w => c * X w) = c * Ex X.
Proof. by rewrite /Ex mulr_sumr; apply: eq_bigr => w _; rewrite mulrCA. Qed.
Lemma Ex_sum (J : Type) (r : seq J) (Q : pred J) (F : J -> Omega -> R) :
  Ex (fun w => \sum_(j <- r | Q j) F j w) = \sum_(j <- r | Q j) Ex (F j).
Proof. by rewrite /Ex exchange_big; apply: eq_bigr => w _; rewrite mulr_sumr. Qed.
Lemma Ex_ext X Y : X =1 Y -> Ex X = Ex Y.
Proof. by move=> e; apply: eq_bigr => w _; rewrite e. Qed.
Lemma Pr_Ex A : Pr A = Ex (fun w => (A w)%:R).
Proof.
by rewrite /Pr /Ex big_mkcond; apply: eq_bigr => w _; case: (A w); rewrite ?mulr1 ?mulr0.
Qed.
Lemma Pr_ext A B : A =1 B -> Pr A = Pr B. Proof. by move=> e; apply: eq_bigl. Qed.
Lemma Pr0 : Pr pred0 = 0. Proof. exact: big_pred0_eq. Qed.

Lemma Ex_partition (J : finType) (g : Omega -> J) X :
  Ex X = \sum_j \sum_(w | g w == j) P w * X w.
Proof. by rewrite /Ex (partition_big g xpredT). Qed.
Lemma Pr_partition (J : finType) (g : Omega -> J) A :
  Pr A = \sum_j Pr (fun w => A w && (g w == j)).
Proof. by rewrite /Pr (partition_big g xpredT). Qed.
Lemma Pr_or A B : Pr (fun w => A w || B w) = Pr A + Pr B - Pr (fun w => A w && B w).
Proof.
rewrite !Pr_Ex -ExD -ExB; apply: Ex_ext => w.
by case: (A w); case: (B w) => /=; ring.
Qed.

Section Nonneg.
Hypothesis P_ge0 : forall w, 0 <= P w.

Lemma Ex_ge0 X : (forall w, 0 <= X w) -> 0 <= Ex X.
Proof. by move=> h; apply: sumr_ge0 => w _; apply: mulr_ge0. Qed.
Lemma Ex_le X Y : (forall w, X w <= Y w) -> Ex X <= Ex Y.
Proof. by move=> h; apply: ler_sum => w _; apply: ler_wpmul2l. Qed.
Lemma Ex_eq0 X : (forall w, 0 <= X w) -> Ex X = 0 -> forall w, 0 < P w -> X w = 0.
Proof.
move=> h /eqP; rewrite psumr_eq0 => [/allP hw w pw|w _]; last exact: mulr_ge0.
by have := hw w; rewrite mem_index_enum mulf_eq0 gt_eqF //= => /(_ isT)/eqP.
Qed.
Lemma Pr_ge0 A : 0 <= Pr A. Proof. exact: sumr_ge0. Qed.
Lemma Pr_mono A B : (forall w, A w -> B w) -> Pr A <= Pr B.
Proof.
move=> h; rewrite !Pr_Ex; apply: Ex_le => w; case hA: (A w); last exact: ler0n.
by rewrite h.
Qed.
Lemma PrU_le A B : Pr (fun w => A w || B w) <= Pr A + Pr B.
Proof. by rewrite Pr_or ler_subl_addr ler_addl Pr_ge0. Qed.

Theorem union_bound (J : finType) (Q : pred J) (A : J -> pred Omega) :
  Pr (fun w => [exists j, Q j && A j w]) <= \sum_(j | Q j) Pr (A j).
Proof.
rewrite Pr_Ex; under [X in _ <= X]eq_bigr do rewrite Pr_Ex.
rewrite -Ex_sum; apply: Ex_le => w; case: existsP => [[j /andP[Qj Aj]]|_].
  by rewrite (bigD1 j) //= Aj ler_addl; apply: sumr_ge0 => i _; apply: ler0n.
by apply: sumr_ge0 => i _; apply: ler0n.
Qed.

Lemma union_bound_cst (J : finType) (Q : pred J) (A : J -> pred Omega) c :
  (forall j, Q j -> Pr (A j) <= c) -> Pr (fun w => [exists j, Q j && A j w]) <= c *+ #|Q|.
Proof.
by move=> h; apply: le_trans (union_bound _ _) _; rewrite -sumr_const; apply: ler_sum.
Qed.

Theorem markov X c : (forall w, 0 <= X w) -> c * Pr (fun w => c <= X w) <= Ex X.
Proof.
move=> X0; rewrite Pr_Ex -ExZ; apply: Ex_le => w.
by case: (leP c (X w)) => h; rewrite /= ?mulr1n ?mulr0n ?mulr1 ?mulr0.
Qed.
Lemma markov_div X c : 0 < c -> (forall w, 0 <= X w) -> Pr (fun w => c <= X w) <= Ex X / c.
Proof. by move=> c0 X0; rewrite ler_pdivl_mulr // mulrC markov. Qed.
Lemma markov2 X c : c ^+ 2 * Pr (fun w => c ^+ 2 <= X w ^+ 2) <= Ex (fun w => X w ^+ 2).
Proof. by apply: markov => w; apply: sqr_ge0. Qed.
Lemma variance_ge0 X : 0 <= Var X. Proof. by apply: Ex_ge0 => w; apply: sqr_ge0. Qed.
Theorem chebyshev X c : 0 <= c -> c ^+ 2 * Pr (fun w => c <= `|X w - Ex X|) <= Var X.
Proof.
move=> c0; apply: le_trans (markov (c ^+ 2) (fun w => sqr_ge0 (X w - Ex X))).
apply: ler_wpmul2l; first exact: sqr_ge0.
apply: Pr_mono => w h; rewrite -[(X w - _) ^+ 2]real_normK ?num_real //.
by rewrite ler_expn2r ?nnegrE.
Qed.
End Nonneg.

Section Law.
Hypotheses (P_ge0 : forall w, 0 <= P w) (P_sum : \sum_w P w = 1).

Lemma Ex_cst c : Ex (fun _ => c) = c.
Proof. by rewrite /Ex -mulr_suml P_sum mul1r. Qed.
Lemma PrT : Pr predT = 1. Proof. exact: P_sum. Qed.
Lemma Pr_le1 A : Pr A <= 1. Proof. by rewrite -PrT; apply: Pr_mono. Qed.
Lemma Pr_compl A : Pr (fun w => ~~ A w) = 1 - Pr A.
Proof. by rewrite -P_sum (bigID A) /= -/(Pr A) addrAC subrr add0r. Qed.
Lemma Ex_between X (lo hi : R) : (forall w, lo <= X w <= hi) -> lo <= Ex X <= hi.
Proof.
move=> h; apply/andP; split; [rewrite -(Ex_cst lo) | rewrite -[X in _ <= X](Ex_cst hi)];
  by apply: Ex_le => // w; have /andP[] := h w.
Qed.

Lemma VarE X : Var X = Ex (fun w => X w ^+ 2) - Ex X ^+ 2.
Proof.
rewrite /Var; set m := Ex X.
transitivity (Ex (fun w => X w ^+ 2 - ((2%:R * m) * X w - m ^+ 2))).
  by apply: Ex_ext => w; rewrite !expr2; ring.
by rewrite ExB ExB ExZ Ex_cst -/m; rewrite !expr2; ring.
Qed.

Theorem jensen_sqr X : Ex X ^+ 2 <= Ex (fun w => X w ^+ 2).
Proof. by rewrite -subr_ge0 -VarE; apply: variance_ge0. Qed.

(* f lies above its tangent (slope s) at the mean *)
Lemma jensen_tangent (f : R -> R) s X :
  (forall x, f (Ex X) + s * (x - Ex X) <= f x) -> f (Ex X) <= Ex (fun w => f (X w)).
Proof.
move=> h; have := Ex_le P_ge0 (fun w => h (X w)).
by rewrite ExD Ex_cst ExZ ExB Ex_cst subrr mulr0 addr0.
Qed.

Lemma Ex_exists X : exists2 w, 0 < P w & Ex X <= X w.
Proof.
case: (pickP (fun w => (0 < P w) && (Ex X <= X w))) => [w /andP[]|h]; first by exists w.
have lt w : 0 < P w -> X w < Ex X by move=> pw; have := h w; rewrite pw /= leNgt => /negbFE.
have /eqP : Ex (fun w => Ex X - X w) = 0 by rewrite ExB Ex_cst subrr.
rewrite psumr_eq0 => [/allP z|w _]; last first.
  have [-> |pw] := eqVneq (P w) 0; first by rewrite mul0r.
  by rewrite mulr_ge0 // subr_ge0 ltW // lt // lt_def pw P_ge0.
have : \sum_w P w = 0.
  apply: big1 => w _; apply/eqP; have := z w; rewrite mem_index_enum => /(_ isT) /=.
  apply: contraTT => pw; have pw' : 0 < P w by rewrite lt_def pw P_ge0.
  by rewrite mulf_neq0 // subr_eq0 gt_eqF // lt.
by rewrite P_sum => /eqP; rewrite oner_eq0.
Qed.

Definition convex_fun (f : R -> R) :=
  forall x y t, 0 <= t <= 1 -> f (t * x + (1 - t) * y) <= t * f x + (1 - t) * f y.

Theorem jensen (f : R -> R) X : convex_fun f -> f (Ex X) <= Ex (fun w => f (X w)).
Proof.
move=> cf; rewrite /Ex.
suff H (r : seq Omega) : 0 < \sum_(w <- r) P w ->
    (\sum_(w <- r) P w) * f ((\sum_(w <- r) P w)^-1 * \sum_(w <- r) P w * X w) <=
    \sum_(w <- r) P w * f (X w).
  by have := H (index_enum Omega); rewrite P_sum ltr01 invr1 !mul1r => /(_ isT).
elim: r => [|w r IH]; first by rewrite !big_nil ltxx.
rewrite !big_cons; set p := P w; set W := \sum_(j <- r) P j; set S := \sum_(j <- r) P j * X j.
set F := \sum_(j <- r) P j * f (X j) in IH *.
have W0 : 0 <= W by apply: sumr_ge0.
have p0 : 0 <= p by apply: P_ge0.
have [Wz|Wn] := eqVneq W 0 => pW.
  have z G : \sum_(j <- r) P j * G j = 0.
    rewrite big_seq; apply: big1 => j jr; move/eqP: Wz; rewrite psumr_eq0 // => /allP/(_ j jr)/eqP->.
    by rewrite mul0r.
  by rewrite Wz /S /F !z !addr0 in pW *; rewrite mulKf ?gt_eqF.
have Wp : 0 < W by rewrite lt_def Wn.
pose t := p / (p + W).
have t01 : 0 <= t <= 1.
  by rewrite divr_ge0 ?(ltW pW) //= ler_pdivr_mulr // mul1r ler_addl.
have -> : (p + W)^-1 * (p * X w + S) = t * X w + (1 - t) * (W^-1 * S).
  by rewrite /t; field; rewrite Wn gt_eqF.
apply: (@le_trans _ _ ((p + W) * (t * f (X w) + (1 - t) * f (W^-1 * S)))).
  by rewrite ler_pmul2l // cf.
have -> : (p + W) * (t * f (X w) + (1 - t) * f (W^-1 * S)) = p * f (X w) + W * f (W^-1 * S).
  by rewrite /t; field; rewrite gt_eqF.
by rewrite ler_add2l IH.
Qed.
End Law.
End FinProb.

