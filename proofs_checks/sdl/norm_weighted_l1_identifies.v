(* One feature: with y = v.x / rho the objective is at least M (rho - y)^2 + lambda y, which is least at y = s.  Equality makes every
   loss on the way vanish: x = (y / rho) v, and each column that is used is the multiple |u_j| / rho of v. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Norms.
Variables (R : realFieldType) (r : nat).
Implicit Types u v x : 'cV[R]_r.

Lemma norm2_comb (a b : R) u v : norm2 (a *: v - b *: u) = a ^+ 2 * norm2 v - 2%:R * a * b * dot u v + b ^+ 2 * norm2 u.
Proof.
rewrite norm2_sub; have -> : norm2 (a *: v) = a ^+ 2 * norm2 v by rewrite /norm2 dotZr dotC dotZr mulrA expr2.
by rewrite dotZr; move: (norm2 v) (norm2 u) (dot u v) => x y z; rewrite !expr2; ring.
Qed.

Variables (v : 'cV[R]_r) (rho : R).
Hypothesis rho0 : 0 < rho.
Hypothesis v_norm : rho ^+ 2 = norm2 v.

(* |s v - rho u|^2 = 2 rho s (rho s - u.v) *)
Lemma gap u s : s ^+ 2 = norm2 u -> norm2 (s *: v - rho *: u) = 2%:R * rho * s * (rho * s - dot u v).
Proof. by move=> us; rewrite norm2_comb -us -v_norm; move: (dot u v) => z; rewrite !expr2; ring. Qed.

Lemma cauchy u s : 0 <= s -> s ^+ 2 = norm2 u -> dot u v <= rho * s.
Proof.
move=> s0 us; have [s_0|sn] := eqVneq s 0.
  have /eqP : norm2 u == 0 by rewrite -us s_0 expr0n.
  by move/eqP; rewrite norm2_eq0 => /eqP ->; rewrite dotC dot0r s_0 mulr0.
have := norm2_ge0 (s *: v - rho *: u); rewrite (gap us) pmulr_rge0 ?subr_ge0 //.
by rewrite !mulr_gt0 ?ltr0n // lt_def sn.
Qed.

Lemma along u s : 0 <= s -> s ^+ 2 = norm2 u -> rho * s = dot u v -> u = (s / rho) *: v.
Proof.
move=> s0 us e; have /eqP : norm2 (s *: v - rho *: u) = 0 by rewrite (gap us) e subrr mulr0.
rewrite norm2_eq0 subr_eq0 => /eqP h; rewrite mulrC -scalerA h scalerA mulVf ?scale1r //; exact: lt0r_neq0.
Qed.

Lemma positive_part_along u y : dot u v = rho * y -> norm2 u = y ^+ 2 -> u = (y / rho) *: v.
Proof.
move=> e n; have /eqP : norm2 (y *: v - rho *: u) = 0.
  by rewrite norm2_comb e n -v_norm; rewrite !expr2; ring.
rewrite norm2_eq0 subr_eq0 => /eqP h; rewrite mulrC -scalerA h scalerA mulVf ?scale1r //; exact: lt0r_neq0.
Qed.
End Norms.

Section Core.
Variables (R : realFieldType) (M lam rho y X T : R).
Hypothesis M0 : 0 < M.
Hypothesis lam0 : 0 < lam.
Hypothesis rho0 : 0 < rho.
Hypothesis T0 : 0 <= T.
Hypothesis yT : y <= T.
Hypothesis yX : y ^+ 2 <= X.
Let s := relu (rho - lam / (2%:R * M)).
Let B := M * (rho - s) ^+ 2 + lam * s.
Let F := M * (rho ^+ 2 - 2%:R * rho * y + X) + lam * T.

Lemma zero_sum (a b c : R) : 0 <= a -> 0 <= b -> 0 <= c -> a + b + c = 0 -> a = 0 /\ b = 0 /\ c = 0.
Proof.
move=> a0 b0 c0 /eqP; rewrite paddr_eq0 ?addr_ge0 // paddr_eq0 // => /andP[/andP[/eqP -> /eqP ->] /eqP ->].
by [].
Qed.

Lemma core : B <= F /\ (F = B -> [/\ y = s, X = y ^+ 2 & T = y]).
Proof.
have M2 : 0 < 2%:R * M by rewrite mulr_gt0 ?ltr0n.
have a0 : 0 <= M * (X - y ^+ 2) by rewrite mulr_ge0 ?(ltW M0) // subr_ge0.
have b0 : 0 <= lam * (T - y) by rewrite mulr_ge0 ?(ltW lam0) // subr_ge0.
have done (c : R) : 0 <= c -> (c = 0 -> y = s) -> F - B = M * (X - y ^+ 2) + lam * (T - y) + c ->
  B <= F /\ (F = B -> [/\ y = s, X = y ^+ 2 & T = y]).
  move=> c0 cs e; split; first by rewrite -subr_ge0 e !addr_ge0.
  move=> FB; have := zero_sum a0 b0 c0; rewrite -e FB subrr => /(_ erefl)[za [zb zc]].
  split; first exact: cs.
    by move/eqP: za; rewrite mulf_eq0 gt_eqF //= subr_eq0 => /eqP.
  by move/eqP: zb; rewrite mulf_eq0 gt_eqF //= subr_eq0 => /eqP.
have [pos|neg] := ltP 0 (rho - lam / (2%:R * M)).
  have es : s = rho - lam / (2%:R * M) by rewrite /s relu_pos // ltW.
  have el : lam = 2%:R * M * (rho - s).
    by rewrite es opprB addrC subrK mulrC divfK // lt0r_neq0.
  apply: (done (M * (y - s) ^+ 2)); first by rewrite mulr_ge0 ?(ltW M0) // sqr_ge0.
    by move/eqP; rewrite mulf_eq0 gt_eqF //= sqrf_eq0 subr_eq0 => /eqP.
  rewrite /F /B; move: s el => s' ->; rewrite !expr2; ring.
have es : s = 0 by rewrite /s relu_neg.
have big : 0 <= lam - 2%:R * M * rho.
  by rewrite subr_ge0 [_ * rho]mulrC -ler_pdivl_mulr // -subr_le0.
have [y0|yn] := leP 0 y.
  apply: (done (M * y ^+ 2 + (lam - 2%:R * M * rho) * y)).
  - by rewrite addr_ge0 // mulr_ge0 ?(ltW M0) ?sqr_ge0.
  - move/eqP; rewrite paddr_eq0 ?mulr_ge0 ?(ltW M0) ?sqr_ge0 // => /andP[/eqP e _]; rewrite es.
    by move/eqP: e; rewrite mulf_eq0 gt_eqF //= sqrf_eq0 => /eqP.
  by rewrite /F /B es; rewrite !expr2; ring.
have lt : 0 < F - B.
  have -> : F - B = M * (X - y ^+ 2) + lam * T + (M * y ^+ 2 + 2%:R * M * rho * - y) by rewrite /F /B es !expr2; ring.
  have my : 0 < 2%:R * M * rho * - y by rewrite !mulr_gt0 ?ltr0n // oppr_gt0.
  apply: ltr_paddl; first by apply: addr_ge0 => //; apply: mulr_ge0 => //; apply: ltW.
  by apply: ltr_paddl => //; apply: mulr_ge0; [apply: ltW | apply: sqr_ge0].
by split; [rewrite -subr_ge0 ltW | move=> e; rewrite e subrr ltxx in lt].
Qed.
End Core.

Theorem proof : claim.
Proof.
move=> R n q r Z V M D lambda rho a s J B M0 lam0 norms sizes Z0.
pose u j := col j D; pose v d := col d V; pose x d := D *m col d Z.
have rho0 d : 0 < rho d by have [] := norms d.
have vn d : rho d ^+ 2 = norm2 (v d) by have [] := norms d.
have a0 j : 0 <= a j by have [] := sizes j.
have un j : a j ^+ 2 = norm2 (u j) by have [] := sizes j.
pose y d := dot (v d) (x d) / rho d; pose T d := \sum_(j < q) Z j d * a j.
have ydef d : dot (x d) (v d) = rho d * y d by rewrite dotC /y mulrC divfK // lt0r_neq0.
have xv d : dot (v d) (x d) = \sum_(j < q) Z j d * dot (u j) (v d).
  by rewrite dot_mulmxr; apply: eq_bigr => j _; rewrite mxE dotC.
have g0 d j : 0 <= Z j d * (rho d * a j - dot (u j) (v d)).
  by apply: mulr_ge0 => //; rewrite subr_ge0; apply: cauchy.
have gT d : rho d * (T d - y d) = \sum_(j < q) Z j d * (rho d * a j - dot (u j) (v d)).
  rewrite mulrBr -ydef dotC xv /T mulr_sumr -sumrB; apply: eq_bigr => j _; by rewrite mulrBr mulrCA.
have yT d : y d <= T d.
  by rewrite -subr_ge0 -(pmulr_rge0 _ (rho0 d)) gT; apply: sumr_ge0 => j _; apply: g0.
have T0 d : 0 <= T d by apply: sumr_ge0 => j _; apply: mulr_ge0.
have yX d : y d ^+ 2 <= norm2 (x d).
  have := norm2_ge0 (y d *: v d - rho d *: x d); rewrite norm2_comb ydef -vn.
  have -> : y d ^+ 2 * rho d ^+ 2 - 2%:R * y d * rho d * (rho d * y d) + rho d ^+ 2 * norm2 (x d) = rho d ^+ 2 * (norm2 (x d) - y d ^+ 2).
    by move: (y d) (rho d) (norm2 (x d)) => b c e; rewrite !expr2; ring.
  by rewrite pmulr_rge0 ?subr_ge0 // exprn_gt0.
pose F d := M d * norm2 (v d - x d) + lambda d * T d.
pose b d := M d * (rho d - s d) ^+ 2 + lambda d * s d.
have fit d : norm2 (v d - x d) = rho d ^+ 2 - 2%:R * rho d * y d + norm2 (x d).
  by rewrite -[x d]scale1r norm2_sub scale1r -vn ydef expr1n mulr1 mul1r mulrA.
have co d := core (M0 d) (lam0 d) (rho0 d) (T0 d) (yT d) (yX d).
have bF d : b d <= F d by rewrite /F fit; case: (co d).
have sharp d : F d = b d -> [/\ y d = s d, norm2 (x d) = y d ^+ 2 & T d = y d] by rewrite /F fit; case: (co d).
have low : B <= J by apply: ler_sum => d _; apply: bF.
have each : B = J -> forall d, F d = b d.
  move=> e d; have h k : true -> 0 <= F k - b k by rewrite subr_ge0.
  have /eqP : \sum_k (F k - b k) = 0 by rewrite sumrB -/J -/B e subrr.
  move/eqP/(psumr_eq0P h)/(_ d isT)/eqP; by rewrite subr_eq0 => /eqP.
have used d j : F d = b d -> 0 < Z j d -> a j *: v d = rho d *: u j.
  move=> e zj; have [_ _ Ty] := sharp d e.
  have /eqP : rho d * (T d - y d) = 0 by rewrite Ty subrr mulr0.
  rewrite gT => /eqP/(psumr_eq0P (fun j _ => g0 d j))/(_ j isT)/eqP; rewrite mulf_eq0 gt_eqF //= subr_eq0 => /eqP h.
  rewrite [u j](along (rho0 d) (vn d) (a0 j) (un j) h) scalerA mulrC divfK // lt0r_neq0 //.
have shape d : F d = b d -> x d = (s d / rho d) *: v d.
  move=> e; have [ys Xy _] := sharp d e; rewrite -ys; apply: positive_part_along => //; exact: ydef.
have live d j : F d = b d -> 0 < Z j d -> 0 < a j -> 0 < s d.
  move=> e zj aj; have [ys _ Ty] := sharp d e; rewrite -ys -Ty /T (bigD1 j) //= ltr_paddr ?mulr_gt0 //.
  by apply: sumr_ge0 => k _; apply: mulr_ge0.
have s0 d : 0 <= s d by apply: relu_ge0.
split=> //; split.
  apply/eqP/forallP => [e d|h].
    have /eqP -> : D *m col d Z == (s d / rho d) *: col d V by apply/eqP; apply: shape (each e d).
    rewrite eqxx /=; apply/forallP => j; apply/implyP => /andP[zj aj].
    by rewrite (live _ _ (each e d) zj aj) aj /=; apply/eqP; apply: used (each e d) zj.
  apply: eq_bigr => d _; have /andP[/eqP xd /forallP onj] := h d.
  have ys : y d = s d.
    by rewrite /y [x d]xd dotZr -/(norm2 (v d)) -vn expr2 mulrA divfK ?mulfK // lt0r_neq0.
  have Xs : norm2 (x d) = s d ^+ 2.
    rewrite [x d]xd /norm2 dotZr dotC dotZr -/(norm2 (v d)) -vn.
    have r0 : rho d != 0 by rewrite lt0r_neq0.
    by rewrite mulrCA mulrA -expr2 expr_div_n divfK // expf_neq0.
  have Ts : T d = s d.
    apply/eqP; rewrite -ys -subr_eq0 -(mulrI_eq0 _ (lregP (lt0r_neq0 (rho0 d)))) gT; apply/eqP/big1 => j _.
    have [zj|zj] := ltP 0 (Z j d); last by rewrite (_ : Z j d = 0) ?mul0r //; apply/eqP; rewrite eq_le zj Z0.
    have [aj|aj] := ltP 0 (a j).
      have /implyP/(_ _)/andP[|_ /andP[_ /eqP e]] := onj j; first by rewrite zj.
      have -> : dot (u j) (v d) = rho d * a j.
        apply: (mulfI (lt0r_neq0 (rho0 d))); rewrite dotC -dotZr -[rho d *: u j]e dotZr -/(norm2 (v d)) -vn expr2.
        by rewrite mulrCA mulrC -mulrA mulrC mulrA.
      by rewrite subrr mulr0.
    have aj0 : a j = 0 by apply/eqP; rewrite eq_le aj a0.
    have /eqP : norm2 (u j) == 0 by rewrite -un aj0 expr0n.
    by move/eqP; rewrite norm2_eq0 => /eqP ->; rewrite aj0 dotC dot0r mulr0 subrr mulr0.
  rewrite -/(T d) -/(x d) -/(v d) fit ys Xs Ts; congr (_ + _); congr (_ * _); rewrite !expr2; ring.
move=> [apart e]; split.
  move=> d big; have [ys _ Ty] := sharp d (each e d).
  have sd : 0 < s d.
    by rewrite /s relu_gt0 subr_gt0 ltr_pdivr_mulr ?mulr_gt0 ?ltr0n // mulrC.
  have [j /andP[zj aj]] : exists j, (0 < Z j d) && (0 < a j).
    apply/existsP; apply: contraT; rewrite negb_exists => /forallP h.
    suff t0 : T d = 0 by rewrite -ys -Ty t0 ltxx in sd.
    apply: big1 => j _; have := h j; rewrite negb_and -!leNgt => /orP[zj|aj].
      by rewrite (_ : Z j d = 0) ?mul0r //; apply/eqP; rewrite eq_le zj Z0.
    by rewrite (_ : a j = 0) ?mulr0 //; apply/eqP; rewrite eq_le aj a0.
  by exists j; split=> //; apply: used (each e d) zj.
move=> j d k [aj [zd zk]]; apply/eqP; apply: contraT => dk; case/negP: (apart d k dk); apply/eqP.
have ud := used d j (each e d) zd; have uk := used k j (each e k) zk.
have an : a j != 0 by rewrite lt0r_neq0.
apply: (scalerI an); rewrite !scalerA ![a j * _]mulrC -!scalerA -/(v d) -/(v k) ud uk !scalerA; congr (_ *: _).
exact: mulrC.
Qed.
