(* Neuron i of the second half sees x_i minus the sum of the earlier x_j: on the indicator of a nonempty set exactly the neuron of the
   first element is on, with value 1.  So the second half adds up to 1 on every nonzero input, and its output -1 is the only error. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Counting.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma total (R : realFieldType) n (a b : R) : \sum_(A : {set 'I_n}) a ^+ #|A| * b ^+ (n - #|A|) = (a + b) ^+ n.
Proof.
have small (A : {set 'I_n}) : (#|A| < n.+1)%N by rewrite ltnS -[X in (_ <= X)%N]card_ord max_card.
rewrite (partition_big (fun A : {set 'I_n} => inord #|A| : 'I_n.+1) xpredT) //= addrC exprDn.
apply: eq_bigr => i _; rewrite (eq_bigr (fun _ => b ^+ (n - i) * a ^+ i)) => [|A /eqP e]; last first.
  by rewrite mulrC -e inordK.
rewrite sumr_const -(card_exact n i) cardsE; congr (_ *+ _); apply: eq_card => A; rewrite -!topredE /=.
by rewrite inordK ?small.
Qed.

Section Network.
Variables (R : realFieldType) (n : nat) (z : 'I_n).
Definition step (i d : 'I_n) : R := if d == i then 1 else if (d < i)%N then -1 else 0.
Definition enc : 'M[R]_(n + n, n) := col_mx 1%:M (\matrix_(i, d) step i d).
Definition dec : 'M[R]_(n, n + n) := row_mx 1%:M (\matrix_(d, i) - ((d == z : bool)%:R : R)).
Definition x (A : {set 'I_n}) : 'cV[R]_n := \col_(d < n) ((d \in A : bool)%:R : R).
Definition seen (A : {set 'I_n}) i := \sum_d step i d * (d \in A)%:R.

Lemma first_one (A : {set 'I_n}) : \sum_i relu (seen A i) = (A != set0)%:R.
Proof.
have [->|/set0Pn[a aA]] := eqVneq A set0.
  by rewrite big1 //= => i _; rewrite /seen big1 ?relu_neg // => d _; rewrite inE mulr0.
have [m mA least] : exists2 m, m \in A & forall d, d \in A -> (m <= d)%N.
  by have [m mA least] := arg_minnP (fun d : 'I_n => d : nat) aA; exists m.
have low i d : d != i -> step i d * (d \in A)%:R <= 0.
  by rewrite /step => /negbTE ->; case: ifP => _; rewrite ?mul0r // mulN1r oppr_le0 ler0n.
rewrite (bigD1 m) //= big1 ?addr0 => [|i im].
  rewrite /seen (bigD1 m) //= big1 ?addr0 => [|d dm]; first by rewrite /step eqxx mul1r mA relu_pos ?ler01.
  rewrite /step (negbTE dm); case: ltnP => dm2; last by rewrite mul0r.
  case: (boolP (d \in A)) => dA; last by rewrite mulr0.
  by have := least d dA; rewrite leqNgt dm2.
apply: relu_neg; rewrite /seen; case: (boolP (i \in A)) => iA; last first.
  rewrite -oppr_ge0 -sumrN; apply: sumr_ge0 => d _; rewrite oppr_ge0.
  by have [->|di] := eqVneq d i; [rewrite (negbTE iA) mulr0 | apply: low].
rewrite (bigD1 i) //= (bigD1 m) /=; last by rewrite eq_sym.
rewrite addrA {1 2}/step eqxx iA mA eq_sym (negbTE im) mulr1 (_ : (m < i)%N); last first.
  by rewrite ltn_neqAle least // andbT eq_sym.
rewrite mulr1 subrr add0r -oppr_ge0 -sumrN; apply: sumr_ge0 => d /andP[di _]; rewrite oppr_ge0; exact: low.
Qed.

Lemma error A : norm2 (x A - dec *m positive_part (enc *m x A)) = (A != set0)%:R.
Proof.
have -> : positive_part (enc *m x A) = col_mx (x A) (\col_i relu (seen A i)).
  rewrite /enc mul_col_mx mul1mx; apply/matrixP => i j; rewrite (ord1 j) mxE.
  case: (splitP i) => k ik.
    have -> : i = lshift n k by apply: val_inj.
    by rewrite !col_mxEu !mxE relu_pos // ler0n.
  have -> : i = rshift n k by apply: val_inj.
  rewrite !col_mxEd [RHS]mxE mxE; congr relu; apply: eq_bigr => d _; by rewrite !mxE.
rewrite /dec mul_row_col mul1mx opprD addrA subrr add0r.
rewrite /norm2 /dot (eq_bigr (fun d => (if d == z then (A != set0)%:R else 0 : R))) => [|d _].
  by rewrite -big_mkcond big_pred1_eq.
rewrite !mxE mulrNN (eq_bigr (fun i => - ((d == z)%:R * relu (seen A i)))) => [|i _]; last by rewrite !mxE mulNr.
rewrite sumrN -mulr_sumr first_one mulrNN; case: (d == z); case: (A != set0); by rewrite ?mulr1 ?mulr0 ?mul0r.
Qed.
End Network.

Theorem proof : claim.
Proof.
move=> R n S y P n0; pose z := Ordinal n0; exists (enc R n), (dec R z) => e.
have eE A : e A = (A != set0)%:R by exact: error.
have all1 : \sum_(A : {set 'I_n}) P A = 1 by rewrite /P total subrK expr1n.
split; first exact: all1.
split; first by split=> [A|]; [rewrite eE lern1; case: (A == set0) | exists [set z]; rewrite eE -card_gt0 cards1].
have -> : \sum_A P A * e A = 1 - S ^+ n.
  rewrite -all1 [in RHS](bigD1 set0) //= (bigD1 set0) //= eE eqxx mulr0 add0r {2}/P cards0 expr0 mul1r subn0 addrAC subrr add0r.
  by apply: eq_bigr => A /negbTE A0; rewrite eE A0 mulr1.
congr (_ - _); rewrite /loss /weighted (eq_bigr (fun _ => (1 - S) * S ^+ n.-1)) => [|d _].
  by rewrite sumr_const card_ord -mulr_natl mulrA.
rewrite (_ : \sum_(i < n) _ = e [set d]); first by rewrite eE -card_gt0 cards1 mulr1.
have yd : y [set d] = col d 1%:M by apply/matrixP => i j; rewrite !mxE inE eq_sym.
have entry i : (1%:M - dec R z *m codes (enc R n) 1%:M) i d = (col d 1%:M - dec R z *m positive_part (enc R n *m col d 1%:M)) i 0.
  rewrite !mxE; congr (_ - _); apply: eq_bigr => j _; congr (_ * _).
  by rewrite !mxE; congr relu; apply: eq_bigr => k _; rewrite !mxE.
by rewrite /e yd; apply: eq_bigr => i _; rewrite entry expr2.
Qed.
