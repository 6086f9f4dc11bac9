(* Theorems of the alternative over any ordered field (realFieldType), all sizes.

   motzkin_core        finitely many homogeneous rows, some strict (the engine; Fourier-Motzkin)
   farkas      A x <= b is solvable, or some y >= 0 has y^T A = 0 and y^T b < 0
   farkas_cone b is in the cone of the columns of A, or a vector separates them
   motzkin     A x > 0, B x >= 0, C x = 0 is solvable, or u A + v B + w C = 0 with
               u >= 0, u <> 0, v >= 0
   gordan      A x > 0 is solvable, or u A = 0 with u >= 0, u <> 0
   stiemke     A x = 0 with x > 0 is solvable, or w A >= 0 and w A <> 0 for some w
   farkas_affine   an inequality c x <= d valid on a nonempty {A x <= b} is y A = c,
                   y b <= d for some y >= 0
   pattern     some row a has <a,w_d> > 0 for d in S and <= 0 off S, or
               sum_S y_d w_d = sum_notS y_d w_d with y >= 0 and some y_d > 0, d in S
   Each *_excl says the two sides of the alternative cannot both hold. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Pos.
Variable R : realFieldType.
Implicit Types (x y c : R) (s : bool).
(* x > 0 if s, x >= 0 otherwise *)
Definition pos s x := if s then 0 < x else 0 <= x.

Lemma pos_ge0 s x : pos s x -> 0 <= x. Proof. by case: s => // /ltW. Qed.
Lemma posD s x y : 0 <= x -> pos s y -> pos s (x + y).
Proof. by case: s => /= hx hy; [apply: ltr_paddl | apply: addr_ge0]. Qed.
Lemma posM s c x : 0 < c -> pos s x -> pos s (c * x).
Proof. by case: s => /= c0 hx; [apply: mulr_gt0 | rewrite mulr_ge0 // ltW]. Qed.
Lemma pos_orl s (s1 : bool) x : pos (s || s1) x -> pos s x.
Proof. by case: s => //; apply: pos_ge0. Qed.
Lemma pos_orr s (s1 : bool) x : pos (s || s1) x -> pos s1 x.
Proof. by rewrite orbC; apply: pos_orl. Qed.
Lemma pos1 s : pos s 1. Proof. by case: s; rewrite /= ?ltr01 ?ler01. Qed.

Lemma fm_between (I : finType) (P N s : pred I) (l u : I -> R) :
  (forall p q, P p -> N q -> pos (s p || s q) (u q - l p)) ->
  exists t, (forall p, P p -> pos (s p) (t - l p)) /\ (forall q, N q -> pos (s q) (u q - t)).
Proof.
move=> h; case: (pickP P) => [p0 Pp0|P0]; case: (pickP N) => [q0 Nq0|N0].
- case: (arg_maxP l Pp0) => p Pp hp; case: (arg_minP u Nq0) => q Nq hq.
  have h2 : 0 < 2%:R^-1 :> R by rewrite invr_gt0 ltr0n.
  exists (2%:R^-1 * (l p + u q)); split => [p' Pp'|q' Nq'].
    have -> : 2%:R^-1 * (l p + u q) - l p' = 2%:R^-1 * ((l p - l p') + (u q - l p')).
      rewrite addrACA -opprD mulrBr -mulr2n -[l p' *+ 2]mulr_natl mulKf //.
      by rewrite pnatr_eq0.
    apply: posM => //; apply: posD; first by rewrite subr_ge0; apply: hp.
    exact: pos_orl (h _ _ Pp' Nq).
  have -> : u q' - 2%:R^-1 * (l p + u q) = 2%:R^-1 * ((u q' - u q) + (u q' - l p)).
    rewrite addrACA -opprD mulrBr -mulr2n -[u q' *+ 2]mulr_natl mulKf ?pnatr_eq0 //.
    by rewrite [l p + _]addrC.
  apply: posM => //; apply: posD; first by rewrite subr_ge0; apply: hq.
  exact: pos_orr (h _ _ Pp Nq').
- case: (arg_maxP l Pp0) => p Pp hp; exists (l p + 1); split => [p' Pp'|q']; last by rewrite N0.
  by rewrite addrAC; apply: posD (pos1 _); rewrite subr_ge0; apply: hp.
- case: (arg_minP u Nq0) => q Nq hq; exists (u q - 1); split => [p'|q' Nq']; first by rewrite P0.
  by rewrite opprB addrCA addrC; apply: posD (pos1 _); rewrite subr_ge0; apply: hq.
by exists 0; split => i; rewrite ?P0 ?N0.
Qed.
End Pos.

Section Core.
Variable R : realFieldType.

Lemma motzkin_core n (I : finType) (a : I -> 'I_n -> R) (s : pred I) :
  (exists x : 'I_n -> R, forall i, pos (s i) (\sum_k a i k * x k)) \/
  (exists y : I -> R, [/\ forall i, 0 <= y i, forall k, \sum_i y i * a i k = 0
                        & exists2 i, s i & 0 < y i]).
Proof.
elim: n I a s => [|n IH] I a s.
  case: (pickP s) => [i si|s0]; [right | left].
    exists (fun j => (j == i)%:R); split => [j|[]//|]; first exact: ler0n.
    by exists i => //; rewrite eqxx ltr01.
  by exists (fun _ => 0) => i; rewrite s0 /pos big_ord0.
pose al i := a i ord0.
pose ok (j : I + I * I) := match j with
  | inl i => al i == 0 | inr (p, q) => (0 < al p) && (al q < 0) end.
pose c (j : I + I * I) i := if ok j then match j with
  | inl i' => (i == i')%:R | inr (p, q) => (i == q)%:R * al p - (i == p)%:R * al q end else 0.
pose s' (j : I + I * I) := ok j && match j with inl i => s i | inr (p, q) => s p || s q end.
have sum1 (f : I -> R) i0 : \sum_i (i == i0)%:R * f i = f i0.
  rewrite (bigD1 i0) //= eqxx mul1r big1 ?addr0 // => i /negbTE ->; exact: mul0r.
have hc1 (f : I -> R) i0 : al i0 == 0 -> \sum_i c (inl i0) i * f i = f i0.
  by move=> z; rewrite /c /= z; exact: sum1.
have hc2 (f : I -> R) p q : 0 < al p -> al q < 0 ->
    \sum_i c (inr (p, q)) i * f i = al p * f q - al q * f p.
  move=> hp hq; rewrite /c /= hp hq /=.
  under eq_bigr do rewrite mulrBl -!mulrA.
  by rewrite sumrB !sum1.
have hc0 (f : I -> R) j : ~~ ok j -> \sum_i c j i * f i = 0.
  by move=> /negbTE h; apply: big1 => i _; rewrite /c h mul0r.
have c_ge0 j i : 0 <= c j i.
  rewrite /c; case: ifP => //; case: j => [i0|[p q]] /= => [_|/andP[hp hq]]; first exact: ler0n.
  by rewrite subr_ge0; apply: (@le_trans _ _ 0);
    [rewrite mulr_ge0_le0 ?ler0n // ltW | rewrite mulr_ge0 ?ler0n // ltW].
have c_al j : \sum_i c j i * al i = 0.
  case: (boolP (ok j)) => [|/hc0//]; case: j => [i0 z|[p q] /andP[hp hq]].
    by rewrite hc1 //; exact/eqP.
  by rewrite hc2 // mulrC subrr.
have cs j : s' j -> exists2 i, s i & 0 < c j i.
  rewrite /s' /c; case: j => [i0|[p q]] /= /andP[h].
    by exists i0 => //; rewrite h eqxx ltr01.
  have pq : p != q.
    by case/andP: h => hp hq; apply: contraTneq hp => ->; rewrite lt_gtF.
  case/andP: (h) => hp hq; case/orP => si; [exists p => // | exists q => //]; rewrite h eqxx.
    by rewrite (negbTE pq) mul0r mul1r sub0r oppr_gt0.
  by rewrite eq_sym (negbTE pq) mul0r mul1r subr0.
have [[x' hx]|[y' [y0 yk [j sj yj]]]] :=
  IH _ (fun j k => \sum_i c j i * a i (lift ord0 k)) s'; [left | right]; last first.
  exists (fun i => \sum_j y' j * c j i); split => [i|k|].
  - by apply: sumr_ge0 => j' _; apply: mulr_ge0.
  - under eq_bigr do rewrite mulr_suml.
    rewrite exchange_big /=.
    under eq_bigr do (under eq_bigr do rewrite -mulrA; rewrite -mulr_sumr).
    case: (unliftP ord0 k) => [k' ->|->]; first exact: yk.
    by apply: big1 => j' _; rewrite c_al mulr0.
  have [i si ci] := cs _ sj; exists i => //; rewrite (bigD1 j) //=.
  by apply: ltr_paddr; [apply: sumr_ge0 => j' _; apply: mulr_ge0 | apply: mulr_gt0].
pose g i := \sum_k a i (lift ord0 k) * x' k.
have hg j : pos (s' j) (\sum_i c j i * g i).
  have := hx j; congr (pos _ _); under eq_bigr do rewrite mulr_suml.
  rewrite exchange_big /=; apply: eq_bigr => i _; rewrite /g mulr_sumr.
  by apply: eq_bigr => k _; rewrite mulrA.
have [t [tp tq]] : exists t, (forall p, 0 < al p -> pos (s p) (t - - g p / al p)) /\
                             (forall q, al q < 0 -> pos (s q) (- g q / al q - t)).
  apply: (@fm_between _ _ (fun p => 0 < al p) (fun q => al q < 0) s) => p q hp hq.
  have := hg (inr (p, q)); rewrite hc2 // /s' /= hp hq /= => h.
  have -> : - g q / al q - - g p / al p = (al p * - al q)^-1 * (al p * g q - al q * g p).
    have p0 : al p != 0 by rewrite gt_eqF.
    have q0 : al q != 0 by rewrite lt_eqF.
    by field; rewrite p0 q0.
  by apply: posM => //; rewrite invr_gt0 mulr_gt0 // oppr_gt0.
exists (fun k => oapp x' t (unlift ord0 k)) => i.
rewrite big_ord_recl unlift_none /=; under eq_bigr do rewrite liftK /=.
rewrite -/(al i) -/(g i); case: (ltrgtP 0 (al i)) => h.
- have -> : al i * t + g i = al i * (t - - g i / al i).
    by rewrite mulrBr mulNr mulrN opprK mulrCA divff ?mulr1 // gt_eqF.
  exact: posM (tp _ h).
- have -> : al i * t + g i = - al i * (- g i / al i - t).
    by field; rewrite lt_eqF.
  by apply: posM (tq _ h); rewrite oppr_gt0.
have := hg (inl i); rewrite hc1 -?h // /s' /= -h eqxx /=.
by rewrite mul0r add0r.
Qed.

Lemma motzkin_core_excl n (I : finType) (a : I -> 'I_n -> R) (s : pred I) x (y : I -> R) :
  (forall i, pos (s i) (\sum_k a i k * x k)) -> (forall i, 0 <= y i) ->
  (forall k, \sum_i y i * a i k = 0) -> forall i, s i -> y i = 0.
Proof.
move=> hx y0 yk i si.
have : \sum_i y i * (\sum_k a i k * x k) == 0.
  under eq_bigr do (rewrite mulr_sumr; under eq_bigr do rewrite mulrA).
  rewrite exchange_big /=; under eq_bigr do rewrite -mulr_suml yk mul0r.
  by rewrite big1.
rewrite psumr_eq0 => [/allP/(_ i)|j _]; last by rewrite mulr_ge0 // (pos_ge0 (hx j)).
rewrite mem_index_enum => /(_ isT)/=; rewrite mulf_eq0 => /orP[/eqP//|].
by have := hx i; rewrite si /= => /gt_eqF ->.
Qed.
End Core.

Section Alternatives.
Variable R : realFieldType.

Lemma oppmxE m n (M : 'M[R]_(m, n)) i j : (- M) i j = - M i j. Proof. by rewrite mxE. Qed.
Lemma scalemxE m n c (M : 'M[R]_(m, n)) i j : (c *: M) i j = c * M i j. Proof. by rewrite mxE. Qed.
Lemma addmxE m n (M N : 'M[R]_(m, n)) i j : (M + N) i j = M i j + N i j. Proof. by rewrite mxE. Qed.

Lemma row_gt0 n (u : 'rV[R]_n) : (forall i, 0 <= u 0 i) -> u != 0 -> exists i, 0 < u 0 i.
Proof.
move=> u0 /rV0Pn[i ui]; exists i; by rewrite lt_neqAle eq_sym ui u0.
Qed.

Theorem motzkin p q r n (A : 'M[R]_(p, n)) (B : 'M[R]_(q, n)) (C : 'M[R]_(r, n)) :
  (exists x : 'cV[R]_n, [/\ forall i, 0 < (A *m x) i 0, forall i, 0 <= (B *m x) i 0
                          & C *m x = 0]) \/
  (exists u : 'rV[R]_p, exists v : 'rV[R]_q, exists w : 'rV[R]_r,
     [/\ forall i, 0 <= u 0 i, u != 0, forall i, 0 <= v 0 i
       & u *m A + v *m B + w *m C = 0]).
Proof.
pose a (i : 'I_p + ('I_q + ('I_r + 'I_r))) k : R := match i with
  | inl i => A i k | inr (inl i) => B i k
  | inr (inr (inl i)) => C i k | inr (inr (inr i)) => - C i k end.
pose s (i : 'I_p + ('I_q + ('I_r + 'I_r))) := if i is inl _ then true else false.
have mulE k m (M : 'M[R]_(k, m)) x i : (M *m \col_j x j) i 0 = \sum_j M i j * x j.
  by rewrite mxE; apply: eq_bigr => j _; rewrite mxE.
have [[x hx]|[y [y0 yk [i0 si yi]]]] := motzkin_core a s; [left | right].
  exists (\col_k x k); split => [i|i|].
  - by rewrite mulE; exact: (hx (inl i)).
  - by rewrite mulE; exact: (hx (inr (inl i))).
  apply/colP => i; rewrite mulE mxE; apply/eqP; rewrite eq_le andbC.
  have := hx (inr (inr (inl i))); rewrite {1}/pos /= => ->.
  have := hx (inr (inr (inr i))); rewrite /pos /= -oppr_le0 -sumrN.
  by congr (_ <= _); apply: eq_bigr => k _; rewrite mulNr opprK.
exists (\row_i y (inl i)), (\row_i y (inr (inl i))),
       (\row_i (y (inr (inr (inl i))) - y (inr (inr (inr i))))); split.
- by move=> i; rewrite mxE.
- case: i0 si yi => // i _ yi; apply/rV0Pn; exists i; by rewrite mxE gt_eqF.
- by move=> i; rewrite mxE.
apply/rowP => k; rewrite !mxE -[RHS](yk k) !big_sumType /= -addrA; congr (_ + (_ + _)).
- by apply: eq_bigr => i _; rewrite !mxE.
- by apply: eq_bigr => i _; rewrite !mxE.
by rewrite -big_split; apply: eq_bigr => i _; rewrite !mxE /= mulrBl mulrN.
Qed.

Lemma dot_ge0 n (u : 'rV[R]_n) (z : 'cV[R]_n) :
  (forall i, 0 <= u 0 i) -> (forall i, 0 <= z i 0) -> 0 <= (u *m z) 0 0.
Proof. by move=> u0 z0; rewrite mxE; apply: sumr_ge0 => i _; apply: mulr_ge0. Qed.

Lemma dot_gt0 n (u : 'rV[R]_n) (z : 'cV[R]_n) :
  (forall i, 0 <= u 0 i) -> u != 0 -> (forall i, 0 < z i 0) -> 0 < (u *m z) 0 0.
Proof.
move=> u0 un z0; have [i ui] := row_gt0 u0 un; rewrite mxE (bigD1 i) //=.
apply: ltr_paddr; last exact: mulr_gt0.
by apply: sumr_ge0 => j _; apply: mulr_ge0 => //; apply: ltW.
Qed.

Lemma motzkin_excl p q r n (A : 'M[R]_(p, n)) (B : 'M[R]_(q, n)) (C : 'M[R]_(r, n))
    (x : 'cV[R]_n) (u : 'rV[R]_p) (v : 'rV[R]_q) (w : 'rV[R]_r) :
  (forall i, 0 < (A *m x) i 0) -> (forall i, 0 <= (B *m x) i 0) -> C *m x = 0 ->
  (forall i, 0 <= u 0 i) -> u != 0 -> (forall i, 0 <= v 0 i) ->
  u *m A + v *m B + w *m C <> 0.
Proof.
move=> hA hB hC u0 un v0 e; have : ((u *m A + v *m B + w *m C) *m x) 0 0 = 0.
  by rewrite e mul0mx mxE.
rewrite !mulmxDl -!mulmxA hC mulmx0 addr0 mxE => /eqP; rewrite gt_eqF //.
by apply: ltr_paddr; [exact: dot_ge0 | exact: dot_gt0].
Qed.

Theorem gordan p n (A : 'M[R]_(p, n)) :
  (exists x : 'cV[R]_n, forall i, 0 < (A *m x) i 0) \/
  (exists u : 'rV[R]_p, [/\ forall i, 0 <= u 0 i, u != 0 & u *m A = 0]).
Proof.
have [[x [hA _ _]]|[u [v [w [u0 un _ e0]]]]] :=
  motzkin A (0 : 'M[R]_(0, n)) (0 : 'M[R]_(0, n)); [left | right]; first by exists x.
by move: e0; rewrite !mulmx0 !addr0; exists u.
Qed.

Lemma gordan_excl p n (A : 'M[R]_(p, n)) (x : 'cV[R]_n) (u : 'rV[R]_p) :
  (forall i, 0 < (A *m x) i 0) -> (forall i, 0 <= u 0 i) -> u != 0 -> u *m A <> 0.
Proof.
move=> hA u0 un e; have := dot_gt0 u0 un hA.
by rewrite mulmxA e mul0mx mxE ltxx.
Qed.

Theorem stiemke p n (A : 'M[R]_(p, n)) :
  (exists x : 'cV[R]_n, (forall i, 0 < x i 0) /\ A *m x = 0) \/
  (exists w : 'rV[R]_p, (forall i, 0 <= (w *m A) 0 i) /\ w *m A != 0).
Proof.
have [[x [hx _ hA]]|[u [v [w [u0 un _ e0]]]]] :=
  motzkin (1%:M : 'M[R]_n) (0 : 'M[R]_(0, n)) A; [left | right].
  by exists x; split => // i; have := hx i; rewrite mul1mx.
move: e0; rewrite mulmx1 mulmx0 addr0 => /eqP; rewrite addrC addr_eq0 => /eqP e.
by exists (- w); rewrite mulNmx e opprK.
Qed.

Lemma row2E m n (A : 'M[R]_(m, n)) (b : 'cV[R]_m) (t : 'M[R]_1) (z : 'cV[R]_n) i :
  (row_mx b A *m col_mx t z) i 0 = b i 0 * t 0 0 + (A *m z) i 0.
Proof. by rewrite mul_row_col [LHS]mxE [X in X + _]mxE big_ord1. Qed.

Theorem farkas m n (A : 'M[R]_(m, n)) (b : 'cV[R]_m) :
  (exists x : 'cV[R]_n, forall i, (A *m x) i 0 <= b i 0) \/
  (exists y : 'cV[R]_m, [/\ forall i, 0 <= y i 0, y^T *m A = 0 & (y^T *m b) 0 0 < 0]).
Proof.
have [[x [h1 h2 _]]|[u [v [w [u0 un v0 e0]]]]] := motzkin
  (row_mx 1%:M 0 : 'M[R]_(1, 1 + n)) (row_mx b (- A)) (0 : 'M[R]_(0, 1 + n)); [left | right].
  move: h1 h2; rewrite -[x]vsubmxK; set t := usubmx x; set z := dsubmx x => h1 h2.
  have {h1} t0 : 0 < t 0 0 by have := h1 0; rewrite mul_row_col mul1mx mul0mx addr0.
  exists ((t 0 0)^-1 *: z) => i; have := h2 i; rewrite row2E mulNmx oppmxE subr_ge0 => h.
  by rewrite -scalemxAr scalemxE -(ler_pmul2l t0) mulVKf ?gt_eqF // mulrC.
move: e0; rewrite mulmx0 addr0 !mul_mx_row add_row_mx mulmx1 mulmx0 add0r -row_mx0 => /eq_row_mx[e1 e2].
exists v^T; rewrite trmxK; split.
- by move=> i; rewrite mxE.
- by apply/eqP; rewrite -oppr_eq0 -mulmxN e2.
have [i] := row_gt0 u0 un; rewrite ord1 => ui; rewrite -oppr_gt0.
by move/eqP: e1; rewrite addr_eq0 => /eqP e1; rewrite e1 mxE in ui.
Qed.

Lemma farkas_excl m n (A : 'M[R]_(m, n)) (b : 'cV[R]_m) (x : 'cV[R]_n) (y : 'cV[R]_m) :
  (forall i, (A *m x) i 0 <= b i 0) -> (forall i, 0 <= y i 0) -> y^T *m A = 0 ->
  0 <= (y^T *m b) 0 0.
Proof.
move=> hx y0 yA; have -> : y^T *m b = y^T *m (b - A *m x) by rewrite mulmxBr mulmxA yA mul0mx subr0.
apply: dot_ge0 => i; first by rewrite mxE.
by rewrite mxE [X in _ + X]mxE subr_ge0.
Qed.

Theorem farkas_cone m n (A : 'M[R]_(m, n)) (b : 'cV[R]_m) :
  (exists x : 'cV[R]_n, (forall j, 0 <= x j 0) /\ A *m x = b) \/
  (exists y : 'cV[R]_m, (forall j, 0 <= (y^T *m A) 0 j) /\ (y^T *m b) 0 0 < 0).
Proof.
have [[z [h1 h2 _]]|[u [v [w [u0 un v0 e0]]]]] :=
  motzkin (- b^T) A^T (0 : 'M[R]_(0, m)); [right | left].
  exists z; split => [j|].
    by have := h2 j; rewrite -[A^T *m z]trmxK trmx_mul trmxK mxE.
  have := h1 0; rewrite mulNmx mxE oppr_gt0 -[b^T *m z]trmxK trmx_mul trmxK.
  by rewrite mxE.
have [i] := row_gt0 u0 un; rewrite ord1 => ui.
move: e0; rewrite mulmx0 addr0 mulmxN addrC => /eqP; rewrite subr_eq0 => /eqP/(congr1 trmx).
rewrite !trmx_mul !trmxK [u]mx11_scalar tr_scalar_mx mul_mx_scalar => e.
exists ((u 0 0)^-1 *: v^T); split => [j|].
  by rewrite !mxE mulr_ge0 // invr_ge0 ltW.
by rewrite -scalemxAr e scalerA mulVf ?scale1r // gt_eqF.
Qed.

Lemma farkas_cone_excl m n (A : 'M[R]_(m, n)) (x : 'cV[R]_n) (y : 'cV[R]_m) :
  (forall j, 0 <= x j 0) -> (forall j, 0 <= (y^T *m A) 0 j) -> 0 <= (y^T *m (A *m x)) 0 0.
Proof. by move=> x0 yA; rewrite mulmxA; apply: dot_ge0. Qed.

Theorem farkas_affine m n (A : 'M[R]_(m, n)) (b : 'cV[R]_m) (c : 'rV[R]_n) (d : R) (x0 : 'cV[R]_n) :
  (forall i, (A *m x0) i 0 <= b i 0) ->
  (forall x : 'cV[R]_n, (forall i, (A *m x) i 0 <= b i 0) -> (c *m x) 0 0 <= d) ->
  exists y : 'rV[R]_m, [/\ forall i, 0 <= y 0 i, y *m A = c & (y *m b) 0 0 <= d].
Proof.
move=> h0 hall.
have [[x [h1 h2 _]]|[u [v [w [u0 un v0 e0]]]]] := motzkin
  (row_mx (- d)%:M c : 'M[R]_(1, 1 + n)) (col_mx (row_mx 1%:M 0) (row_mx b (- A)))
  (0 : 'M[R]_(0, 1 + n)).
  move: h1 h2; rewrite -[x]vsubmxK; set t := usubmx x; set z := dsubmx x => h1 h2; exfalso.
  have t0 : 0 <= t 0 0.
    by have := h2 (lshift m 0); rewrite mul_col_mx col_mxEu mul_row_col mul1mx mul0mx addr0.
  have hA i : (A *m z) i 0 <= b i 0 * t 0 0.
    have := h2 (rshift 1 i).
    by rewrite mul_col_mx col_mxEd row2E mulNmx oppmxE subr_ge0.
  have {h1} hc : d * t 0 0 < (c *m z) 0 0.
    have := h1 0; rewrite row2E mxE eqxx mulr1n mulNr addrC subr_gt0.
    by [].
  have [tp|tn] := ltP 0 (t 0 0).
    have /hall : forall i, (A *m ((t 0 0)^-1 *: z)) i 0 <= b i 0.
      by move=> i; rewrite -scalemxAr mxE -(ler_pmul2l tp) mulVKf ?gt_eqF // mulrC.
    by rewrite -scalemxAr mxE -(ler_pmul2l tp) mulVKf ?gt_eqF // leNgt mulrC hc.
  have {tn t0} tz : t 0 0 = 0 by apply/eqP; rewrite eq_le tn.
  rewrite tz mulr0 in hc.
  have := h0; move/hall => c0; pose s := (d - (c *m x0) 0 0 + 1) / (c *m z) 0 0.
  have s0 : 0 <= s by rewrite divr_ge0 ?(ltW hc) // addr_ge0 ?ler01 // subr_ge0.
  have /hall : forall i, (A *m (x0 + s *: z)) i 0 <= b i 0.
    move=> i; rewrite mulmxDr -scalemxAr mxE scalemxE -[b i 0]addr0.
    by apply: ler_add; rewrite // mulr_ge0_le0 //; have := hA i; rewrite tz mulr0.
  rewrite mulmxDr -scalemxAr mxE scalemxE /s mulfVK ?gt_eqF // addrA addrCA subrr addr0.
  by rewrite leNgt ltr_addl ltr01.
have [i] := row_gt0 u0 un; rewrite ord1 => ui.
move: e0; rewrite -[v]hsubmxK; set v1 := lsubmx v; set v2 := rsubmx v.
rewrite mulmx0 addr0 mul_row_col !mul_mx_row !add_row_mx mulmx1 mulmx0 add0r.
rewrite -row_mx0 => /eq_row_mx[e1 e2].
have v10 : 0 <= v1 0 0 by have := v0 (lshift m 0); rewrite -[v]hsubmxK row_mxEl.
have v20 j : 0 <= v2 0 j by have := v0 (rshift 1 j); rewrite -[v]hsubmxK row_mxEr.
exists ((u 0 0)^-1 *: v2); split => [j||].
- by rewrite mxE mulr_ge0 // invr_ge0 ltW.
- rewrite -scalemxAl; move/eqP: e2; rewrite mulmxN subr_eq0 => /eqP <-.
  by rewrite [u]mx11_scalar mul_scalar_mx scalerA !mxE eqxx mulr1n mulVf ?scale1r // gt_eqF.
rewrite -scalemxAl mxE -(ler_pmul2l ui) mulVKf ?gt_eqF //.
move/matrixP/(_ 0 0): e1; rewrite mul_mx_scalar !mxE => /eqP.
rewrite mulNr addrC subr_eq0 => /eqP e; rewrite mulrC -e.
by rewrite ler_addr.
Qed.

(* an optimal point of max c x, A x <= b has a dual certificate of the same value *)
Theorem lp_dual m n (A : 'M[R]_(m, n)) (b : 'cV[R]_m) (c : 'rV[R]_n) (x0 : 'cV[R]_n) :
  (forall i, (A *m x0) i 0 <= b i 0) ->
  (forall x : 'cV[R]_n, (forall i, (A *m x) i 0 <= b i 0) -> (c *m x) 0 0 <= (c *m x0) 0 0) ->
  exists y : 'rV[R]_m, [/\ forall i, 0 <= y 0 i, y *m A = c, y *m b = c *m x0
    & forall i, y 0 i * (b i 0 - (A *m x0) i 0) = 0].
Proof.
move=> h0 hmax; have [y [y0 yA yb]] := farkas_affine h0 hmax; exists y.
have slack i : 0 <= (b - A *m x0) i 0 by rewrite mxE [X in _ + X]mxE subr_ge0.
have e : (y *m (b - A *m x0)) 0 0 = 0.
  apply/eqP; rewrite eq_le dot_ge0 // andbT mulmxBr mulmxA yA mxE [X in _ + X]mxE.
  by rewrite subr_le0.
split => // [|i].
  apply/matrixP => i j; rewrite !ord1; apply/eqP; rewrite -subr_eq0 -yA -mulmxA.
  by move: e; rewrite mulmxBr mxE [X in _ + X]mxE => ->.
move/eqP: e; rewrite mxE psumr_eq0 => [/allP/(_ i)|j _]; last exact: mulr_ge0.
by rewrite mem_index_enum => /(_ isT)/eqP; rewrite /= mxE [X in _ * (_ + X)]mxE.
Qed.
End Alternatives.

Section Pattern.
Variables (R : realFieldType) (p : nat) (D : finType) (w : D -> 'cV[R]_p).
Implicit Type S : {pred D}.

Lemma pattern S :
  (exists a : 'rV[R]_p, forall d, if d \in S then 0 < (a *m w d) 0 0 else (a *m w d) 0 0 <= 0) \/
  (exists y : D -> R, [/\ forall d, 0 <= y d,
     \sum_(d in S) y d *: w d = \sum_(d | d \notin S) y d *: w d
     & exists2 d, d \in S & 0 < y d]).
Proof.
have aE (x : 'I_p -> R) d : ((\row_k x k) *m w d) 0 0 = \sum_k w d k 0 * x k.
  by rewrite mxE; apply: eq_bigr => k _; rewrite mxE mulrC.
have [[x hx]|[y [y0 yk [d dS yd]]]] :=
  motzkin_core (fun d k => if d \in S then w d k 0 else - w d k 0) (mem S); [left | right].
  exists (\row_k x k) => d; have := hx d; rewrite aE /pos inE; case: (d \in S) => //.
  rewrite -oppr_le0 -sumrN; congr (_ <= _); apply: eq_bigr => k _; by rewrite mulNr opprK.
exists y; split => //; last by exists d.
apply/eqP; rewrite -subr_eq0 -sumrN; apply/eqP/colP => k; rewrite [RHS]mxE -[RHS](yk k).
rewrite [RHS](bigID (mem S)) /= mxE !summxE; congr (_ + _).
  by apply: eq_bigr => j ->; rewrite mxE.
by apply: eq_bigr => j /negbTE ->; rewrite !mxE mulrN.
Qed.

Lemma pattern_excl S (a : 'rV[R]_p) (y : D -> R) :
  (forall d, if d \in S then 0 < (a *m w d) 0 0 else (a *m w d) 0 0 <= 0) ->
  (forall d, 0 <= y d) -> \sum_(d in S) y d *: w d = \sum_(d | d \notin S) y d *: w d ->
  forall d, d \in S -> y d = 0.
Proof.
move=> ha y0 e d dS; have /matrixP/(_ 0 0) := congr1 (mulmx a) e; rewrite !mulmx_sumr !summxE.
have hS : 0 <= \sum_(d in S) (a *m (y d *: w d)) 0 0.
  apply: sumr_ge0 => j jS; rewrite -scalemxAr mxE mulr_ge0 //.
  by have := ha j; rewrite jS => /ltW.
have hN : \sum_(d | d \notin S) (a *m (y d *: w d)) 0 0 <= 0.
  rewrite -oppr_ge0 -sumrN; apply: sumr_ge0 => j jS.
  rewrite oppr_ge0 -scalemxAr mxE mulr_ge0_le0 //.
  by have := ha j; rewrite (negbTE jS).
move=> e2; have /eqP : \sum_(d in S) (a *m (y d *: w d)) 0 0 = 0.
  by apply/eqP; rewrite eq_le hS andbT e2.
rewrite psumr_eq0 => [/allP/(_ d)|j jS]; last first.
  by rewrite -scalemxAr mxE mulr_ge0 //; have := ha j; rewrite jS => /ltW.
rewrite mem_index_enum dS => /(_ isT)/=; rewrite -scalemxAr mxE mulf_eq0 => /orP[/eqP//|].
by have := ha d; rewrite dS => /gt_eqF ->.
Qed.

(* both sides strict *)
Lemma pattern_strict S :
  (exists a : 'rV[R]_p, forall d, if d \in S then 0 < (a *m w d) 0 0 else (a *m w d) 0 0 < 0) \/
  (exists y : D -> R, [/\ forall d, 0 <= y d,
     \sum_(d in S) y d *: w d = \sum_(d | d \notin S) y d *: w d & exists d, 0 < y d]).
Proof.
have aE (x : 'I_p -> R) d : ((\row_k x k) *m w d) 0 0 = \sum_k w d k 0 * x k.
  by rewrite mxE; apply: eq_bigr => k _; rewrite mxE mulrC.
have [[x hx]|[y [y0 yk [d _ yd]]]] :=
  motzkin_core (fun d k => if d \in S then w d k 0 else - w d k 0) predT; [left | right].
  exists (\row_k x k) => d; have := hx d; rewrite aE /pos /=; case: (d \in S) => //.
  rewrite -oppr_lt0 -sumrN; congr (_ < _); apply: eq_bigr => k _; by rewrite mulNr opprK.
exists y; split => //; last by exists d.
apply/eqP; rewrite -subr_eq0 -sumrN; apply/eqP/colP => k; rewrite [RHS]mxE -[RHS](yk k).
rewrite [RHS](bigID (mem S)) /= mxE !summxE; congr (_ + _).
  by apply: eq_bigr => j ->; rewrite mxE.
by apply: eq_bigr => j /negbTE ->; rewrite !mxE mulrN.
Qed.
End Pattern.

(* the same for the columns of a matrix, as in W : 'M_(p, n) with features d : 'I_n *)
Lemma pattern_mx (R : realFieldType) p n (W : 'M[R]_(p, n)) (S : {pred 'I_n}) :
  (exists a : 'rV[R]_p, forall d, if d \in S then 0 < (a *m W) 0 d else (a *m W) 0 d <= 0) \/
  (exists y : 'I_n -> R, [/\ forall d, 0 <= y d,
     \sum_(d in S) y d *: col d W = \sum_(d | d \notin S) y d *: col d W
     & exists2 d, d \in S & 0 < y d]).
Proof.
have aE (a : 'rV[R]_p) d : (a *m W) 0 d = (a *m col d W) 0 0 by rewrite colE mulmxA -colE [RHS]mxE.
case: (pattern (fun d : 'I_n => col d W) S) => [[a ha]|h]; last by right; exact: h.
by left; exists a => d; rewrite !aE; exact: ha.
Qed.

