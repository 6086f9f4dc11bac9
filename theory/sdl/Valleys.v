(* From width s on three straight segments lead from any point down to a global minimum, for any activation that acts on one number:
   dependent code rows free a neuron, a freed row may move until the rows span all code rows, then least squares. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section N1.
Variables (R : realFieldType) (n p r : nat).
Variables (M : 'I_n -> R) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (sigma : R -> R).
Hypothesis M_gt0 : forall d, 0 < M d.
Definition acodes q (E : 'M[R]_(q, p)) : 'M[R]_(q, n) := activated sigma (E *m W).
Definition quad (Y : 'M[R]_(r, n)) := weighted Y M.
Definition aloss q (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) := quad (V - D *m acodes E).
Definition amix (t : R) a b (X Y : 'M[R]_(a, b)) := (1 - t) *: X + t *: Y.
(* Es: finitely many rows whose acodes span S, the space of all code rows; s is its rank *)
Variables (m : nat) (Es : 'M[R]_(m, p)) (q : nat).
Hypothesis span : forall k (E : 'M[R]_(k, p)), (acodes E <= acodes Es)%MS.
Hypothesis width : (\rank (acodes Es) <= q)%N.
Implicit Types (Z : 'M[R]_(q, n)) (J : {set 'I_q}).

Definition mask J : 'M[R]_q := diag_mx (\row_i (i \in J)%:R).
Definition free J Z := (#|J| <= \rank (mask J *m Z))%N.

Lemma row_mask J Z i : row i (mask J *m Z) = (i \in J)%:R *: row i Z.
Proof. by rewrite row_mul row_diag_mx -scalemxAl -rowE mxE. Qed.

Lemma ext J Z Z' (u : 'rV_n) j : free J Z -> ~~ (u <= mask J *m Z)%MS -> j \notin J ->
  row j Z' = u -> (forall i, i \in J -> row i Z' = row i Z) -> free (j |: J) Z'.
Proof.
move=> fJ nu jJ rj ri; rewrite /free cardsU1 jJ add1n.
apply: (@leq_ltn_trans (\rank (mask J *m Z))) => //.
have lt : (mask J *m Z < mask J *m Z + u)%MS.
  by rewrite ltmxE addsmxSl /=; apply: contra nu; apply: submx_trans; rewrite addsmxSr.
apply: leq_trans (rank_ltmx lt) _; apply: mxrankS; rewrite addsmx_sub; apply/andP; split.
  apply/row_subP => i; rewrite row_mask; case iJ: (i \in J); last by rewrite scale0r sub0mx.
  by rewrite scale1r -ri // -[row i Z']scale1r -[1]/(true%:R) -(_ : (i \in j |: J) = true) -?row_mask ?row_sub // !inE iJ orbT.
by rewrite -rj -[row j Z']scale1r -[1]/(true%:R) -(_ : (j \in j |: J) = true) -?row_mask ?row_sub // !inE eqxx.
Qed.

Lemma basis Z : exists2 J, free J Z & (Z <= mask J *m Z)%MS.
Proof.
have f0 : free set0 Z by rewrite /free cards0.
case: (@arg_maxnP _ set0 (fun J => free J Z) (fun J => #|J|) f0) => J fJ mJ; exists J => //.
apply/row_subP => i; apply: contraT => nu.
have iJ : i \notin J.
  by apply: contra nu => iJ; rewrite -[row i Z]scale1r -[1]/(true%:R) -iJ -row_mask row_sub.
by have := mJ _ (ext fJ nu iJ erefl (fun _ _ => erefl)); rewrite cardsU1 iJ add1n /= ltnn.
Qed.

Lemma row_codes a b (E : 'M[R]_(a, p)) (F : 'M[R]_(b, p)) i j : row i E = row j F -> row i (acodes E) = row j (acodes F).
Proof.
by move=> e; apply/rowP => d; rewrite !mxE; have /rowP/(_ d) := congr1 (mulmx^~ W) e; rewrite -!row_mul !mxE => ->.
Qed.

Lemma extend k (E : 'M[R]_(q, p)) J : (q - #|J| <= k)%N -> free J (acodes E) ->
  exists2 E', (forall i, i \in J -> row i E' = row i E) & (acodes Es <= acodes E')%MS.
Proof.
elim: k E J => [|k IH] E J hk fJ;
  (case: (boolP (acodes Es <= mask J *m acodes E)%MS) => [h|/row_subPn[i nu]];
   first by exists E => //; apply: submx_trans h (submxMl _ _)).
all: have lt : (#|J| < q)%N.
1,3: apply: leq_ltn_trans fJ _; apply: leq_trans width.
1,2: apply: rank_ltmx; rewrite ltmxE; apply/andP; split;
  [apply: submx_trans (submxMl _ _) (span _) | by apply: contra nu; apply: submx_trans; rewrite row_sub].
- by move: hk; rewrite leqn0 subn_eq0 leqNgt lt.
have [j jJ] : exists j, j \notin J.
  apply/existsP; apply: contraT; rewrite negb_exists => /forallP all.
  have : #|J| = q by rewrite -[RHS]card_ord; apply: eq_card => x; have := all x; rewrite negbK !inE.
  by move=> e; rewrite e ltnn in lt.
pose E2 : 'M[R]_(q, p) := \matrix_(a, b) if a == j then Es i b else E a b.
have rj : row j E2 = row i Es by apply/rowP => b; rewrite !mxE eqxx.
have ri a : a \in J -> row a E2 = row a E.
  by move=> aJ; apply/rowP => b; rewrite !mxE; case: eqP => // e; move: jJ; rewrite -e aJ.
have [||E3 r3 h3] := IH E2 (j |: J); last 1 first.
- by exists E3 => // a aJ; rewrite r3 ?ri // !inE aJ orbT.
- by rewrite cardsU1 jJ add1n subnS -ltnS prednK ?subn_gt0 // ltnS; move: hk; rewrite -ltnS.
- by apply: (ext fJ nu jJ) => [|a aJ]; apply: row_codes; [apply: rj | apply: ri].
Qed.

Lemma quad_ge0 Y : 0 <= quad Y.
Proof. by apply: weighted_ge0 => d; apply: ltW. Qed.

Lemma best Z : exists D2 : 'M[R]_(r, q), forall Y, (Y <= Z)%MS -> forall c,
  quad (V - D2 *m Z + c *: Y) = quad (V - D2 *m Z) + c ^+ 2 * quad Y.
Proof.
have [k [B [fB eB]]] : exists k (B : 'M[R]_(k, n)), row_free B /\ (B :=: Z)%MS.
  by exists (\rank Z), (row_base Z); split; [apply: row_base_free | apply: eq_row_base].
pose Dl : 'M[R]_n := diag_mx (\row_d M d); pose G := B *m Dl *m B^T.
have Gu : G \in unitmx.
  rewrite -row_free_unit; apply: inj_row_free => v vG; set y := v *m B.
  have y0 : \sum_d M d * y 0 d ^+ 2 = 0.
    transitivity ((y *m Dl *m y^T) 0 0).
      by rewrite mxE; apply: eq_bigr => d _; rewrite mul_mx_diag !mxE; ring.
    have : v *m G *m v^T = 0 by rewrite vG mul0mx.
    by rewrite /G !mulmxA -[_ *m B^T *m v^T]mulmxA -trmx_mul -/y => ->; rewrite mxE.
  have yz : y = 0.
    have nn e : true -> 0 <= M e * y 0 e ^+ 2 by move=> _; rewrite mulr_ge0 ?sqr_ge0 // ltW.
    apply/rowP => d; rewrite [RHS]mxE; apply/eqP; have h e : M e * y 0 e ^+ 2 = 0 by apply: (psumr_eq0P nn y0).
    by have /eqP := h d; rewrite mulf_eq0 (gt_eqF (M_gt0 d)) /= sqrf_eq0.
  by apply/eqP; rewrite -(mulmx_free_eq0 _ fB) -/y yz.
have /submxP[C BC] : (B <= Z)%MS by rewrite eB.
exists (V *m Dl *m B^T *m invmx G *m C) => Y YZ c; set Rs := V - _.
have orth : Rs *m Dl *m B^T = 0.
  have e : V *m Dl *m B^T *m invmx G *m C *m Z = V *m Dl *m B^T *m invmx G *m B.
    by rewrite -[LHS]mulmxA -BC.
  have e2 : V *m Dl *m B^T *m invmx G *m B *m Dl *m B^T = V *m Dl *m B^T.
    by rewrite -[LHS]mulmxA -mulmxA [B *m _]mulmxA -/G -[LHS]mulmxA mulVmx // mulmx1.
  by rewrite /Rs e !mulmxBl e2 subrr.
have /submxP[T YT] : (Y <= B)%MS by rewrite eB.
have cr : \sum_d M d * (\sum_i Rs i d * Y i d) = 0.
  transitivity (\tr (Rs *m Dl *m Y^T)); last by rewrite YT trmx_mul mulmxA orth mul0mx mxtrace0.
  rewrite /mxtrace; under [RHS]eq_bigr do rewrite mxE.
  rewrite [RHS]exchange_big; apply: eq_bigr => d _; rewrite mulr_sumr; apply: eq_bigr => i _.
  by rewrite mul_mx_diag !mxE; ring.
have -> : c ^+ 2 * quad Y = c ^+ 2 * quad Y + c * 2%:R * (\sum_d M d * (\sum_i Rs i d * Y i d)) by rewrite cr mulr0 addr0.
clearbody Rs; clear orth cr.
rewrite /quad /weighted !mulr_sumr -!big_split; apply: eq_bigr => d _ /=.
rewrite !mulr_sumr -!big_split; apply: eq_bigr => i _ /=; rewrite !mxE; move: (Rs i d) (Y i d) => x y; ring.
Qed.

Definition decreasing (f : R -> R) := forall t u, 0 <= t -> t <= u -> u <= 1 -> f u <= f t.

(* q >= s: from every (D, E) three straight segments lead to a global minimiser over all widths; the aloss is constant
   on the first two and never increases on the third *)
Theorem no_spurious_valleys (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) : exists D1 E1 D2,
  [/\ forall t, aloss (amix t D D1) E = aloss D E,
      forall t, aloss D1 (amix t E E1) = aloss D E,
      decreasing (fun t => aloss (amix t D1 D2) E1) &
      forall k (D' : 'M[R]_(r, k)) (E' : 'M[R]_(k, p)), aloss D2 E1 <= aloss D' E'].
Proof.
have [J fJ /submxP[A ZA]] := basis (acodes E).
have [E1 e1 h1] := extend (leqnn _) fJ.
have [D2 hD] := best (acodes E1).
pose D1 := D *m A *m mask J.
have out F : (forall i, i \in J -> row i F = row i E) -> D1 *m acodes F = D *m acodes E.
  move=> hF; rewrite [in RHS]ZA /D1 -!mulmxA; congr (_ *m (_ *m _)).
  apply/row_matrixP => i; rewrite !row_mask; case iJ: (i \in J); rewrite ?scale0r // !scale1r.
  by apply: row_codes; apply: hF.
have all k (D' : 'M[R]_(r, k)) (E' : 'M[R]_(k, p)) : (D' *m acodes E' <= acodes E1)%MS.
  by apply: submx_trans (submxMl _ _) (submx_trans (span _) h1).
exists D1, E1, D2; split.
- move=> t; rewrite /aloss /amix mulmxDl -!scalemxAl out // -scalerDl.
  by rewrite subrK scale1r.
- move=> t; rewrite /aloss out // => i iJ; rewrite /amix linearD /= !linearZ /= e1 // -scalerDl.
  by rewrite subrK scale1r.
- move=> t u t0 tu u1; pose Y := (D2 - D1) *m acodes E1.
  have YZ : (Y <= acodes E1)%MS by rewrite submxMl.
  have L v : aloss (amix v D1 D2) E1 = quad (V - D2 *m acodes E1) + (1 - v) ^+ 2 * quad Y.
    rewrite -(hD _ YZ); congr quad; rewrite /Y /amix mulmxDl mulmxBl -!scalemxAl.
    move: (D2 *m _) (D1 *m _) => P2 P1; apply/matrixP => i j; rewrite !mxE.
    by move: (V i j) (P1 i j) (P2 i j) => a b c; ring.
  rewrite !L ler_add2l; apply: ler_wpmul2r; first exact: quad_ge0.
  by rewrite ler_sqr ?nnegrE ?subr_ge0 ?ler_sub // (le_trans tu).
- move=> k D' E'; pose Y := D2 *m acodes E1 - D' *m acodes E'.
  have YZ : (Y <= acodes E1)%MS by rewrite addmx_sub ?submxMl // eqmx_opp.
  have := hD _ YZ 1; rewrite scale1r /Y addrA subrK => e; rewrite /aloss e expr1n mul1r ler_addl.
  exact: quad_ge0.
Qed.

End N1.

Lemma three_segments (R : realFieldType) (n p q r m : nat) (sigma : R -> R) (M : 'I_n -> R) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n))
  (B : 'M[R]_(m, p)) (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) : (forall d, 0 < M d) ->
  (forall a : 'M[R]_(1, p), exists c : 'M[R]_(1, m), activated sigma (a *m W) = c *m activated sigma (B *m W)) ->
  (\rank (activated sigma (B *m W)) <= q)%N ->
  exists (D1 : 'M[R]_(r, q)) (E1 : 'M[R]_(q, p)) (D2 : 'M[R]_(r, q)),
    [/\ forall t, loss_with sigma ((1 - t) *: D + t *: D1) E W V M = loss_with sigma D E W V M,
        forall t, loss_with sigma D1 ((1 - t) *: E + t *: E1) W V M = loss_with sigma D E W V M,
        forall t u, 0 <= t -> t <= u -> u <= 1 ->
          loss_with sigma ((1 - u) *: D1 + u *: D2) E1 W V M <= loss_with sigma ((1 - t) *: D1 + t *: D2) E1 W V M
      & forall k (C : 'M[R]_(r, k)) (F : 'M[R]_(k, p)), loss_with sigma D2 E1 W V M <= loss_with sigma C F W V M].
Proof.
move=> M0 spanning width.
have span k (F : 'M[R]_(k, p)) : (acodes W sigma F <= acodes W sigma B)%MS.
  apply/row_subP => i; have [c hc] := spanning (row i F).
  have e : row i F = row 0 (row i F) by apply/rowP => j; rewrite !mxE.
  have -> : row i (acodes W sigma F) = row 0 (acodes W sigma (row i F)) by apply: row_codes e.
  have -> : row 0 (acodes W sigma (row i F)) = acodes W sigma (row i F) by apply/matrixP => a b; rewrite (ord1 a) mxE.
  by rewrite /acodes hc submxMl.
have [D1 [E1 [D2 [h1 h2 h3 h4]]]] := no_spurious_valleys V M0 span width D E.
exists D1, E1, D2; split; [exact: h1 | exact: h2 | exact: h3 | exact: h4].
Qed.
