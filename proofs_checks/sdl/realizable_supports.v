(* Motzkin's theorem: the rows of F strict, the negated rows of E weak. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Supports.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p n W F E; split.
  apply: (iff_trans (seen_iff W F E)); split=> h [l [m] H]; apply: h; exists l, m.
    case: H => h1 [h2 [h3 h4]]; split=> // d; [have [u w] := h1 d | have [u w] := h2 d]; by split=> // /negP.
  case: H => h1 h2 h3 h4; split; first by move=> d; have [u w] := h1 d; split=> // /negP.
  by split=> // d; have [u w] := h2 d; split=> // /negP.
move=> k; apply: iff_trans (alone_iff W k); split=> [[a [ak ae]]|[a [ak ae]]]; exists a; split=> d.
- by rewrite inE => /eqP; apply: ak.
- by rewrite !inE; apply: ae.
- by move=> e; apply: ak; rewrite inE e.
by move=> ne; apply: ae; rewrite !inE.
Qed.
