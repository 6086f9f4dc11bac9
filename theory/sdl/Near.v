(* Continuity by epsilon and delta over an ordered field, up to determinants: the determinant of L D stays positive near D if L D = 1. *)
From mathcomp Require Import all_ssreflect all_algebra fingroup.perm ring.
From Atlas Require Import Vectors Minima.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Continuity.
Variables (R : realFieldType) (m n : nat) (A : 'M[R]_(m, n)).
Implicit Types (f g : 'M[R]_(m, n) -> R) (k l : R).
Definition tends f l := forall delta, 0 < delta -> exists2 eps, 0 < eps & forall B, near eps A B -> `|f B - l| < delta.

Lemma near_le eps eps' (B : 'M[R]_(m, n)) : eps <= eps' -> near eps A B -> near eps' A B.
Proof. by move=> le h i j; apply: lt_le_trans le. Qed.

Lemma tends_const l : tends (fun=> l) l.
Proof. by move=> delta d0; exists 1; rewrite ?ltr01 // => B _; rewrite subrr normr0. Qed.
Lemma tends_entry i j : tends (fun B => B i j) (A i j).
Proof. by move=> delta d0; exists delta => // B; apply. Qed.
Lemma tends_add f g k l : tends f k -> tends g l -> tends (fun B => f B + g B) (k + l).
Proof.
move=> hf hg delta d0; have h0 : 0 < delta / 2%:R by rewrite divr_gt0 ?ltr0n.
have [e1 e10 h1] := hf _ h0; have [e2 e20 h2] := hg _ h0; exists (Num.min e1 e2); first by rewrite lt_minr e10.
move=> B hB; rewrite opprD addrACA; apply: le_lt_trans (ler_norm_add _ _) _; rewrite [delta]splitr.
by apply: ltr_add; [apply: h1 | apply: h2]; apply: near_le hB; rewrite le_minl lexx ?orbT.
Qed.
Lemma tends_mul f g k l : tends f k -> tends g l -> tends (fun B => f B * g B) (k * l).
Proof.
move=> hf hg delta d0; pose c := `|k| + `|l| + 1; have c0 : 0 < c by rewrite ltr_paddl ?addr_ge0 ?ltr01.
have [d [dd0 d1 dc]] : exists d, [/\ 0 < d, d <= 1 & c * d < delta].
  exists (Num.min 1 (delta / 2%:R / c)); split; first by rewrite lt_minr ltr01 !divr_gt0 ?ltr0n.
    by rewrite le_minl lexx.
  apply: (@le_lt_trans _ _ (delta / 2%:R)); last by rewrite ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
  by rewrite mulrC -ler_pdivl_mulr // le_minl lexx orbT.
have [e1 e10 h1] := hf _ dd0; have [e2 e20 h2] := hg _ dd0; exists (Num.min e1 e2); first by rewrite lt_minr e10.
move=> B hB; have a := h1 B (near_le (_ : Num.min e1 e2 <= e1) hB); have b := h2 B (near_le (_ : Num.min e1 e2 <= e2) hB).
move: (a ltac:(by rewrite le_minl lexx)) (b ltac:(by rewrite le_minl lexx orbT)) => {}a {}b.
have -> : f B * g B - k * l = (f B - k) * (g B - l) + (k * (g B - l) + l * (f B - k)) by move: (f B) (g B) => x y; ring.
apply: le_lt_trans (ler_norm_add _ _) _; apply: (@le_lt_trans _ _ (d + (`|k| * d + `|l| * d))).
  apply: ler_add; first rewrite normrM -[d]mulr1; first by apply: ler_pmul; rewrite ?normr_ge0 ?ltW // (lt_le_trans b).
  by apply: le_trans (ler_norm_add _ _) _; rewrite !normrM; apply: ler_add; apply: ler_wpmul2l; rewrite ?normr_ge0 ?ltW.
by rewrite (_ : d + _ = c * d) // /c !mulrDl mul1r addrC.
Qed.
Lemma tends_sum (I : Type) (s : seq I) (f : I -> 'M[R]_(m, n) -> R) (k : I -> R) :
  (forall i, tends (f i) (k i)) -> tends (fun B => \sum_(i <- s) f i B) (\sum_(i <- s) k i).
Proof.
move=> h; elim: s => [|i s IH]; first by rewrite big_nil => delta d0; exists 1; rewrite ?ltr01 // => B _; rewrite big_nil subrr normr0.
by rewrite big_cons => delta /(tends_add (h i) IH)[e e0 he]; exists e => // B; rewrite big_cons; apply: he.
Qed.
Lemma tends_prod (I : Type) (s : seq I) (f : I -> 'M[R]_(m, n) -> R) (k : I -> R) :
  (forall i, tends (f i) (k i)) -> tends (fun B => \prod_(i <- s) f i B) (\prod_(i <- s) k i).
Proof.
move=> h; elim: s => [|i s IH]; first by rewrite big_nil => delta d0; exists 1; rewrite ?ltr01 // => B _; rewrite big_nil subrr normr0.
by rewrite big_cons => delta /(tends_mul (h i) IH)[e e0 he]; exists e => // B; rewrite big_cons; apply: he.
Qed.

Lemma det_positive q (L : 'M[R]_(q, m)) (C : 'M[R]_(n, q)) : L *m A *m C = 1%:M ->
  exists2 eps, 0 < eps & forall B, near eps A B -> 0 < \det (L *m B *m C).
Proof.
move=> e; have entry i j : tends (fun B => (L *m B *m C) i j) ((L *m A *m C) i j).
  have E X : (L *m X *m C) i j = \sum_b (\sum_a L i a * X a b) * C b j.
    by rewrite mxE; apply: eq_bigr => b _; rewrite mxE.
  have h : tends (fun B => \sum_b (\sum_a L i a * B a b) * C b j) (\sum_b (\sum_a L i a * A a b) * C b j).
    apply: tends_sum => b; apply: tends_mul; last exact: tends_const.
    by apply: tends_sum => a; apply: tends_mul; [apply: tends_const | apply: tends_entry].
  by move=> delta /h[eps e0 he]; exists eps => // B /he; rewrite !E.
have : tends (fun B => \det (L *m B *m C)) (\det (L *m A *m C)).
  by apply: tends_sum => s; apply: tends_mul; [apply: tends_const | apply: tends_prod => i; apply: entry].
rewrite e det1 => /(_ 1 ltr01)[eps e0 h]; exists eps => // B /h.
by rewrite ltr_distl subrr => /andP[].
Qed.
End Continuity.
