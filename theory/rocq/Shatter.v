(* Pajor: a family of sets shatters at least as many sets as it has members.  Sauer and Shelah: so a family that shatters no set of
   more than r elements has at most sum_(i <= r) binom(n, i) members. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Counting.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Section Shatter.
Variable T : finType.
Implicit Types (F G : {set {set T}}) (S A B : {set T}).
Definition shatters F S := [forall A : {set T}, (A \subset S) ==> [exists B : {set T}, (B \in F) && (B :&: S == A)]].

Lemma shattersP F S : reflect (forall A, A \subset S -> exists2 B, B \in F & B :&: S = A) (shatters F S).
Proof.
apply: (iffP forallP) => h A; first by move=> sub; have /implyP/(_ sub)/existsP[B /andP[BF /eqP e]] := h A; exists B.
by apply/implyP => /h[B BF e]; apply/existsP; exists B; rewrite BF e eqxx.
Qed.

Lemma shattersS F G S : F \subset G -> shatters F S -> shatters G S.
Proof.
move=> /subsetP sub /shattersP h; apply/shattersP => A /h[B BF e]; exists B => //; exact: sub.
Qed.

Definition having x F := [set D in F | x \in D].
Definition lacking x F := [set D in F | x \notin D].

Lemma having_out x F S : shatters (having x F) S -> x \notin S.
Proof.
move=> /shattersP/(_ set0 (sub0set S))[B]; rewrite inE => /andP[_ xB] e; apply/negP => xS.
by have := in_set0 x; rewrite -e inE xB xS.
Qed.

Lemma lacking_out x F S : shatters (lacking x F) S -> x \notin S.
Proof.
move=> /shattersP h; apply/negP => xS; have sub : [set x] \subset S by rewrite sub1set.
have [B] := h _ sub.
by rewrite inE => /andP[_ xB] e; have := set11 x; rewrite -e inE (negbTE xB).
Qed.

Lemma both_shatter x F S : shatters (having x F) S -> shatters (lacking x F) S -> shatters F (x |: S).
Proof.
move=> s1 s0; have xS := having_out s1; apply/shattersP => A sub.
have sub' : A :\ x \subset S by rewrite subDset.
have [xA|xA] := boolP (x \in A).
  have /shattersP/(_ _ sub')[B] := s1; rewrite inE => /andP[BF xB] e; exists B => //.
  by rewrite setIUr e (_ : B :&: [set x] = [set x]) ?setD1K //; apply/setIidPr; rewrite sub1set.
have /shattersP/(_ _ sub')[B] := s0; rewrite inE => /andP[BF xB] e; exists B => //.
rewrite setIUr e (_ : B :&: [set x] = set0) ?set0U; first by apply/setDidPl; rewrite disjoint_sym disjoints1.
by apply/setP => y; rewrite !inE; apply/negbTE; apply: contra xB => /andP[yB /eqP <-].
Qed.

Lemma split_card x F : #|F| = #|having x F| + #|lacking x F|.
Proof.
rewrite -(cardsID [set D : {set T} | x \in D] F); congr (_ + _); apply: eq_card => D; rewrite !inE //.
by rewrite andbC.
Qed.

Theorem pajor F : #|F| <= #|[set S | shatters F S]|.
Proof.
have [n small] := ubnP #|F|; elim: n F small => // n IH F; rewrite ltnS => small.
have [le1|] := leqP #|F| 1.
  have [->|[B BF]] := set_0Vmem F; first by rewrite cards0.
  apply: leq_trans le1 _; rewrite card_gt0; apply/set0Pn; exists set0; rewrite inE; apply/shattersP => A.
  by rewrite subset0 => /eqP ->; exists B => //; rewrite setI0.
move=> /card_gt1P[B [C [BF CF ne]]].
have [x xBC] : exists x, (x \in B) != (x \in C).
  apply/existsP; apply: contraT; rewrite negb_exists => /forallP h; case/eqP: ne; apply/setP => x.
  by have := h x; rewrite negbK => /eqP.
have [n1 n0] : 0 < #|having x F| /\ 0 < #|lacking x F|.
  by split; apply/card_gt0P; move: xBC; case xB : (x \in B); case xC : (x \in C) => // _; solve [by exists B; rewrite inE BF xB | by exists C; rewrite inE CF xC].
have := split_card x F; set F1 := having x F in n1 *; set F0 := lacking x F in n0 * => card.
have i1 : #|F1| <= #|[set S | shatters F1 S]|.
  by apply: IH; apply: leq_trans small; rewrite card -{1}[#|F1|]addn0 ltn_add2l.
have i0 : #|F0| <= #|[set S | shatters F0 S]|.
  by apply: IH; apply: leq_trans small; rewrite card -{1}[#|F0|]add0n ltn_add2r.
rewrite card; apply: leq_trans (leq_add i1 i0) _; rewrite -cardsUI.
set sh1 := [set S | shatters F1 S]; set sh0 := [set S | shatters F0 S].
pose up := [set x |: S | S in sh1 :&: sh0].
have out S : S \in sh1 :|: sh0 -> x \notin S.
  by rewrite !inE => /orP[]; [apply: having_out | apply: lacking_out].
have -> : #|sh1 :&: sh0| = #|up|.
  rewrite card_in_imset // => S S' hS hS' e.
  have o S1 : S1 \in sh1 :&: sh0 -> x \notin S1 by rewrite inE => /andP[h _]; apply: out; rewrite inE h.
  by rewrite -(setU1K (o _ hS)) e setU1K // o.
have /eqP dis : (sh1 :|: sh0) :&: up == set0.
  apply/set0Pn => -[S]; rewrite inE => /andP[/out xS /imsetP[S' _ e]]; by rewrite e setU11 in xS.
have := cardsUI (sh1 :|: sh0) up; rewrite dis cards0 addn0 => <-; apply: subset_leq_card.
apply/subsetP => S; rewrite in_setU => /orP[|/imsetP[S' hS ->]].
  rewrite !inE => /orP[]; apply: shattersS; apply/subsetP => D; by rewrite inE => /andP[].
by move: hS; rewrite !inE => /andP[h1 h0]; apply: both_shatter.
Qed.

Theorem sauer_shelah F r : (forall S, shatters F S -> #|S| <= r) -> #|F| <= \sum_(i < r.+1) 'C(#|T|, i).
Proof.
move=> h; apply: leq_trans (pajor F) _; rewrite -cardsT -card_small; apply: subset_leq_card.
by apply/subsetP => S; rewrite !inE subsetT => /h.
Qed.
End Shatter.
