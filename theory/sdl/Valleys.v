(* No spurious valleys from width s on, for any activation that acts on one number: rows of codes that are a basis carry the output,
   the other neurons are free. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Valleys.
Variables (R : realFieldType) (n p r : nat).
Variables (M : 'I_n -> R) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (sigma : R -> R).
Hypothesis M_gt0 : forall d, 0 < M d.
Definition acts q (E : 'M[R]_(q, p)) : 'M[R]_(q, n) := activated sigma (E *m W).
Definition quad (Y : 'M[R]_(r, n)) := weighted Y M.
Definition cost q (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) := quad (V - D *m acts E).
Definition mix (t : R) a b (X Y : 'M[R]_(a, b)) := (1 - t) *: X + t *: Y.
(* Es: finitely many rows whose acts span S, the space of all code rows; s is its rank *)
Variables (m : nat) (Es : 'M[R]_(m, p)) (q : nat).
Hypothesis span : forall k (E : 'M[R]_(k, p)), (acts E <= acts Es)%MS.
Hypothesis width : (\rank (acts Es) <= q)%N.
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

(* a free set of rows lies in a basis *)
Lemma basis_over J0 Z : free J0 Z -> exists J, [/\ J0 \subset J, free J Z & (Z <= mask J *m Z)%MS].
Proof.
move=> f0; have p0 : (J0 \subset J0) && free J0 Z by rewrite f0 andbT.
case: (@arg_maxnP _ J0 (fun J => (J0 \subset J) && free J Z) (fun J => #|J|) p0) => J /andP[sJ fJ] mJ; exists J; split=> //.
apply/row_subP => i; apply: contraT => nu.
have iJ : i \notin J.
  by apply: contra nu => iJ; rewrite -[row i Z]scale1r -[1]/(true%:R) -iJ -row_mask row_sub.
have := mJ (i |: J); rewrite cardsU1 iJ add1n /= ltnn (ext fJ nu iJ erefl (fun _ _ => erefl)) andbT => h.
by apply: h; apply: subset_trans sJ _; apply: subsetUr.
Qed.
Lemma basis Z : exists2 J, free J Z & (Z <= mask J *m Z)%MS.
Proof.
have f0 : free set0 Z by rewrite /free cards0.
by have [J [_ fJ ZJ]] := basis_over f0; exists J.
Qed.

Lemma row_acts a b (E : 'M[R]_(a, p)) (F : 'M[R]_(b, p)) i j : row i E = row j F -> row i (acts E) = row j (acts F).
Proof.
by move=> e; apply/rowP => d; rewrite !mxE; have /rowP/(_ d) := congr1 (mulmx^~ W) e; rewrite -!row_mul !mxE => ->.
Qed.

Lemma extend k (E : 'M[R]_(q, p)) J : (q - #|J| <= k)%N -> free J (acts E) ->
  exists2 E', (forall i, i \in J -> row i E' = row i E) & (acts Es <= acts E')%MS.
Proof.
elim: k E J => [|k IH] E J hk fJ;
  (case: (boolP (acts Es <= mask J *m acts E)%MS) => [h|/row_subPn[i nu]];
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
- by apply: (ext fJ nu jJ) => [|a aJ]; apply: row_acts; [apply: rj | apply: ri].
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

(* q >= s: from every (D, E) three straight segments lead to a global minimiser over all widths; the cost is constant
   on the first two and never increases on the third; every other output costs as much more as it differs *)
Theorem descent (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) : exists D1 E1 D2,
  [/\ forall t, cost (mix t D D1) E = cost D E,
      forall t, cost D1 (mix t E E1) = cost D E,
      decreasing (fun t => cost (mix t D1 D2) E1) &
      forall k (D' : 'M[R]_(r, k)) (E' : 'M[R]_(k, p)), cost D' E' = cost D2 E1 + quad (D2 *m acts E1 - D' *m acts E')].
Proof.
have [J fJ /submxP[A ZA]] := basis (acts E).
have [E1 e1 h1] := extend (leqnn _) fJ.
have [D2 hD] := best (acts E1).
pose D1 := D *m A *m mask J.
have out F : (forall i, i \in J -> row i F = row i E) -> D1 *m acts F = D *m acts E.
  move=> hF; rewrite [in RHS]ZA /D1 -!mulmxA; congr (_ *m (_ *m _)).
  apply/row_matrixP => i; rewrite !row_mask; case iJ: (i \in J); rewrite ?scale0r // !scale1r.
  by apply: row_acts; apply: hF.
have all k (D' : 'M[R]_(r, k)) (E' : 'M[R]_(k, p)) : (D' *m acts E' <= acts E1)%MS.
  by apply: submx_trans (submxMl _ _) (submx_trans (span _) h1).
exists D1, E1, D2; split.
- move=> t; rewrite /cost /mix mulmxDl -!scalemxAl out // -scalerDl.
  by rewrite subrK scale1r.
- move=> t; rewrite /cost out // => i iJ; rewrite /mix linearD /= !linearZ /= e1 // -scalerDl.
  by rewrite subrK scale1r.
- move=> t u t0 tu u1; pose Y := (D2 - D1) *m acts E1.
  have YZ : (Y <= acts E1)%MS by rewrite submxMl.
  have L v : cost (mix v D1 D2) E1 = quad (V - D2 *m acts E1) + (1 - v) ^+ 2 * quad Y.
    rewrite -(hD _ YZ); congr quad; rewrite /Y /mix mulmxDl mulmxBl -!scalemxAl.
    move: (D2 *m _) (D1 *m _) => P2 P1; apply/matrixP => i j; rewrite !mxE.
    by move: (V i j) (P1 i j) (P2 i j) => a b c; ring.
  rewrite !L ler_add2l; apply: ler_wpmul2r; first exact: quad_ge0.
  by rewrite ler_sqr ?nnegrE ?subr_ge0 ?ler_sub // (le_trans tu).
- move=> k D' E'; pose Y := D2 *m acts E1 - D' *m acts E'.
  have YZ : (Y <= acts E1)%MS by rewrite addmx_sub ?submxMl // eqmx_opp.
  by have := hD _ YZ 1; rewrite scale1r /Y addrA subrK => e; rewrite /cost e expr1n mul1r.
Qed.
End Valleys.

(* every code row is a combination of those of B *)
Lemma spanned (R : realFieldType) n p m (W : 'M[R]_(p, n)) sigma (B : 'M[R]_(m, p)) :
  (forall a : 'M[R]_(1, p), exists c, activated sigma (a *m W) = c *m activated sigma (B *m W)) ->
  forall k (F : 'M[R]_(k, p)), (acts W sigma F <= acts W sigma B)%MS.
Proof.
move=> h k F; apply/row_subP => i; have [c hc] := h (row i F).
have e : row i F = row 0 (row i F) by apply/rowP => j; rewrite !mxE.
rewrite (row_acts W sigma e); apply: submx_trans (row_sub _ _) _; by rewrite /acts hc submxMl.
Qed.
