(* Z = L V for a left inverse L of the decoder, so a zero with a decoder near D has the codes (L D')^-1 Z, with the same orientation. *)
From mathcomp Require Import all_ssreflect all_algebra fingroup perm ring.
From Atlas Require Import Vectors Sdl Minima Valleys Near.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p r m sigma M W V B M0 n2 fullV fullB.
pose Z (E : 'M[R]_(n, p)) := activated sigma (E *m W).
have zero (D : 'M[R]_(r, n)) E : loss_with sigma D E W V M = 0 <-> D *m Z E = V.
  split=> [|e]; first exact: zero_loss.
  by rewrite /loss_with -/(Z E) e subrr /weighted big1 // => d _; rewrite big1 ?mulr0 // => i _; rewrite mxE expr0n.
have inv (D : 'M[R]_(r, n)) E : D *m Z E = V -> Z E \in unitmx /\ exists L : 'M[R]_(n, r), L *m D = 1%:M.
  move=> e; split; first by rewrite -row_free_unit /row_free eqn_leq rank_leq_row -{1}fullV -e mxrankM_maxr.
  by apply/row_fullP; rewrite /row_full eqn_leq rank_leq_col -{1}fullV -e mxrankM_maxl.
exists (fun E => 0 < \det (Z E)); split=> [D E /zero e|].
  have [_ [L LD]] := inv D E e; have [|eps e0 h] := @det_positive R r n D n L 1%:M; first by rewrite mulmx1.
  exists eps; split=> // D2 E2 [/zero e2 /h]; rewrite mulmx1 => pos.
  have -> : Z E = L *m D2 *m Z E2 by rewrite -mulmxA e2 -e mulmxA LD mul1mx.
  by rewrite det_mulmx pmulr_rgt0.
pose swap (i j a : 'I_n) := if a == i then j else if a == j then i else a.
have change (D : 'M[R]_(r, n)) (E : 'M[R]_(n, p)) (i j : 'I_n) : i != j /\ loss_with sigma D E W V M = 0 ->
    loss_with sigma (\matrix_(a, b) D a (swap i j b)) (\matrix_(a, b) E (swap i j a) b) W V M = 0 /\
    (0 < \det (Z (\matrix_(a, b) E (swap i j a) b))) = ~~ (0 < \det (Z E)).
  move=> [ij /zero e]; have [Zu _] := inv D E e; pose t := tperm i j.
  have tE (a : 'I_n) : swap i j a = t a.
    by rewrite /swap /t; case: tpermP => [->|->|/eqP/negbTE -> /eqP/negbTE -> //]; rewrite ?eqxx // eq_sym (negbTE ij).
  set D2 := (X in loss_with _ X); set E2 := (X in loss_with _ _ X).
  have ZE : Z E2 = perm_mx t *m Z E.
    by rewrite -row_permE; apply/matrixP => a d; rewrite !mxE; congr sigma; apply: eq_bigr => b _; rewrite mxE tE.
  have DE : D2 = D *m perm_mx t.
    have -> : perm_mx t = perm_mx (t^-1)%g :> 'M[R]_n by rewrite tpermV.
    by rewrite -col_permE; apply/matrixP => a b; rewrite !mxE tE.
  split; first by apply/zero; rewrite ZE DE -!mulmxA [perm_mx t *m (_ *m _)]mulmxA -perm_mxM tperm2 perm_mx1 mul1mx.
  rewrite ZE det_mulmx det_perm odd_tperm ij expr1 mulN1r oppr_gt0 -leNgt le_eqVlt.
  by move: Zu; rewrite unitmxE unitfE => /negbTE ->.
split; first exact: change.
have span k (F : 'M[R]_(k, p)) : (acts W sigma F <= acts W sigma B)%MS.
  by apply: submx_full; rewrite /row_full /acts fullB.
have wide : (\rank (acts W sigma B) <= n)%N by rewrite rank_leq_col.
have f0 : free set0 (acts W sigma (0 : 'M[R]_(n, p))) by rewrite /free cards0.
have [E _ BE] := extend span wide (leqnn _) f0.
have Zu : Z E \in unitmx by rewrite -row_full_unit /row_full eqn_leq rank_leq_col -{1}fullB mxrankS.
pose D := V *m invmx (Z E); have z : loss_with sigma D E W V M = 0 by apply/zero; rewrite mulmxKV.
have := change D E (Ordinal (ltnW n2)) (Ordinal n2) (conj isT z); set D2 := (X in loss_with _ X); set E2 := (X in loss_with _ _ X).
by case side: (0 < \det (Z E)) => -[z2 side2]; split; [exists D, E | exists D2, E2 | exists D2, E2 | exists D, E]; rewrite ?side2 ?side.
Qed.
