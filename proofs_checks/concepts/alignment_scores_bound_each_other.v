(* a points of both, p of A only, m of C only: everything is algebra in a, p, m >= 0. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Algebra.
Variables (R : realFieldType) (a p m J F : R).
Hypotheses (a0 : 0 <= a) (p0 : 0 <= p) (m0 : 0 <= m) (u0 : 0 < a + p + m).
Hypotheses (jaccard : J * (a + p + m) = a) (f1 : F * (a + p + (a + m)) = 2%:R * a).

Lemma s0 : 0 < a + p + (a + m).
Proof. by rewrite (_ : a + p + (a + m) = a + (a + p + m)); [apply: ltr_paddl | ring]. Qed.
Lemma missing : (1 - J) * (a + p + m) = p + m. Proof. by rewrite mulrBl jaccard; ring. Qed.
Lemma f1_jaccard : F * (1 + J) = 2%:R * J.
Proof.
have nz : a + p + m != 0 by rewrite gt_eqF.
apply: (mulIf nz); rewrite -[RHS]mulrA jaccard -f1 -mulrA [(1 + J) * _]mulrDl jaccard.
by congr (F * _); ring.
Qed.
Lemma close e : p + m <= e * (a + m) -> 1 - e <= J /\ 1 - e <= F * (1 - e / 2%:R).
Proof.
move=> h; have e0 : 0 <= e.
  rewrite leNgt; apply/negP => e0; have am : 0 <= a + m by rewrite addr_ge0.
  have z : e * (a + m) <= 0 by rewrite mulr_le0_ge0 // ltW.
  have /andP[/eqP pz /eqP mz] : (p == 0) && (m == 0) by rewrite -paddr_eq0 // eq_le addr_ge0 // andbT (le_trans h).
  move: h; rewrite pz mz !addr0 nmulr_rge0 // => a1.
  by have : 0 < a + p + m := u0; rewrite pz mz !addr0 ltNge a1.
have eu : p + m <= e * (a + p + m).
  apply: le_trans h _; rewrite ler_wpmul2l // -subr_ge0 (_ : a + p + m - (a + m) = p) //; ring.
split.
  by rewrite -(ler_pmul2r u0) jaccard -subr_ge0 (_ : a - (1 - e) * (a + p + m) = e * (a + p + m) - (p + m)); [rewrite subr_ge0 | ring].
rewrite -(ler_pmul2r s0) (_ : F * (1 - e / 2%:R) * _ = F * (a + p + (a + m)) * (1 - e / 2%:R)); last by rewrite mulrAC.
rewrite f1 -subr_ge0 (_ : 2%:R * a * (1 - e / 2%:R) - (1 - e) * (a + p + (a + m)) = e * (a + p + m) - (p + m)) ?subr_ge0 //.
by field.
Qed.
Lemma similar d : 1 - d <= J -> (1 - d) * (p + m) <= d * (a + m).
Proof.
move=> h; have du : p + m <= d * (a + p + m).
  by rewrite -missing ler_pmul2r // ler_subl_addr addrC -ler_subl_addr.
have d0 : 0 <= d by rewrite -(pmulr_lge0 _ u0); apply: le_trans du; rewrite addr_ge0.
rewrite -subr_ge0 (_ : d * (a + m) - (1 - d) * (p + m) = d * (a + p + m) - (p + m) + d * m); last by ring.
by rewrite addr_ge0 ?subr_ge0 ?mulr_ge0.
Qed.
End Algebra.

Theorem proof : claim.
Proof.
move=> R n A C e d J F inhabited.
pose a := #|A :&: C|; pose p := #|A :\: C|; pose m := #|C :\: A|.
have eA : #|A| = (a + p)%N by rewrite /a /p cardsID.
have eC : #|C| = (a + m)%N by rewrite /a /m setIC cardsID.
have eU : #|A :|: C| = (a + p + m)%N.
  by have := cardsUI A C; rewrite eA eC -/a => h; apply/eqP; rewrite -(eqn_add2r a) h [(a + p + m + a)%N]addnAC addnA.
have eD : #|[set x : 'I_n | ~~ ((x \in A) == (x \in C))]| = (p + m)%N.
  rewrite /p /m -cardsUI [X in (_ + #|pred_of_set X|)%N](_ : _ = set0) ?cards0 ?addn0.
    by apply: eq_card => x; rewrite !inE; case: (x \in A); case: (x \in C).
  by apply/setP => x; rewrite !inE; case: (x \in A); case: (x \in C).
rewrite -/a eA eC eU eD !natrD; move: inhabited; rewrite eU -(ltr_nat R) !natrD => u0 jaccard f1.
have [a0 p0 m0] : [/\ 0 <= a%:R :> R, 0 <= p%:R :> R & 0 <= m%:R :> R] by rewrite !ler0n.
split; first exact: missing jaccard.
split; first exact: f1_jaccard u0 jaccard f1.
split=> h; first exact: (close a0 p0 m0 u0 jaccard f1).
exact: (similar p0 m0 u0 jaccard).
Qed.
