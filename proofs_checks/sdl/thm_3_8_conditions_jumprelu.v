(* Motzkin's theorem with the level as one more unknown; a distinct unit feature is seen alone by a multiple of itself. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Supports.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Level.
Variables (R : realFieldType) (p n : nat) (W : 'M[R]_(p, n)) (F : {set 'I_n}).

(* a row and a positive level: above it on F, at most at it elsewhere; or equal averages, of which 0 may be a part on the right *)
Lemma level : (exists (a : 'cV[R]_p) (t : R), [/\ 0 < t, forall d, d \in F -> t < dot a (col d W) & forall d, d \notin F -> dot a (col d W) <= t])
  \/ (exists u m : 'cV[R]_n, [/\ forall d, 0 <= u d 0 /\ (d \notin F -> u d 0 = 0), forall d, 0 <= m d 0 /\ (d \in F -> m d 0 = 0),
      \sum_d u d 0 = 1, \sum_d m d 0 <= 1 & W *m u = W *m m]).
Proof.
pose on d : R := (d \in F)%:R; pose off d : R := (d \notin F)%:R.
pose A (i : 'I_n + 'I_n + unit) (k : 'I_p.+1) : R := match i, unlift ord0 k with
  | inl (inl d), Some j => on d * W j d | inl (inl d), None => - on d
  | inl (inr e), Some j => - (off e * W j e) | inl (inr e), None => off e
  | inr _, Some _ => 0 | inr _, None => 1 end.
pose s (i : 'I_n + 'I_n + unit) := match i with inl (inl d) => d \in F | inl (inr _) => false | inr _ => true end.
have [[x hx]|[y [y0 yk [i si yi]]]] := motzkin_core A s; [left | right].
  exists (\col_j x (lift ord0 j)), (x ord0).
  have value d : dot (\col_j x (lift ord0 j)) (col d W) = \sum_j W j d * x (lift ord0 j).
    by apply: eq_bigr => j _; rewrite !mxE mulrC.
  split.
  - have := hx (inr tt); rewrite /= big_ord_recl /A unlift_none mul1r big1 ?addr0 // => j _; by rewrite liftK mul0r.
  - move=> d dF; have := hx (inl (inl d)); rewrite /= dF /= big_ord_recl /A unlift_none /on dF mulN1r.
    rewrite addrC subr_gt0 value; congr (_ < _); apply: eq_bigr => j _; by rewrite liftK mul1r.
  move=> d dF; have := hx (inl (inr d)); rewrite /= big_ord_recl /A unlift_none /off dF mul1r.
  under eq_bigr do rewrite liftK mul1r mulNr.
  by rewrite sumrN subr_ge0 value.
pose y1 d := y (inl (inl d)); pose y2 d := y (inl (inr d)); pose y3 := y (inr tt).
have split3 (f : 'I_n + 'I_n + unit -> R) : \sum_j f j = \sum_d f (inl (inl d)) + \sum_d f (inl (inr d)) + f (inr tt).
  rewrite big_sumType; congr (_ + _); first by rewrite big_sumType.
  by rewrite (bigD1 tt) //= big1 ?addr0 // => -[].
have e0 : \sum_d y1 d * on d = \sum_d y2 d * off d + y3.
  have e1 : \sum_d y1 d * - on d = - \sum_d y1 d * on d by rewrite -sumrN; apply: eq_bigr => d _; rewrite mulrN.
  have /eqP := yk ord0; rewrite split3 /A unlift_none mulr1 -/y3 -addrA addrC.
  by rewrite [X in _ + X]e1 subr_eq0 => /eqP <-.
pose q := \sum_d y1 d * on d.
have p1 d : 0 <= y1 d * on d by rewrite mulr_ge0 ?y0 ?ler0n.
have p2 d : 0 <= y2 d * off d by rewrite mulr_ge0 ?y0 ?ler0n.
have q0 : 0 < q.
  case: i si yi => [[d|//]|[]] /= si yi; last by rewrite /q e0 ltr_paddl // sumr_ge0.
  rewrite /q (bigD1 d) //= ltr_paddr ?sumr_ge0 // /on si mulr1; exact: yi.
exists (\col_d (y1 d * on d / q)), (\col_d (y2 d * off d / q)); split.
- move=> d; rewrite mxE; split; first by rewrite divr_ge0 // ltW.
  by move=> dF; rewrite /on (negbTE dF) mulr0 mul0r.
- move=> d; rewrite mxE; split; first by rewrite divr_ge0 // ltW.
  by move=> dF; rewrite /off dF mulr0 mul0r.
- by under eq_bigr do rewrite mxE; rewrite -mulr_suml -/q divff // gt_eqF.
- under eq_bigr do rewrite mxE; rewrite -mulr_suml ler_pdivr_mulr // mul1r /q e0 ler_addl; exact: y0.
apply/matrixP => j c; rewrite (ord1 c) !mxE; apply/eqP; rewrite -subr_eq0 -sumrB; apply/eqP.
have := yk (lift ord0 j); rewrite split3 /A liftK mulr0 addr0 -big_split /= => h.
transitivity ((\sum_d (y1 d * (on d * W j d) + y2 d * - (off d * W j d))) / q); last by rewrite h mul0r.
rewrite mulr_suml; apply: eq_bigr => d _; rewrite !mxE.
by move: (W j d) (y1 d) (y2 d) (on d) (off d) (q^-1) => w a b f g r; ring.
Qed.
End Level.

Theorem proof : claim.
Proof.
move=> R p n W F k theta t0; split.
  split=> [[a h] [u [m [u0 [m0 [su [sm e]]]]]]|h].
    have : theta < dot a (W *m u).
      rewrite dot_mulmxr -[theta]mulr1 -su mulr_sumr -subr_gt0 -sumrB.
      have [d ud] : exists d, 0 < u d 0.
        apply/existsP; apply: contraT; rewrite negb_exists => /forallP z.
        have : \sum_d u d 0 = 0 by apply: big1 => d _; apply/eqP; rewrite eq_le leNgt z; have [] := u0 d.
        by rewrite su => /eqP; rewrite oner_eq0.
      have term j : 0 <= u j 0 * dot a (col j W) - theta * u j 0.
        rewrite [theta * _]mulrC -mulrBr; have [uj uz] := u0 j; case: (boolP (j \in F)) => jF.
          by rewrite mulr_ge0 // subr_ge0 ltW // h.
        by rewrite uz ?mul0r //; apply/negP.
      rewrite (bigD1 d) //= ltr_paddr ?sumr_ge0 // [theta * _]mulrC -mulrBr mulr_gt0 // subr_gt0 h.
      by apply: contraT => /negP dF; have [_ uz] := u0 d; rewrite uz ?ltxx in ud.
    rewrite e dot_mulmxr ltNge => /negP; apply; apply: (@le_trans _ _ (theta * \sum_d m d 0)).
      rewrite mulr_sumr; apply: ler_sum => d _; rewrite [theta * _]mulrC; have [md mz] := m0 d.
      case: (boolP (d \in F)) => dF; first by rewrite mz ?mul0r // => g; apply: g.
      by rewrite ler_wpmul2l // leNgt h.
    by rewrite -[X in _ <= X]mulr1 ler_pmul2l.
  have [[a [t [tp aF aE]]]|[u [m [u0 m0 su sm e]]]] := level W F; last first.
    case: h; exists u, m; split; first by move=> d; have [a b] := u0 d; split=> // /negP.
    by split=> // d; have [a b] := m0 d; split=> // g; apply: b; apply: contraT => /negP.
  exists ((theta / t) *: a) => d; have c0 : 0 < theta / t by rewrite divr_gt0.
  have tn : t != 0 by rewrite gt_eqF.
  rewrite dotC dotZr dotC -{1}[theta](divfK tn) ltr_pmul2l //.
  by case: (boolP (d \in F)) => dF; [apply: aF | apply/negbTE; rewrite -leNgt; apply: aE].
move=> unit; have [nk _] := unit k.
pose g d := dot (col k W) (col d W).
have g1 d : d != k -> g d < 1.
  move=> dk; have [nd _] := unit d; have [_ /(_ d dk) ne] := unit k.
  have : 0 < norm2 (col d W - 1 *: col k W) by rewrite scale1r lt_neqAle eq_sym norm2_eq0 subr_eq0 ne norm2_ge0.
  rewrite norm2_sub nd nk -/(g d) (_ : 1 - 2%:R * 1 * g d + 1 ^+ 2 * 1 = 2%:R * (1 - g d)); last by ring.
  by rewrite pmulr_rgt0 ?ltr0n // subr_gt0.
have y0 d : 0 < `|g d| + 1 by rewrite ltr_paddl.
have [t tp small] := small_step (fun d => 1 - g d) y0.
exists ((theta * (1 + t)) *: col k W) => d; rewrite dotC dotZr dotC -/(g d) -{1}[theta]mulr1 -mulrA ltr_pmul2l //.
have [/eqP ->|dk] := boolP (d == k); first by rewrite /g -/(norm2 _) nk mulr1 ltr_addl.
apply/negbTE; rewrite -leNgt; have := small d; rewrite !subr_gt0 => /(_ (g1 d dk)) h.
have : t * g d <= t * (`|g d| + 1) by rewrite ler_pmul2l // (le_trans (ler_norm _)) // ler_addl.
by move/le_lt_trans/(_ h); rewrite mulrDl mul1r ltr_subr_addl => /ltW.
Qed.
