(* The meet with a quasi-closed superset of a generator is quasi-closed and generates; were it smaller, its closure would be inside. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Contexts PseudoIntents.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Theorem proof : claim.
Proof.
move=> R g m t K P D X listed.
have quasiE (S : {set _}) : (forall i, (P i \subset S) /\ (P i != S) -> closed_by K (P i) \subset S) <-> quasi K P S.
  by split=> [h|/quasiP h i [h1 h2]]; [apply/quasiP => i h1 h2; apply: h | apply: h].
split=> [j [sub e]|[[DX [/quasiE qX least]] ne]].
  have [open qj] := pseudo listed j; split=> //; split; first exact/quasiE.
  move=> Y [DY /quasiE qY]; have [/eqP <-|other] := boolP (P j :&: Y == P j); first exact: subsetIr.
  have below := closure_below listed (quasi_meet qj qY) qj (subsetIl _ _) other.
  case/negP: open; rewrite eqEsubset closed_by_ge andbT; apply: subset_trans below.
  by rewrite /closed_by -e; apply: (closed_byS K); rewrite subsetI sub.
have inside : X \subset closed_by K D.
  by apply: least; split; [apply: closed_by_ge | apply/quasiE/quasi_closed/closed_byI].
have same : closed_by K X = closed_by K D.
  by apply/eqP; rewrite eqEsubset (closed_byS K DX) andbT -[closed_by K D]closed_byI; apply: closed_byS.
split=> //; apply: (is_listed listed) => //; by rewrite same eq_sym.
Qed.
