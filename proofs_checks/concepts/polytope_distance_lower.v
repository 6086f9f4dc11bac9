(* Points of the rays through a grid on a face of the cube: two of them that one half-space cuts off are too close to each other. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Norms.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Grid.
Variables (R : rcfType) (d k : nat).
Hypothesis k0 : (0 < k)%N.
Local Notation K := (k%:R : R).
Let K0 : 0 < K. Proof. by rewrite ltr0n. Qed.
Implicit Types g h : {ffun 'I_d -> 'I_k}.

Definition entry g (l : 'I_d) : R := (2%:R * (g l : nat)%:R + 1 - K) / K.
Definition face g : 'cV[R]_d := \col_l entry g l.
Definition point g : 'cV[R]_d.+1 := \col_i oapp (entry g) 1 (unlift ord0 i).

Lemma dot_point g h : dot (point g) (point h) = 1 + dot (face g) (face h).
Proof.
rewrite /dot big_ord_recl !mxE unlift_none /= mulr1; congr (_ + _); apply: eq_bigr => l _; by rewrite !mxE liftK.
Qed.

Lemma entry_le1 g l : entry g l * entry g l <= 1.
Proof.
have lk : (g l : nat)%:R + 1 <= K by rewrite -(natrD _ _ 1) addn1 ler_nat ltn_ord.
have l0 : 0 <= (g l : nat)%:R :> R by rewrite ler0n.
rewrite /entry; move: ((g l : nat)%:R : R) lk l0 => a lk l0.
rewrite mulrACA -invfM ler_pdivr_mulr ?mulr_gt0 // mul1r -subr_ge0.
have -> : K * K - (2%:R * a + 1 - K) * (2%:R * a + 1 - K) = (2%:R * a + 1) * (K - (a + 1) + (K - a)) by ring.
have aK : a <= K by apply: le_trans lk; rewrite ler_addl.
by apply: mulr_ge0; apply: addr_ge0; rewrite ?subr_ge0 ?ler01 ?mulr_ge0 ?ler0n.
Qed.

Lemma norm2_point g : 1 <= norm2 (point g) <= d.+1%:R.
Proof.
rewrite /norm2 dot_point ler_addl norm2_ge0 (mulrS _ d) ler_add2l.
apply: le_trans (_ : \sum_(l < d) 1 <= _); last by rewrite sumr_const card_ord.
by apply: ler_sum => l _; rewrite !mxE entry_le1.
Qed.

Lemma apart_face g h : g != h -> 4%:R / K ^+ 2 <= norm2 (face g - face h).
Proof.
move=> gh; have /existsP[l gl] : [exists l, g l != h l].
  by apply: contraR gh; rewrite negb_exists => /forallP e; apply/eqP/ffunP => l; have := e l; rewrite negbK => /eqP.
rewrite /norm2 /dot (bigD1 l) //= ler_paddr //.
  by apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0.
rewrite !mxE /entry -mulrBl -[X in _ <= X]expr2 expr_div_n ler_pmul2r ?invr_gt0 ?exprn_gt0 //.
have -> (a b : R) : 2%:R * a + 1 - K - (2%:R * b + 1 - K) = 2%:R * (a - b) by ring.
rewrite exprMn -[X in X <= _]mulr1 -natrX ler_pmul2l ?ltr0n //.
have : (g l : nat) != h l by rewrite -(inj_eq val_inj) in gl.
rewrite neq_ltn => /orP[] lt; [rewrite -sqrrN opprB|]; by rewrite exprn_ege1 // ler_subr_addl -(natrD _ _ 1) addn1 ler_nat.
Qed.

Lemma apart g h : g != h -> 4%:R / K ^+ 2 <= norm2 (point g) * norm2 (point h) - dot (point g) (point h) ^+ 2.
Proof.
move=> gh; apply: le_trans (apart_face gh) _.
have e x : norm2 (point x) = 1 + norm2 (face x) by rewrite /norm2 dot_point.
have -> : norm2 (face g - face h) = norm2 (face g) - 2%:R * dot (face g) (face h) + norm2 (face h).
  by rewrite -[face h]scale1r norm2_sub [dot (face h) _]dotC norm2Z !scale1r; ring.
have := cauchy (face g) (face h); rewrite !e dot_point.
move: (norm2 (face g)) (norm2 (face h)) (dot (face g) (face h)) => a b c le; rewrite -subr_ge0.
have -> : (1 + a) * (1 + b) - (1 + c) ^+ 2 - (a - 2%:R * c + b) = a * b - c ^+ 2 by ring.
by rewrite subr_ge0.
Qed.
End Grid.

Lemma pigeonhole (A B : finType) (f : A -> B) : (#|B| < #|A|)%N -> exists x y, x != y /\ f x = f y.
Proof.
move=> lt; case: (boolP (injectiveb f)) => [/injectiveP inj|/injectivePn[x [y xy e]]]; last by exists x, y.
by have := leq_card f inj; rewrite leqNgt lt.
Qed.

Theorem proof : claim.
Proof.
move=> R d k m a b k0 mk ball; pose P : R := 1 + ((k * d.+1) ^ 2)%:R^-1.
have q0 : 0 < ((k * d.+1) ^ 2)%:R^-1 :> R by rewrite invr_gt0 ltr0n expn_gt0 muln_gt0 k0.
have P0 : 0 < P by rewrite /P addr_gt0 ?ltr01.
pose N (g : {ffun 'I_d -> 'I_k}) := norm2 (point R g); pose x (g : {ffun 'I_d -> 'I_k}) := Num.sqrt (P / N g) *: point R g.
have N1 (g : {ffun 'I_d -> 'I_k}) : 1 <= N g by case/andP: (norm2_point R k0 g).
have Nr (g : {ffun 'I_d -> 'I_k}) : N g <= d.+1%:R by case/andP: (norm2_point R k0 g).
have N0 (g : {ffun 'I_d -> 'I_k}) : 0 < N g := lt_le_trans ltr01 (N1 g).
have xP g : norm2 (x g) = P by rewrite norm2Z sqr_sqrtr ?divfK ?gt_eqF // divr_ge0 // ltW.
have [[g /forallP ok]|none] := altP (@existsP _ (fun g : {ffun 'I_d -> 'I_k} => [forall j, dot (a j) (x g) <= b j])).
  by exists (x g).
have cut g : exists j, b j < dot (a j) (x g).
  have := none; rewrite negb_exists => /forallP/(_ g); rewrite negb_forall => /existsP[j]; by rewrite -ltNge => h; exists j.
have [f fP] := fin_all_exists cut.
have [|g [h [gh e]]] := @pigeonhole _ _ f; first by rewrite card_ffun !card_ord.
have := fP h; rewrite -e => hb; have gb := fP g; set j := f g in gb hb.
pose w := x g + x h; pose s := Num.sqrt (norm2 w).
have wb : b j + b j < dot (a j) w by rewrite dotDr ltr_add.
have b0 : 0 <= b j.
  by have := ball 0; rewrite /norm2 !dot0r ler01 => /(_ isT j); rewrite dot0r.
have s0 : 0 < s.
  rewrite sqrtr_gt0 lt_def norm2_ge0 andbT norm2_eq0; apply/eqP => w0; move: wb.
  by rewrite w0 dot0r ltNge addr_ge0.
have s2 : s ^+ 2 = norm2 w by rewrite sqr_sqrtr // norm2_ge0.
have ws : dot (a j) w <= s * b j.
  have := ball (s^-1 *: w); rewrite norm2Z exprVn s2 mulVf; last by rewrite -s2 gt_eqF // exprn_gt0.
  by rewrite lexx => /(_ isT j); rewrite dotZr mulrC ler_pdivr_mulr // mulrC.
have s_big : 2%:R < s.
  rewrite ltNge; apply/negP => le; have := lt_le_trans wb ws; rewrite ltNge => /negP; apply.
  have -> : b j + b j = 2%:R * b j by ring.
  exact: ler_wpmul2r.
have w4 : 4%:R < norm2 w.
  by rewrite -s2 (_ : 4%:R = 2%:R ^+ 2) ?ltr_sqr ?nnegrE ?ler0n ?(ltW s0) // -natrX.
move: w4; rewrite norm2D !xP; set D := dot _ _ => w4.
pose c := dot (point R g) (point R h).
have D2 : D ^+ 2 = P ^+ 2 * (c ^+ 2 / (N g * N h)).
  rewrite /D dotZr dotC dotZr !exprMn !sqr_sqrtr ?divr_ge0 ?(ltW P0) ?(ltW (N0 _)) // [dot _ _]dotC -/c invfM.
  by move: (N g)^-1 (N h)^-1 => A B; ring.
have NN : 0 < N g * N h by rewrite mulr_gt0.
have far : 4%:R * ((k * d.+1) ^ 2)%:R^-1 <= 1 - c ^+ 2 / (N g * N h).
  have := apart R k0 gh; rewrite -/c -!/(N _) => far.
  have -> : 1 - c ^+ 2 / (N g * N h) = (N g * N h - c ^+ 2) / (N g * N h) by rewrite mulrBl mulfV ?gt_eqF.
  rewrite ler_pdivl_mulr //; apply: le_trans far.
  have -> : 4%:R * ((k * d.+1) ^ 2)%:R^-1 = 4%:R / k%:R ^+ 2 / d.+1%:R ^+ 2 :> R by rewrite natrX natrM exprMn invfM mulrA.
  rewrite mulrAC ler_pdivr_mulr ?exprn_gt0 ?ltr0n //; apply: ler_wpmul2l.
    by rewrite divr_ge0 ?exprn_ge0 ?ler0n.
  by rewrite expr2; apply: ler_pmul => //; exact: ltW.
pose q : R := ((k * d.+1) ^ 2)%:R^-1; have w4' : P - D < 2%:R * q.
  rewrite -(ltr_pmul2l (_ : 0 < 2%:R)) ?ltr0n // -subr_gt0; rewrite -subr_gt0 in w4.
  by rewrite (_ : _ - _ = P + 2%:R * D + P - 4%:R) // /P -/q; ring.
pose z := D / P; have Dz : D = P * z by rewrite mulrC divfK ?gt_eqF.
have z2 : z ^+ 2 = c ^+ 2 / (N g * N h) by rewrite /z expr_div_n D2 mulrAC mulfV ?mul1r // expf_neq0 // gt_eqF.
rewrite -z2 -/q in far.
have z1 : z <= 1.
  rewrite leNgt; apply/negP => z1.
  have : z ^+ 2 < 1 by rewrite -subr_gt0 (lt_le_trans _ far) // mulr_gt0 ?ltr0n.
  by rewrite ltNge => /negP; apply; rewrite exprn_ege1 // ltW.
have far2 : 4%:R * q <= 2%:R * (1 - z).
  apply: le_trans far _; rewrite -subr_ge0.
  have -> : 2%:R * (1 - z) - (1 - z ^+ 2) = (1 - z) ^+ 2 by ring.
  exact: sqr_ge0.
move: w4'; rewrite Dz (_ : P - P * z = P * (1 - z)); last by ring.
rewrite ltNge => /negP h0; exfalso; apply: h0; apply: le_trans (_ : 1 - z <= _).
  by rewrite -(ler_pmul2l (_ : 0 < 2%:R :> R)) ?ltr0n // mulrA -natrM.
by apply: ler_pemull; [rewrite subr_ge0 | rewrite /P ler_addl ltW].
Qed.
