(* The finite sets of Counts.v as lists. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting Cover GeneralPosition Counts.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma as_list n k (G : {set {set 'I_n}}) (P : {set 'I_n} -> Prop) : (forall A, A \in G <-> P A) -> #|G| = k ->
  exists L : 'I_k -> {set 'I_n}, (forall i j, L i = L j -> i = j) /\ forall A, P A <-> exists i, L i = A.
Proof.
move=> GP <-; exists (fun i => enum_val i); split=> [i j|A]; first exact: enum_val_inj.
split=> [/GP AG|[i <-]]; last by apply/GP/enum_valP.
by exists (enum_rank_in AG A); rewrite enum_rankK_in.
Qed.

Theorem proof : claim.
Proof.
move=> R n M p r k W theta en ep linear; subst n p; rewrite addn1 addn1 in W linear *.
have lin (T : {set 'I_M.+1}) : (#|T| <= r.+1)%N -> forall c : 'cV[R]_M.+1, (forall i, i \notin T -> c i 0 = 0) -> W *m c = 0 -> c = 0.
  by move=> few c out e; apply: (linear T c) => // d /negP; apply: out.
have ind (T : {set 'I_M.+1}) : (#|T| <= r.+1)%N -> \rank (masked W T) = #|T| by move=> few; apply: independent_rank; apply: lin.
have [G [GP off on]] := relu_sets ind.
split=> [[e neg]|].
  by apply: as_list GP _; rewrite off //; apply/eqP; rewrite -(eqr_nat R) e cover_real.
split=> [[e pos]|[theta0 [e aff]]].
  apply: as_list GP _; rewrite on //; by apply/eqP; rewrite -(eqr_nat R) e -addn1 natrD cover_real.
have aff2 (T : {set 'I_M.+1}) : (#|T| <= r.+1 + 1)%N -> forall c : 'cV[R]_M.+1, (forall i, i \notin T -> c i 0 = 0) -> W *m c = 0 ->
    \sum_i c i 0 = 0 -> c = 0.
  by move=> few c out e1 e2; apply: (aff T c) => // d /negP; apply: out.
have [G2 GP2 card] := jump_sets theta0 lin aff2.
apply: as_list GP2 _; rewrite card; apply/eqP; rewrite -(eqr_nat R) e sum1_recl bin0 natrD natr_sum.
by [].
Qed.
