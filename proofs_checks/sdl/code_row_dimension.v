(* JumpReLU: a row along w_d, long enough, is on for feature d alone.  ReLU: take a point on the hyperplane of w_d and on no other one; the
   second difference of the sum there, along w_d, is a multiple of what stands at w_d and at -w_d. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Supports Splitting GenericPoints.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Relations.
Variables (R : realFieldType) (p n : nat) (W : 'M[R]_(p, n)) (c : 'cV[R]_n).
Hypothesis unit : forall d, norm2 (col d W) = 1.
Hypothesis distinct : forall d e, e != d -> col e W != col d W.
Notation w d := (col d W).
Definition relation a := \sum_d c d 0 * relu (dot a (w d)).
Definition both_signs d := c d 0 + \sum_e c e 0 * ((w e == - w d : bool)%:R : R).

Lemma relation_diff a : relation a - relation (- a) = dot a (W *m c).
Proof.
rewrite /relation -sumrB dot_mulmxr; apply: eq_bigr => d _; rewrite -mulrBr; congr (_ * _).
by rewrite (_ : dot (- a) (w d) = - dot a (w d)) ?reluD // dotC -scaleN1r dotZr mulN1r dotC.
Qed.

Lemma mean_zero : (forall a, relation a = 0) -> W *m c = 0.
Proof. by move=> h; apply/eqP; rewrite -norm2_eq0 /norm2 -relation_diff !h subrr. Qed.

Lemma kink_zero d : (forall a, relation a = 0) -> both_signs d = 0.
Proof.
move=> h; pose g e := dot (w e) (w d).
pose P : 'M[R]_(n, p) := \matrix_(e, k) (W k e - g e * W k d).
have [y gen] := generic_exists P.
have Py e : (P *m y) e 0 = dot y (w e) - g e * dot y (w d).
  rewrite mxE /dot mulr_sumr -sumrB; apply: eq_bigr => k _; rewrite !mxE; by move: (W k e) (g e) (W k d) (y k 0) => a b u v; ring.
pose x := y - dot y (w d) *: w d.
have gd : g d = 1 by rewrite /g -/(norm2 _) unit.
have xe e : dot x (w e) = (P *m y) e 0.
  by rewrite Py /x dotC dotBr dotZr ![dot (w e) _]dotC [dot (w d) _]dotC -/(g e) mulrC.
have parallel e : ~~ live P e -> w e = w d \/ w e = - w d.
  rewrite negb_exists => /forallP z; have e1 : w e = g e *: w d.
    apply/matrixP => k j; rewrite (ord1 j) !mxE; apply/eqP; rewrite -subr_eq0; have := z k; by rewrite mxE negbK.
  have : g e ^+ 2 = 1 by have := unit e; rewrite {1}/norm2 e1 dotZr dotC dotZr -/(norm2 _) unit mulr1 expr2.
  by move=> /eqP; rewrite sqrf_eq1 => /orP[]/eqP ge; [left | right]; rewrite e1 ge ?scale1r ?scaleN1r.
have [t t0 small] := GenericPoints.small_step (P *m y) (\col_e g e).
have value e s : dot (x + s *: w d) (w e) = dot x (w e) + s * g e.
  by rewrite dotC dotDr dotZr ![dot (w e) _]dotC -/(g e) /g [dot (w d) _]dotC.
have tn : - t <= 0 by rewrite oppr_le0 ltW.
have term e : relu (dot (x + t *: w d) (w e)) + relu (dot (x + (- t) *: w d) (w e)) - 2%:R * relu (dot x (w e)) =
    t * ((e == d)%:R + (w e == - w d)%:R).
  rewrite !value; case: (boolP (live P e)) => le.
    have ne : (P *m y) e 0 != 0 := gen e le.
    have sm := small e ne; rewrite mxE -xe in sm.
    have ed : e != d.
      apply: contraL le => /eqP ->; rewrite negb_exists; apply/forallP => k; by rewrite mxE gd mul1r subrr eqxx.
    have ea : w e == - w d = false.
      apply: contraTF le => /eqP e1; rewrite negb_exists; apply/forallP => k; rewrite mxE.
      have -> : g e = -1 by rewrite /g e1 dotC -scaleN1r dotZr -/(norm2 _) unit mulr1.
      by have /matrixP/(_ k 0) := e1; rewrite !mxE => ->; rewrite mulN1r opprK addNr eqxx.
    rewrite (negbTE ed) ea addr0 mulr0 (relu_near sm) mulNr relu_near ?normrN // mulrN.
    by move: (relu _) (_ * _) => u v; ring.
  have x0 : dot x (w e) = 0 by rewrite xe dead_row.
  rewrite x0 !add0r [relu 0]relu_neg // mulr0 subr0.
  have [ee|ee] := parallel e le.
    have ed : e = d by apply/eqP; apply: contraT => ed; have := distinct ed; rewrite ee eqxx.
    have nd : w d == - w d = false.
      apply/negP => /eqP e1; have := unit d; rewrite /norm2 {1}e1 dotC -scaleN1r dotZr -/(norm2 _) unit => /eqP.
      by rewrite mulr1 -subr_eq0 -opprD oppr_eq0 -mulr2n pnatr_eq0.
    by rewrite ed gd eqxx nd !mulr1 addr0 (relu_pos (ltW t0)) (relu_neg tn) addr0 mulr1.
  have ge : g e = -1 by rewrite /g ee [LHS]dotC -scaleN1r dotZr -/(norm2 _) unit mulr1.
  have ed : (e == d) = false.
    apply/negP => /eqP e1; move: ge; rewrite e1 gd => /eqP; by rewrite -subr_eq0 opprK -mulr2n pnatr_eq0.
  by rewrite ge ed ee eqxx !mulrN1 opprK (relu_neg tn) (relu_pos (ltW t0)) !add0r mulr1.
have total : relation (x + t *: w d) + relation (x + (- t) *: w d) - 2%:R * relation x = t * both_signs d.
  rewrite /relation mulr_sumr -big_split -sumrB /= /both_signs mulrDr mulr_sumr.
  rewrite (eq_bigr (fun e => c e 0 * (t * ((e == d)%:R + (w e == - w d)%:R)))) => [|e _]; last first.
    by rewrite -term !mulrDr mulrN; congr (_ + _ - _); rewrite mulrCA.
  rewrite (eq_bigr (fun e => t * c e 0 * (e == d)%:R + t * (c e 0 * (w e == - w d)%:R))) => [|e _]; last first.
    by move: (c e 0) ((e == d)%:R : R) ((w e == - w d)%:R : R) => a b u; ring.
  rewrite big_split /=; congr (_ + _); rewrite (bigD1 d) //= eqxx mulr1 big1 ?addr0 // => e /negbTE ->; by rewrite mulr0.
apply/eqP; move/eqP: total; rewrite !h mulr0 subr0 addr0 eq_sym mulf_eq0 gt_eqF //=.
Qed.

Lemma back : (forall d, both_signs d = 0) -> W *m c = 0 -> forall a, relation a = 0.
Proof.
move=> anti mean a; pose x d := dot a (w d); pose h d := relu (x d) + relu (- x d).
have two : 2%:R != 0 :> R by rewrite pnatr_eq0.
apply: (mulfI two); rewrite mulr0.
have e1 : 2%:R * relation a = dot a (W *m c) + \sum_d c d 0 * h d.
  rewrite dot_mulmxr -big_split mulr_sumr; apply: eq_bigr => d _ /=; rewrite -/(x d) -{2}(reluD (x d)) /h.
  by move: (c d 0) (relu _) (relu _) => b u v; ring.
rewrite e1 mean dot0r add0r; apply: (mulfI two); rewrite mulr0.
pose N e := \sum_d ((w e == - w d : bool)%:R : R).
have flip : \sum_d c d 0 * h d = - \sum_e N e * (c e 0 * h e).
  rewrite (eq_bigr (fun d => - \sum_e (c e 0 * h e) * (w e == - w d)%:R)) => [|d _]; last first.
    have /eqP := anti d; rewrite addr_eq0 => /eqP ->; rewrite mulNr mulr_suml; congr (- _); apply: eq_bigr => e _.
    case: eqP => [ed|_]; last by rewrite !mulr0 mul0r.
    rewrite !mulr1; congr (_ * _); rewrite /h /x ed (_ : dot a (- w d) = - dot a (w d)) ?opprK 1?addrC //.
    by rewrite -scaleN1r dotZr mulN1r.
  rewrite sumrN exchange_big /=; congr (- _); apply: eq_bigr => e _; by rewrite -mulr_sumr mulrC.
have same e : N e * (c e 0 * h e) = c e 0 * h e.
  case: (pickP (fun d => w e == - w d)) => [d /eqP ed|none].
    rewrite /N (bigD1 d) //= {1}ed eqxx big1 ?addr0 ?mul1r // => k kd.
    case: eqP => // ek; have := distinct kd; rewrite -[w k]opprK -ek ed opprK eqxx //.
  have /eqP := anti e; rewrite /both_signs big1 ?addr0 => [/eqP -> | d _]; first by rewrite mul0r mulr0.
  case: eqP => [ed|_]; last by rewrite mulr0.
  by have := none d; rewrite ed opprK eqxx.
rewrite mulr_natl mulr2n {1}flip (eq_bigr _ (fun e _ => same e)) addNr //.
Qed.
End Relations.

Theorem proof : claim.
Proof.
move=> R n p W theta c [unit distinct].
have diff d e : e != d -> col e W != col d W by exact: distinct.
split=> [t0 h|].
  apply/matrixP => k j; rewrite (ord1 j) [RHS]mxE; have [l [l0 l1 only]] := alone unit diff k.
  have s0 : 0 < theta / l by apply: divr_gt0.
  have value d : dot ((theta / l) *: col k W) (col d W) = theta / l * dot (col k W) (col d W) by rewrite dotC dotZr dotC.
  have pass d : (theta < theta / l * dot (col k W) (col d W)) = (d == k).
    by rewrite -only -{1}[theta]mulr1 -mulrA ltr_pmul2l // [l^-1 * _]mulrC ltr_pdivl_mulr // mul1r.
  have := h ((theta / l) *: col k W).
  rewrite (bigD1 k) //= big1 ?addr0 => [|d dk]; last by rewrite value /jumprelu pass (negbTE dk) mulr0.
  by rewrite value /jumprelu pass eqxx -/(norm2 _) unit mulr1 => /eqP; rewrite mulf_eq0 (gt_eqF s0) orbF => /eqP.
split=> [h|[anti mean]]; last exact: back.
by split; [move=> d; apply: kink_zero | apply: mean_zero].
Qed.
