(* Shrink the rows a little, the more the later: then every winner wins strictly.  Let d be the feature on which neuron a is lowest, and tilt
   a copy of row a towards w_d: it overtakes row a on d and falls behind it on the other features of a; elsewhere others are ahead. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK Minima Splitting TopOne.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q m W E a unit distinct covered [d1 [d2 [d12 [a1 a2]]]] mq; subst m.
set Y := E *m W in covered a1 a2 *.
have [c hc] : exists c : 'I_n -> 'I_q, forall e, 0 < topk_codes 1 Y (c e) e by exact: (fin_all_exists covered).
have on_c i e : (0 < topk_codes 1 Y i e) = (i == c e).
  by apply/idP/eqP => [h|-> //]; apply: one_winner h (hc e).
have c0 e : 0 < Y (c e) e by have [] := winner (hc e).
have top e l : l != c e -> Y l e < Y (c e) e \/ Y l e = Y (c e) e /\ (c e < l)%N by have [_] := winner (hc e); apply.
(* the lowest feature of a *)
have F1 : c d1 == a by rewrite eq_sym -on_c.
case: (@Order.TotalTheory.arg_minP _ _ _ d1 (fun e => c e == a) (fun e => Y a e) F1) => d /eqP cd least.
have [t [t0 t1 below]] : exists t, [/\ 0 < t, t < 1 & forall e, e != d -> dot (col d W) (col e W) < t].
  have [b [b0 b1 only]] := alone unit distinct d; exists ((b + 1) / 2%:R).
  have b2 : b < (b + 1) / 2%:R by rewrite ltr_pdivl_mulr ?ltr0n // mulr_natr mulr2n ltr_add2l.
  split; [exact: lt_trans b2 | by rewrite ltr_pdivr_mulr ?ltr0n // mul1r -[2%:R]/(1 + 1) ltr_add2r | move=> e ed].
  by apply: le_lt_trans b2; rewrite leNgt only.
have ad : 0 < Y a d by rewrite -cd.
pose k := t / Y a d; pose h e := dot (col d W) (col e W) - k * Y a e.
have hd : 0 < h d by rewrite /h /k -/(norm2 _) unit divfK ?gt_eqF // subr_gt0.
have he e : c e = a -> e != d -> h e < 0.
  move=> ce ed; rewrite subr_lt0; apply: lt_le_trans (below e ed) _.
  by rewrite /k mulrAC ler_pdivl_mulr // ler_pmul2l // least // ce.
(* the factors of the rows *)
pose u (x : option ('I_q * 'I_n)) : R := if x is Some y then Y (c y.2) y.2 - Y y.1 y.2 else 1.
pose v (x : option ('I_q * 'I_n)) : R := if x is Some y then (c y.2)%:R * Y (c y.2) y.2 else q%:R.
have [del del0 small] := small_all u v.
pose s (i : 'I_q) : R := 1 - del * i%:R.
have dq (i : 'I_q) : del * i%:R < 1.
  have := small None; rewrite /= oner_neq0 normr1 => /(_ isT) lt.
  apply: le_lt_trans (le_lt_trans (ler_norm _) lt); rewrite ler_pmul2l // ler_nat; exact: ltnW.
have s0 i : 0 < s i by rewrite subr_gt0.
have s1 i : s i <= 1 by rewrite ler_subl_addl ler_addr mulr_ge0 ?ler0n // ltW.
pose Z i e := s i * Y i e.
have Z0 e : 0 < Z (c e) e by rewrite mulr_gt0.
have strict e l : l != c e -> Z l e < Z (c e) e.
  move=> lc; case: (top e l lc) => [lt|[e1 lt]]; last first.
    by rewrite /Z e1 ltr_pmul2r // /s ltr_add2l ltr_opp2 ltr_pmul2l // ltr_nat.
  have [le0|pos] := leP (Y l e) 0; first by apply: le_lt_trans (Z0 e); rewrite /Z mulr_ge0_le0 // ltW.
  apply: (@le_lt_trans _ _ (Y l e)); first by rewrite /Z ler_pimull // ltW.
  rewrite /Z /s mulrBl mul1r ltr_subr_addl -ltr_subr_addr -mulrA.
  have := small (Some (l, e)); rewrite /= subr_eq0 gt_eqF // => /(_ isT) sm.
  by apply: le_lt_trans (ler_norm _) (lt_le_trans sm _); rewrite gtr0_norm // subr_gt0.
(* the new row *)
have [eps eps0 tiny] := small_all (fun e => Z (c e) e - Z a e) h.
pose new e := Z a e + eps * h e.
pose E2 : 'M[R]_(q + 1, p) := col_mx (\matrix_(i, l) (s i * E i l)) (\row_l (s a * E a l + eps * (W l d - k * E a l))).
have old_row i e : (E2 *m W) (lshift 1 i) e = Z i e.
  by rewrite mul_col_mx col_mxEu mxE /Z /Y mxE mulr_sumr; apply: eq_bigr => l _; rewrite mxE mulrA.
have new_row e : (E2 *m W) (rshift q ord0) e = new e.
  rewrite mul_col_mx col_mxEd mxE /new /Z /h /dot /Y !mxE !mulr_sumr -sumrB mulr_sumr -big_split /=.
  by apply: eq_bigr => l _; rewrite !mxE; ring.
have rows (x : 'I_(q + 1)) : (exists i, x = lshift 1 i) \/ x = rshift q ord0.
  by case: (splitP x) => i xi; [left; exists i | right]; apply: val_inj => //=; rewrite xi (ord1 i).
exists d; split; first by rewrite on_c cd.
exists E2, (lshift 1), (rshift q ord0); split; first by move=> i l /(congr1 val) /= /val_inj.
split; first by move=> i; rewrite eq_lrshift.
have newd l : (E2 *m W) (lshift 1 l) d < new d.
  rewrite old_row; apply: (@le_lt_trans _ _ (Z a d)); last by rewrite /new ltr_addl mulr_gt0.
  by have [->|la] := eqVneq l a; [exact: lexx | rewrite ltW // -cd strict // cd].
have after e : e != d -> new e < Z (c e) e.
  move=> ed; have [ce|ce] := eqVneq (c e) a; first by rewrite ce /new gtr_addl pmulr_rlt0 // he.
  have lt : Z a e < Z (c e) e by rewrite strict // eq_sym.
  have := tiny e; rewrite subr_eq0 gt_eqF // => /(_ isT) sm; rewrite /new -ltr_subr_addl.
  by apply: le_lt_trans (ler_norm _) (lt_le_trans sm _); rewrite gtr0_norm // subr_gt0.
have win_d : forall x, (0 < topk_codes 1 (E2 *m W) x d) = (x == rshift q ord0).
  apply: strict_winner; first by rewrite new_row /new addr_gt0 ?mulr_gt0 // -cd.
  by move=> x xn; case: (rows x) => [[i ->]|e1]; [rewrite new_row newd | rewrite e1 eqxx in xn].
have win e : e != d -> forall x, (0 < topk_codes 1 (E2 *m W) x e) = (x == lshift 1 (c e)).
  move=> ed; apply: strict_winner; first by rewrite old_row.
  move=> x xn; rewrite old_row; case: (rows x) => [[i e1]|->]; last by rewrite new_row after.
  by rewrite e1 old_row strict //; apply: contraNneq xn => ic; rewrite e1 ic.
have lr i : (lshift 1 i == rshift q ord0 :> 'I_(q + 1)) = false.
  exact: eq_lrshift.
split=> [i e|e]; have [->|ed] := eqVneq e d.
- by rewrite win_d lr on_c cd; case: (i == a).
- by rewrite (win e ed) on_c eq_lshift andbF andbT.
- by rewrite win_d eqxx.
by rewrite (win e ed) eq_sym lr.
Qed.
