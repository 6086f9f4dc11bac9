(* Points in general position with a constant coordinate: any set of at most r s of them is a union of s slabs, one around each group. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Counting GenericPoints Cover GeneralPosition.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Groups.
Variables (N r s : nat) (D : {set 'I_N}).
Hypothesis few : (#|D| <= r * s)%N.
Let place (x : 'I_N) := index x (enum D).
Definition group (k : 'I_s) := [set x in D | (place x %/ r == k)%N].

Lemma place_lt x : x \in D -> (place x < r * s)%N.
Proof. by move=> xD; apply: leq_trans few; rewrite /place cardE index_mem mem_enum. Qed.

Lemma in_group x : x \in D -> exists k, x \in group k.
Proof.
move=> xD; have lt := place_lt xD; have r0 : (0 < r)%N by case: r lt.
have kl : (place x %/ r < s)%N by rewrite ltn_divLR // mulnC.
by exists (Ordinal kl); rewrite inE xD /=.
Qed.

Lemma group_once k l x : x \in group k -> x \in group l -> k = l.
Proof. by rewrite !inE => /andP[_ /eqP e] /andP[_ /eqP e']; apply: val_inj; rewrite /= -e -e'. Qed.

Lemma group_sub k x : x \in group k -> x \in D. Proof. by rewrite inE => /andP[]. Qed.

Lemma group_card k : (#|group k| <= r)%N.
Proof.
have [->|/set0Pn[x0 /group_sub /place_lt lt]] := eqVneq (group k) set0; first by rewrite cards0.
have r0 : (0 < r)%N by case: r lt.
pose f x : 'I_r := Ordinal (ltn_pmod (place x) r0).
rewrite -[X in (_ <= X)%N]card_ord -(card_in_imset (f := f)) ?max_card // => x y.
rewrite !inE => /andP[xD /eqP ex] /andP[yD /eqP ey] /(congr1 val) /= e.
have : place x = place y by rewrite (divn_eq (place x) r) (divn_eq (place y) r) ex ey e.
have nx : nth x (enum D) (place x) = x by rewrite nth_index ?mem_enum.
have ny : nth x (enum D) (place y) = y by rewrite nth_index ?mem_enum.
by move=> h; rewrite -nx h ny.
Qed.
End Groups.

Section Slabs.
Variables (R : realFieldType) (p N r s : nat) (X : 'M[R]_(p, N)) (D : {set 'I_N}).
Hypothesis independent : forall T : {set 'I_N}, (#|T| <= p)%N -> \rank (masked X T) = #|T|.
Hypothesis dimension : (r < p)%N.
Hypothesis few : (#|D| <= r * s)%N.

Lemma slabs : exists (U : 'M[R]_(p, s)) (e : 'cV[R]_s), (forall k, 0 < e k 0) /\
  forall k x, (x \in group r D k) = (dot (col k U) (col x X) == 0) /\
    (x \notin group r D k -> e k 0 < `|dot (col k U) (col x X)|).
Proof.
have /fin_all_exists[f hf] (k : 'I_s) : exists ue : 'cV[R]_p * R, 0 < ue.2 /\ forall x,
    (x \in group r D k) = (dot ue.1 (col x X) == 0) /\ (x \notin group r D k -> ue.2 < `|dot ue.1 (col x X)|).
  have small : (#|group r D k| < p)%N by apply: leq_ltn_trans dimension; apply: group_card few k.
  have [u hu] := orthogonal_to independent small.
  have [e e0 he] := small_step (\col_x at_ X u x) (const_mx 1 : 'cV[R]_N).
  exists (u^T, e); split=> // x; rewrite /= -at_dot trmxK hu; split=> // xG.
  by have := he x; rewrite !mxE mulr1 gtr0_norm //; apply; rewrite hu.
exists (\matrix_(i, k) (f k).1 i 0), (\col_k (f k).2); split=> [k|k x]; first by rewrite mxE; case: (hf k).
have -> : col k (\matrix_(i, k) (f k).1 i 0) = (f k).1 by apply/matrixP => a b; rewrite !mxE (ord1 b).
by rewrite mxE; case: (hf k) => _; apply.
Qed.
End Slabs.
