(* With one neuron more than independent code rows the sets of points below a level are connected by straight segments: two points
   fall to minimisers of the same output, and the rows of one of them are brought in one by one, since a free neuron is always left. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Valleys.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Modes.
Variables (R : realFieldType) (n p r : nat).
Variables (M : 'I_n -> R) (W : 'M[R]_(p, n)) (V : 'M[R]_(r, n)) (sigma : R -> R).
Hypothesis M_gt0 : forall d, 0 < M d.
Variables (m : nat) (Es : 'M[R]_(m, p)) (q : nat).
Notation acts E := (acts W sigma E).
Notation cost D E := (cost M W V sigma D E).
Hypothesis span : forall k (E : 'M[R]_(k, p)), (acts E <= acts Es)%MS.
Hypothesis width : (\rank (acts Es) < q)%N.
Variable c : R.
Implicit Types (D : 'M[R]_(r, q)) (E : 'M[R]_(q, p)) (J : {set 'I_q}).

Definition seg D E D' E' := forall t, 0 <= t -> t <= 1 -> cost (mix t D D') (mix t E E') <= c.
Inductive joined : 'M[R]_(r, q) -> 'M[R]_(q, p) -> 'M[R]_(r, q) -> 'M[R]_(q, p) -> Prop :=
| here D E : cost D E <= c -> joined D E D E
| go D E D1 E1 D2 E2 : seg D E D1 E1 -> joined D1 E1 D2 E2 -> joined D E D2 E2.

Lemma mix_id a b (t : R) (X : 'M[R]_(a, b)) : mix t X X = X.
Proof. by rewrite /mix -scalerDl subrK scale1r. Qed.
Lemma mix0 a b (X Y : 'M[R]_(a, b)) : mix 0 X Y = X.
Proof. by rewrite /mix subr0 scale1r scale0r addr0. Qed.
Lemma mix1 a b (X Y : 'M[R]_(a, b)) : mix 1 X Y = Y.
Proof. by rewrite /mix subrr scale1r scale0r add0r. Qed.
Lemma mixC a b (t : R) (X Y : 'M[R]_(a, b)) : mix (1 - t) X Y = mix t Y X.
Proof. by rewrite /mix subKr addrC. Qed.

Lemma seg_end D E D' E' : seg D E D' E' -> cost D' E' <= c.
Proof. by move=> h; have := h 1 ler01 (lexx _); rewrite !mix1. Qed.
Lemma segC D E D' E' : seg D E D' E' -> seg D' E' D E.
Proof. by move=> h t t0 t1; rewrite -!(mixC t); apply: h; rewrite ?subr_ge0 // ler_subl_addl ler_addr. Qed.
Lemma one D E D' E' : seg D E D' E' -> joined D E D' E'.
Proof. by move=> h; apply: (go h); apply/here/(seg_end h). Qed.
Lemma joined_trans D E D1 E1 D2 E2 : joined D E D1 E1 -> joined D1 E1 D2 E2 -> joined D E D2 E2.
Proof. by elim=> // {D E D1 E1} D E D1 E1 D3 E3 h _ IH /IH; apply: go. Qed.
Lemma joinedC D E D' E' : joined D E D' E' -> joined D' E' D E.
Proof.
elim=> [{D E D' E'} D E h|{D E D' E'} D E D1 E1 D2 E2 h _ IH]; first exact: here.
exact: joined_trans IH (one (segC h)).
Qed.

(* two moves that keep the output *)
Lemma move_decoder D D' E : cost D E <= c -> D *m acts E = D' *m acts E -> joined D E D' E.
Proof.
move=> low e; apply: one => t _ _; rewrite mix_id /Valleys.cost /mix mulmxDl -!scalemxAl -e -scalerDl subrK scale1r.
exact: low.
Qed.

Definition off D J := forall a i, i \notin J -> D a i = 0.
Lemma free_output D E E' J : off D J -> (forall i, i \in J -> row i E' = row i E) -> D *m acts E' = D *m acts E.
Proof.
move=> o h; apply/matrixP => a d; rewrite !mxE; apply: eq_bigr => i _; case: (boolP (i \in J)) => iJ; last by rewrite o // !mul0r.
congr (_ * _); have /rowP/(_ d) := row_acts W sigma (h i iJ); by rewrite [LHS]mxE [RHS]mxE.
Qed.
Lemma move_encoder D E E' J : cost D E <= c -> off D J -> (forall i, i \in J -> row i E' = row i E) -> joined D E D E'.
Proof.
move=> low o h; apply: one => t _ _; rewrite mix_id /Valleys.cost (@free_output _ E _ J) // => i iJ.
by rewrite /mix linearD /= !linearZ /= h // -scalerDl subrK scale1r.
Qed.

Definition replace E j (u : 'rV[R]_p) : 'M[R]_(q, p) := \matrix_(i, b) if i == j then u 0 b else E i b.
Lemma replaceE E j u : row j (replace E j u) = u.
Proof. by apply/rowP => b; rewrite !mxE eqxx. Qed.
Lemma replace_ne E j u i : i != j -> row i (replace E j u) = row i E.
Proof. by move=> ne; apply/rowP => b; rewrite !mxE (negbTE ne). Qed.

Lemma free_small J E : free J (acts E) -> (#|J| < q)%N.
Proof.
move=> f; apply: leq_ltn_trans f _; apply: leq_ltn_trans width; apply: mxrankS.
exact: submx_trans (submxMl _ _) (span _).
Qed.
Lemma outside J : (#|J| < q)%N -> exists f, f \notin J.
Proof.
move=> lt; apply/existsP; apply: contraT; rewrite negb_exists => /forallP all.
suff e : #|J| = q by rewrite e ltnn in lt.
by rewrite -[RHS]card_ord; apply: eq_card => x; have := all x; rewrite negbK !inE.
Qed.
Lemma gather D E J0 : cost D E <= c -> free J0 (acts E) -> exists D1 J,
  [/\ J0 \subset J, (#|J| < q)%N, off D1 J, D1 *m acts E = D *m acts E & joined D E D1 E].
Proof.
move=> low /basis_over[J [sJ fJ /submxP[A ZA]]]; pose D1 := D *m A *m mask R J.
have e : D1 *m acts E = D *m acts E by rewrite [in RHS]ZA /D1 !mulmxA.
exists D1, J; split=> //; [exact: (@free_small _ E) | | exact: move_decoder].
by move=> a i iJ; rewrite /D1 mul_mx_diag !mxE (negbTE iJ) mulr0.
Qed.

(* one row of the target is brought in, the rows in J0 stay *)
Lemma bring D E J0 j u : cost D E <= c -> free J0 (acts E) -> j \notin J0 -> exists D1 E1,
  [/\ joined D E D1 E1, cost D1 E1 <= c, D1 *m acts E1 = D *m acts E, row j E1 = u & forall i, i \in J0 -> row i E1 = row i E].
Proof.
move=> low f0 jJ0; have [D1 [J [sJ small o e path]]] := gather low f0.
have low1 : cost D1 E <= c by rewrite /Valleys.cost e.
have [jJ|jJ] := boolP (j \in J); last first.
  have same i : i \in J -> row i (replace E j u) = row i E by move=> iJ; apply: replace_ne; apply: contraNneq jJ => <-.
  exists D1, (replace E j u); split; rewrite ?replaceE ?(free_output o same) //.
  - exact: joined_trans path (move_encoder low1 o same).
  - by rewrite /Valleys.cost (free_output o same).
  by move=> i /(subsetP sJ)/same.
have [f fJ] := outside small; have fj : f != j by apply: contraNneq fJ => ->.
have same i : i \in J -> row i (replace E f (row j E)) = row i E by move=> iJ; apply: replace_ne; apply: contraNneq fJ => <-.
set E1 := replace E f (row j E) in same.
pose D2 := D1 + col j D1 *m (delta_mx 0 f - delta_mx 0 j : 'rV[R]_q).
have copied : row f (acts E1) = row j (acts E1).
  by apply: row_acts; rewrite replaceE [RHS]same.
have e2 : D2 *m acts E1 = D1 *m acts E1.
  by rewrite mulmxDl -mulmxA mulmxBl -!rowE copied subrr mulmx0 addr0.
have o2 : off D2 (~: [set j]).
  move=> a i; rewrite !inE negbK => /eqP ->; rewrite !mxE big_ord1 !mxE eqxx /= eq_sym (negbTE fj) sub0r mulrN1 addrN //.
have same2 i : i \in ~: [set j] -> row i (replace E1 j u) = row i E1 by rewrite !inE => /replace_ne.
have out : D2 *m acts (replace E1 j u) = D *m acts E by rewrite (free_output o2 same2) e2 (free_output o same).
have low2 : cost D1 E1 <= c by rewrite /Valleys.cost (free_output o same) e.
have low3 : cost D2 E1 <= c by rewrite /Valleys.cost e2.
exists D2, (replace E1 j u); split; rewrite ?replaceE //.
- apply: joined_trans path _; apply: joined_trans (move_encoder low1 o same) _.
  by apply: joined_trans (move_encoder low3 o2 same2); apply: move_decoder; rewrite // e2.
- by rewrite /Valleys.cost out.
move=> i iJ; rewrite replace_ne ?same ?(subsetP sJ) //; by apply: contraNneq jJ0 => <-.
Qed.

Lemma free_sub J J0 E : free J (acts E) -> J0 \subset J -> free J0 (acts E).
Proof.
elim: {J}#|J :\: J0| {-2}J (erefl #|J :\: J0|) => [|k IH] J e f s.
  move/eqP: e; rewrite cards_eq0 setD_eq0 => s2; suff -> : J0 = J by [].
  by apply/eqP; rewrite eqEsubset s s2.
have /card_gt0P[i] : (0 < #|J :\: J0|)%N by rewrite e.
rewrite inE => /andP[i0 iJ]; apply: (IH (J :\ i)).
- have := cardsD1 i (J :\: J0); rewrite e inE i0 iJ add1n => -[->]; apply: eq_card => x; by rewrite !inE andbCA.
- rewrite /free -ltnS -[X in (X < _)%N]add0n; have := f; rewrite /free (cardsD1 i) iJ add1n => h; apply: leq_trans h _.
  have : (mask R J *m acts E <= mask R (J :\ i) *m acts E + row i (acts E))%MS.
    apply/row_subP => a; rewrite row_mask; case aJ: (a \in J); last by rewrite scale0r sub0mx.
    rewrite scale1r; case: (a =P i) => [->|/eqP ai]; first exact: addsmxSr.
    apply: submx_trans (addsmxSl _ _); rewrite -[row a _]scale1r (_ : 1 = (a \in J :\ i)%:R) -?row_mask ?row_sub //.
    by rewrite !inE ai aJ.
  move/mxrankS => h2; have := leq_trans h2 (mxrank_adds_leqif _ _); have := rank_leq_row (row i (acts E)).
  by move: (\rank _) (\rank _) (\rank _) => x y z y1 zxy; rewrite -addn1; apply: leq_trans zxy _; rewrite leq_add2l.
by apply/subsetP => x xJ; rewrite !inE (subsetP s) // andbT; apply: contraNneq i0 => <-.
Qed.

Lemma free_rows J E E' : (forall i, i \in J -> row i E' = row i E) -> free J (acts E) -> free J (acts E').
Proof.
move=> h; rewrite /free; suff -> : mask R J *m acts E' = mask R J *m acts E by [].
apply/row_matrixP => i; rewrite !row_mask; case iJ: (i \in J); last by rewrite !scale0r.
by rewrite !scale1r; apply: row_acts; apply: h.
Qed.

Lemma to_target Jt Dt Et : free Jt (acts Et) -> off Dt Jt -> forall D E, D *m acts E = Dt *m acts Et -> cost D E <= c ->
  joined D E Dt Et.
Proof.
move=> ft ot; suff h k J0 : J0 \subset Jt -> (#|Jt :\: J0| <= k)%N -> forall D E, (forall i, i \in J0 -> row i E = row i Et) ->
    D *m acts E = Dt *m acts Et -> cost D E <= c -> joined D E Dt Et.
  by move=> D E; apply: (h #|Jt| set0); rewrite ?sub0set ?setD0 // => i; rewrite inE.
elim: k J0 => [|k IH] J0 s card D E rows out low.
  move: card; rewrite leqn0 cards_eq0 setD_eq0 => s2.
  have rows2 i : i \in Jt -> row i E = row i Et by move=> iJ; apply: rows; apply: (subsetP s2).
  have e : D *m acts E = Dt *m acts E by rewrite out (free_output ot rows2).
  have low2 : cost Dt E <= c by rewrite /Valleys.cost -e.
  apply: joined_trans (move_decoder low e) (move_encoder low2 ot _) => i iJ; by rewrite rows2.
case: (set_0Vmem (Jt :\: J0)) => [z|[j]]; first by apply: (IH J0) => //; rewrite z cards0.
rewrite inE => /andP[jJ0 jJt].
have f0 : free J0 (acts E) by apply: (free_rows rows); apply: (free_sub ft).
have [D1 [E1 [path low1 out1 rj r0]]] := bring (row j Et) low f0 jJ0.
apply: joined_trans path _; apply: (IH (j |: J0)); rewrite ?out1 //.
- by rewrite subUset sub1set jJt.
- by rewrite -ltnS; apply: leq_trans card; apply: proper_card; apply/properP; split;
    [apply/subsetP => x; rewrite !inE negb_or => /andP[/andP[_ ->] ->] | exists j; rewrite !inE ?eqxx ?jJ0].
by move=> i; rewrite !inE => /orP[/eqP ->//|iJ]; rewrite r0 // rows.
Qed.

Theorem connected D E D' E' : cost D E <= c -> cost D' E' <= c -> joined D E D' E'.
Proof.
move=> low low'; have w := ltnW width.
have falls D0 E0 : cost D0 E0 <= c -> exists D2 E1, joined D0 E0 D2 E1 /\ forall k (C : 'M[R]_(r, k)) (F : 'M[R]_(k, p)),
    cost C F = cost D2 E1 + quad M (D2 *m acts E1 - C *m acts F).
  move=> lw; have [D1 [E1 [D2 [h1 h2 h3 h4]]]] := descent V M_gt0 span w D0 E0.
  exists D2, E1; split=> //; apply: (@go _ _ D1 E0); first by move=> t _ _; rewrite mix_id h1.
  apply: (@go _ _ D1 E1); first by move=> t _ _; rewrite mix_id h2.
  apply: one => t t0 t1; rewrite mix_id; apply: le_trans (h3 0 t (lexx _) t0 t1) _.
  by rewrite mix0; have := h2 1; rewrite mix1 => ->.
have [D2 [E2 [p2 b2]]] := falls _ _ low; have [D3 [E3 [p3 b3]]] := falls _ _ low'.
have out : D3 *m acts E3 = D2 *m acts E2.
  apply/esym/eqP; rewrite -subr_eq0; apply/eqP/(weighted_eq0 M_gt0)/eqP; rewrite eq_le weighted_ge0 ?andbT; last by move=> d; apply: ltW.
  have := b2 _ D3 E3; have := b3 _ D2 E2; rewrite /quad => -> e; have := weighted_ge0 (fun d => ltW (M_gt0 d)) (D3 *m acts E3 - D2 *m acts E2).
  by rewrite -addrA in e; move: e => /(congr1 (fun x => x - cost D3 E3)); rewrite subrr addrC addKr => /eqP; rewrite eq_sym addr_eq0 => /eqP ->; rewrite oppr_ge0.
have [J fJ /submxP[A ZA]] := basis (acts E2).
pose Dt := D2 *m A *m mask R J.
have ot : off Dt J by move=> a i iJ; rewrite /Dt mul_mx_diag !mxE (negbTE iJ) mulr0.
have et : Dt *m acts E2 = D2 *m acts E2 by rewrite [in RHS]ZA /Dt !mulmxA.
have fin D0 E0 D4 E4 : joined D0 E0 D4 E4 -> cost D4 E4 <= c by elim.
have c2 := fin _ _ _ _ p2; have c3 := fin _ _ _ _ p3.
apply: joined_trans p2 _; apply: (joined_trans (to_target fJ ot (esym et) c2)).
apply: joinedC; apply: joined_trans p3 _; apply: (to_target fJ ot); by rewrite ?et ?out.
Qed.

(* as a list of points *)
Lemma listed D E D' E' : joined D E D' E' -> exists k (f : nat -> 'M[R]_(r, q)) (g : nat -> 'M[R]_(q, p)),
  [/\ f 0%N = D, g 0%N = E, f k = D', g k = E' & forall i, (i < k)%N -> seg (f i) (g i) (f i.+1) (g i.+1)].
Proof.
elim=> [{D E D' E'} D E h|{D E D' E'} D E D1 E1 D2 E2 h _ [k [f [g [f0 g0 fk gk s]]]]].
  by exists 0%N, (fun=> D), (fun=> E).
exists k.+1, (fun i => if i is i'.+1 then f i' else D), (fun i => if i is i'.+1 then g i' else E); split=> // -[_|i]; first by rewrite f0 g0.
by rewrite ltnS => /s.
Qed.
End Modes.
