(* Multiplied out, a row says that 20000 c lies in a window of width 2 N; for every other N some window holds no multiple of 20000,
   which is computed with binary numbers. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope nat_scope.

Definition window (N g c : nat) := (N * g <= 200 * 100 * c + N) && (200 * 100 * c <= N * g + N).

Lemma row (R : realFieldType) (N a x y m c : nat) : 0 < N -> y * m = 100 ->
  (`|100%:R * (c%:R : R) / N%:R - a%:R - x%:R / y%:R| <= 1%:R / 200%:R)%R = window N (200 * a + 2 * (x * m)) c.
Proof.
move=> N0 ym; have n0 : (N%:R : R)%R != 0%R by rewrite pnatr_eq0 -lt0n.
have /andP[y0 m0] : (y%:R != 0 :> R)%R && (m%:R != 0 :> R)%R.
  by rewrite !pnatr_eq0 -negb_or -muln_eq0 ym.
have K0 : (0 < 200%:R * N%:R :> R)%R by rewrite mulr_gt0 ?ltr0n.
have xy : (x%:R / y%:R = (x * m)%:R / 100%:R :> R)%R by rewrite -ym !natrM -mulf_div divff // mulr1.
rewrite xy -(ler_pmul2r K0) -{1}(gtr0_norm K0) -normrM /window.
set u := 200 * 100 * c; set v := N * (200 * a + 2 * (x * m)).
rewrite (_ : _ * (_ * _) = u%:R - v%:R)%R; last first.
  have two : (200%:R = 2%:R * 100%:R :> R)%R by rewrite -natrM.
  rewrite /u /v !(natrM, natrD) two; set g : R := 100%:R%R.
  have g0 : g != 0%R by rewrite pnatr_eq0.
  transitivity ((2%:R * g * g * c%:R) * (N%:R / N%:R) - N%:R * (2%:R * g * a%:R + 2%:R * (x%:R * m%:R) * (g / g)))%R; first by ring.
  by rewrite !divff // !mulr1.
rewrite (_ : _ * (_ * _) = N%:R)%R; last by rewrite div1r mulrA mulVf ?pnatr_eq0 // mul1r.
by rewrite ler_norml ler_subl_addl -natrD ler_nat ler_subr_addr addrC ler_subl_addr -natrD ler_nat andbC.
Qed.

(* binary numbers *)
Definition b_1 := Eval vm_compute in bin_of_nat 1.
Definition b_243 := Eval vm_compute in bin_of_nat 243.
Definition b_847 := Eval vm_compute in bin_of_nat 847.
Definition b_850 := Eval vm_compute in bin_of_nat 850.
Definition b_867 := Eval vm_compute in bin_of_nat 867.
Definition b_970 := Eval vm_compute in bin_of_nat 970.
Definition b_5010 := Eval vm_compute in bin_of_nat 5010.
Definition b_17464 := Eval vm_compute in bin_of_nat 17464.
Definition b_17526 := Eval vm_compute in bin_of_nat 17526.
Definition b_17876 := Eval vm_compute in bin_of_nat 17876.
Definition b_20000 := Eval vm_compute in bin_of_nat 20000.
Notation "a [+] b" := (BinNat.N.add a b) (at level 50, left associativity).
Notation "a [*] b" := (BinNat.N.mul a b) (at level 40, left associativity).
Definition binary := (nat_of_mul_bin, nat_of_add_bin).
Lemma bin_le (a b : BinNums.N) : BinNat.N.leb a b -> a <= b.
Proof. by move=> /BinNat.N.leb_le /BinNat.N.sub_add <-; rewrite nat_of_add_bin leq_addl. Qed.
Lemma scale : 200 * 100 = b_20000. Proof. by vm_compute. Qed.

Definition below (g B b : BinNums.N) : bool := BinNat.N.leb (b_20000 [*] b [+] B [+] b_1) (g [*] B). (* 20000 b is below the window *)
Definition above (g B b : BinNums.N) : bool := BinNat.N.leb (g [*] B [+] B [+] b_1) (b_20000 [*] b). (* and here it is above *)
Lemma belowP (g B b : BinNums.N) c : below g B b -> window B g c -> b < c.
Proof.
move=> /bin_le; rewrite !binary /window scale => h /andP[low _].
have : b_20000 * b + B + 1 <= b_20000 * c + B by apply: leq_trans h _; rewrite mulnC.
by rewrite addn1 ltn_add2r ltn_mul2l => /andP[].
Qed.
Lemma aboveP (g B b : BinNums.N) c : above g B b -> window B g c -> c < b.
Proof.
move=> /bin_le; rewrite !binary /window scale => h /andP[_ up].
have : b_20000 * c + 1 <= b_20000 * b by apply: leq_trans h; rewrite leq_add2r [g * B]mulnC.
by rewrite addn1 ltn_mul2l => /andP[].
Qed.
Definition empty (g B : BinNums.N) : bool := let b := BinNat.N.div (g [*] B) b_20000 in
  below g B b && above g B (b [+] b_1).
Lemma emptyP (g : BinNums.N) N c : empty g (bin_of_nat N) -> window N g c -> False.
Proof.
rewrite -{2}[N]bin_of_natK => /andP[l a] w; have := aboveP a w; rewrite nat_of_add_bin addn1 ltnS leqNgt => /negP; apply; exact: belowP l w.
Qed.
Definition some_empty (B : BinNums.N) : bool := [|| empty b_17526 B, empty b_17876 B, empty b_17464 B | empty b_5010 B].
Lemma decided : all (fun n => (n == 970) || some_empty (bin_of_nat n)) (iota 1 1499).
Proof. by vm_compute. Qed.
Lemma decidedP N : 0 < N -> N < 1500 -> N != 970 -> some_empty (bin_of_nat N).
Proof. by move=> N0 NL no; have /allP h := decided; have := h N; rewrite mem_iota N0 NL (negbTE no) orFb; apply. Qed.
Definition fits (g b : BinNums.N) : bool := [&& below g b_970 (BinNat.N.sub b b_1), above g b_970 (b [+] b_1), BinNat.N.leb b_1 b,
  BinNat.N.leb (b_970 [*] g) (b_20000 [*] b [+] b_970) & BinNat.N.leb (b_20000 [*] b) (b_970 [*] g [+] b_970)].
Lemma at_970 (g b : BinNums.N) c : fits g b -> window b_970 g c = (c == b).
Proof.
move=> /and5P[l a /BinNat.N.leb_le /BinNat.N.sub_add e /bin_le low /bin_le up]; rewrite !binary in low up.
apply/idP/eqP => [h|->]; last by rewrite /window scale low up.
apply/eqP; rewrite eqn_leq; have := aboveP a h; rewrite nat_of_add_bin addn1 ltnS => -> /=.
by rewrite -e nat_of_add_bin addn1; exact: belowP l h.
Qed.
Lemma all_fit : [&& fits b_17526 b_850, fits b_17876 b_867, fits b_17464 b_847 & fits b_5010 b_243]. Proof. by vm_compute. Qed.

Theorem proof : claim.
Proof.
move=> R N c N1 NL; rewrite (@row _ _ 87 63 100 1) // (@row _ _ 89 19 50 2) // (@row _ _ 87 8 25 4) // (@row _ _ 25 1 20 5) //.
have [e1 e2 e3 e4] : [/\ 200 * 87 + 2 * (63 * 1) = b_17526, 200 * 89 + 2 * (19 * 2) = b_17876,
  200 * 87 + 2 * (8 * 4) = b_17464 & 200 * 25 + 2 * (1 * 5) = b_5010] by split; vm_compute.
rewrite e1 e2 e3 e4; case: (boolP (N == 970)) => [/eqP->|no]; last first.
  have := decidedP N1 NL no; rewrite /some_empty => /or4P[] e; apply/negbTE/negP => /andP[/andP[/andP[w1 w2] w3] w4].
  - exact: (emptyP e w1).
  - exact: (emptyP e w2).
  - exact: (emptyP e w3).
  - exact: (emptyP e w4).
have [n850 n867 n847 n243] : [/\ 850 = b_850, 867 = b_867, 847 = b_847 & 243 = b_243] by split; vm_compute.
have -> : 970 = b_970 by vm_compute.
have /and4P[f1 f2 f3 f4] := all_fit; rewrite (at_970 _ f1) (at_970 _ f2) (at_970 _ f3) (at_970 _ f4).
by rewrite -n850 -n867 -n847 -n243.
Qed.
