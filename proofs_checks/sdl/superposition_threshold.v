(* The finite set of SignCounts.v as a list. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting Cover GeneralPosition Flips SignCounts.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m M p r k W F en ep linear [d0 dF] e; subst m p; rewrite addn1 addn1 in W F d0 dF linear *.
have lin (T : {set 'I_M.+1}) : (#|T| <= r.+1)%N -> forall c : 'cV[R]_M.+1, (forall i, i \notin T -> c i 0 = 0) -> W *m c = 0 -> c = 0.
  by move=> few c out ec; apply: (linear T c) => // d /negP; apply: out.
have F0 : F != set0 by apply/set0Pn; exists d0.
have [G GP card] := signs lin F0.
have ck : #|G| = k by rewrite card; apply/eqP; rewrite -(eqr_nat R) e cover_real.
split.
  rewrite -ck; exists (fun i => enum_val i); split=> [i j|S]; first exact: enum_val_inj.
  split=> [/GP SG|[i <-]]; last by apply/GP/enum_valP.
  by exists (enum_rank_in SG S); rewrite enum_rankK_in.
move=> half; have h := cover_half r; rewrite -natrM -ck card; congr (_%:R).
have -> : M.+1 = (r.+1 + r.+1)%N by rewrite half.
exact: h.
Qed.
