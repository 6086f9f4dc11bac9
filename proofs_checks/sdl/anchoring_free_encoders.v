(* Take the rows of G for s of the free neurons, shrunk a little so that no pre-activation is on the threshold.  Nearby codes stay
   independent, by the determinant, and inside the space that the codes of G span; so they span it, and targets and anchors are in it. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Minima Near NearCodes.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Jump.
Variables (R : realFieldType) (theta : R).
Hypothesis theta0 : 0 <= theta.
Lemma jump_scale t y : 0 < t -> (theta < t * y) = (theta < y) -> jumprelu theta (t * y) = t * jumprelu theta y.
Proof. by move=> t0 e; rewrite /jumprelu e; case: ifP => _; rewrite ?mulr0. Qed.
Lemma shrink p s n (G : 'M[R]_(s, p)) (W : 'M[R]_(p, n)) : exists t, [/\ 0 < t, forall i d, (theta < t * (G *m W) i d) = (theta < (G *m W) i d)
  & forall i d, (t * (G *m W) i d != theta) || (theta == 0)].
Proof.
have [z|nz] := eqVneq theta 0.
  by exists 1; rewrite ltr01; split=> // i d; rewrite mul1r // orbT.
have tp : 0 < theta by rewrite lt_def nz.
pose y (x : option ('I_s * 'I_n)) : R := if x is Some z then (G *m W) z.1 z.2 - theta else 1.
pose b (x : option ('I_s * 'I_n)) : R := if x is Some z then (G *m W) z.1 z.2 else 1.
have [e e0 he] := small_all y b.
have e1 : e < 1 by have := he None; rewrite /= oner_neq0 mulr1 normr1 (gtr0_norm e0) => /(_ isT).
have t0 : 0 < 1 - e by rewrite subr_gt0.
have on i d : theta < (G *m W) i d -> theta < (1 - e) * (G *m W) i d.
  move=> lt; have := he (Some (i, d)); rewrite /= subr_eq0 gt_eqF // => /(_ isT).
  rewrite !gtr0_norm ?subr_gt0 ?mulr_gt0 // ?(lt_trans tp) // => sm.
  by rewrite mulrBl mul1r ltr_subr_addl -ltr_subr_addr.
have off i d : (G *m W) i d <= theta -> (1 - e) * (G *m W) i d < theta.
  move=> le; have [neg|pos] := leP ((G *m W) i d) 0; first by apply: le_lt_trans tp; rewrite mulr_ge0_le0 // ltW.
  by apply: lt_le_trans le; rewrite gtr_pmull // ltr_subl_addl ltr_addr.
exists (1 - e); split=> // i d; have [le|lt] := leP ((G *m W) i d) theta.
- by rewrite ltNge ltW // off.
- by rewrite on.
- by rewrite lt_eqF // off.
by rewrite gt_eqF // on.
Qed.
End Jump.

Theorem proof : claim.
Proof.
move=> R p r k s m n W V theta G C E U theta0 targets indep le; split.
  by move=> F P Q [eG eE]; rewrite targets eG eE mulmxBl !mulmxA.
move=> span0; pose Z := jump_codes theta G W; rewrite -/Z in targets indep.
have span a : exists c, jump_codes theta a W = c *m Z := span0 a.
have inside q (F : 'M[R]_(q, p)) : exists Q : 'M[R]_(q, s), jump_codes theta F W = Q *m Z.
  have rows i : exists c : 'M[R]_(1, s), jump_codes theta (row i F) W = c *m Z by apply: span.
  have [c hc] := fin_all_exists rows; exists (\matrix_(i, j) c i 0 j); apply/matrixP => i d.
  have /matrixP/(_ 0 d) := hc i; rewrite !mxE => e.
  transitivity (jumprelu theta (\sum_j row i F 0 j * W j d)); last first.
    by rewrite e; apply: eq_bigr => j _; congr (_ * _); rewrite mxE.
  by congr (jumprelu _ _); apply: eq_bigr => j _; rewrite mxE.
have [t [t0 same off]] := shrink theta0 G W.
pose f := widen_ord le.
pose A : 'M[R]_(m, p) := \matrix_(i, l) \sum_x (i == f x)%:R * (t * G x l).
have finj x y : (f x == f y) = (x == y) by rewrite -val_eqE.
have Af x l : A (f x) l = t * G x l.
  by rewrite mxE (bigD1 x) //= eqxx mul1r big1 ?addr0 // => y yx; rewrite finj eq_sym (negbTE yx) mul0r.
have AW x d : (A *m W) (f x) d = t * (G *m W) x d.
  by rewrite !mxE mulr_sumr; apply: eq_bigr => l _; rewrite Af mulrA.
have Zf x d : jump_codes theta A W (f x) d = t * Z x d by rewrite mxE AW jump_scale // [Z x d]mxE.
pose L := picked R f.
have free : row_free Z by rewrite /row_free indep.
pose K := t^-1 *: pinvmx Z.
have one : L *m jump_codes theta A W *m K = 1%:M.
  have -> : L *m jump_codes theta A W = t *: Z by apply/matrixP => x d; rewrite picked_row Zf [RHS]mxE.
  by rewrite /K -scalemxAl -scalemxAr scalerA divff ?gt_eqF // scale1r mulmxVp.
have offA i d : ((A *m W) i d != theta) || (theta == 0).
  case: (pickP (fun x => f x == i)) => [x /eqP <-|none]; first by rewrite AW.
  have -> : (A *m W) i d = 0.
    rewrite mxE big1 // => l _; rewrite mxE big1 ?mul0r // => x _; by rewrite eq_sym none mul0r.
  by rewrite eq_sym orNb.
have [eps eps0 close] := stay_unit offA one; exists A, eps; split=> // B nearB; have unit := close B nearB.
have [QB eB] := inside _ B; have [QE eE] := inside _ E.
have KU : L *m QB \in unitmx by move: unit; rewrite eB mulmxA -mulmxA unitmx_mul => /andP[].
have eG : Z = invmx (L *m QB) *m L *m jump_codes theta B W by rewrite eB !mulmxA -[_ *m L *m QB]mulmxA mulVmx // mul1mx.
exists ((C - U *m QE) *m (invmx (L *m QB) *m L)).
by rewrite eE targets -[X in _ = _ + X]mulmxA -eG mulmxBl -[U *m QE *m Z]mulmxA addrCA subrr addr0.
Qed.
