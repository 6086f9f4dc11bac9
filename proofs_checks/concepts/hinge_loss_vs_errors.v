(* Weights 1 at 1, ..., m - 1, at -m^2 and at -1, ..., -m: they balance, so the losses add up to at least 2 m. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Line.
Variable R : realFieldType.
Lemma natS m : m.+1%:R = m%:R + 1 :> R.
Proof. by rewrite -addn1 natrD. Qed.

Lemma gauss m : (\sum_(i < m) (i.+1%:R : R)) *+ 2 = m%:R * (m%:R + 1).
Proof.
elim: m => [|m IH]; first by rewrite big_ord0 mul0rn mul0r.
by rewrite big_ord_recr /= mulrnDl IH !natS -mulr_natl; move: (m%:R : R) => x; ring.
Qed.

Lemma hinge_ge (x : R) : x <= relu x. Proof. by rewrite /relu le_maxr lexx. Qed.

Lemma affine m (c d : R) : (\sum_(i < m) (c - d * i.+1%:R)) = m%:R * c - d * (\sum_(i < m) i.+1%:R).
Proof. by rewrite sumrB sumr_const card_ord mulr_natl mulr_sumr. Qed.
End Line.

Theorem proof : claim.
Proof.
move=> R m w b m1; split; last split; last split.
- case: m m1 => // m _; rewrite [X in X + _ + _]big_ord_recr /=.
  set last := relu _; have last0 : 0 <= last by apply: relu_ge0.
  have on : m%:R * (1 - b) - w * (\sum_(i < m) i.+1%:R) <= \sum_(i < m) relu (1 - (w * i.+1%:R + b)).
    rewrite -affine; apply: ler_sum => i _; apply: le_trans (hinge_ge _); rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
  have off : m.+1%:R * (1 + b) - w * (\sum_(i < m.+1) i.+1%:R) <= \sum_(i < m.+1) relu (1 + (b - w * i.+1%:R)).
    rewrite -affine; apply: ler_sum => i _; apply: le_trans (hinge_ge _); rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
  have far := hinge_ge (1 - (b - w * m.+1%:R ^+ 2)).
  have G : 2%:R * (\sum_(i < m) i.+1%:R) = m%:R * (m%:R + 1) :> R by rewrite mulr_natl gauss.
  set s := \sum_(i < m) _ in on G.
  have := ler_add (ler_add on last0) (ler_add far off); rewrite big_ord_recr /= -/s [X in _ <= X]addrA.
  apply: le_trans; rewrite le_eqVlt; apply/orP; left; apply/eqP; move: G; rewrite !(natS R m).
  clear on off; clearbody s; move: (m%:R : R) => x G.
  apply/eqP; rewrite -subr_eq0; apply/eqP.
  by transitivity (- (w * (x * (x + 1) - 2%:R * s))); [ring | rewrite G subrr mulr0 oppr0].
- move=> [on [far off]]; have one := on (Ordinal m1); have low := off (Ordinal m1); rewrite /= mulr1 in one low.
  have w0 : 0 < w.
    rewrite ltNge; apply/negP => w0; have b0 : b <= 0 by apply: le_trans w0; rewrite -subr_le0.
    by move: one; rewrite ltNge -(addr0 0) ler_add.
  have : w <= w * m%:R ^+ 2 by rewrite ler_pmulr // exprn_ege1 // ler1n.
  rewrite leNgt => /negP; apply; rewrite subr_gt0 in far; apply: lt_le_trans far _; by rewrite -subr_le0.
- move=> i; split; first by rewrite ltr0n.
  by rewrite oppr_le0 ler0n.
have z (x : R) : relu (1 - (0 * x + 1)) = 0 by rewrite mul0r add0r subrr relu_neg.
have t (x : R) : relu (1 + (1 - 0 * x)) = 2%:R by rewrite mul0r subr0 relu_pos // addr_ge0 ?ler01.
have far : relu (1 - (1 - 0 * m%:R ^+ 2)) = 0 :> R by rewrite mul0r subr0 subrr relu_neg.
by rewrite far; under eq_bigr do rewrite z; under [X in _ + X]eq_bigr do rewrite t; rewrite !sumr_const !card_ord mul0rn !add0r mulr_natr.
Qed.
