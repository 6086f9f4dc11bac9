(* The sibling's products differ from the child's by b (1 - <d, e>), from the parent's by (1 - k)(a - b) + b (1 - <d, e>). *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m p d e a b x r p1 d1 same lt ab b0.
have pp : dot p p = 1 by []. have dd : dot d d = 1 by [].
have dp : dot d p = dot p d by rewrite dotC. have ep : dot e p = dot p d by rewrite dotC -same.
have ed : dot e d = dot d e by rewrite dotC.
have k1 : dot p d <= 1.
  have : `|dot p d| <= 1 by rewrite -(@expr_le1 _ 2) // ?normr_ge0 // real_normK ?num_real // -d1; exact: cauchy_unit.
  by rewrite ler_norml => /andP[].
have bt : 0 < b * (1 - dot d e) by rewrite mulr_gt0 // subr_gt0.
have ex : dot e x = a * dot p d + b * dot d e by rewrite /x dotDr !dotZr ep ed.
have px : dot p x = a + b * dot p d by rewrite /x dotDr !dotZr pp mulr1.
have dx : dot d x = a * dot p d + b by rewrite /x dotDr !dotZr dp dd mulr1.
have one : dot e x < dot d x by rewrite ex dx ltr_add2l -subr_gt0 -{1}(mulr1 b) -mulrBr.
split=> //; split.
  rewrite -subr_gt0 px ex (_ : _ - _ = (1 - dot p d) * (a - b) + b * (1 - dot d e)); last first.
    by move: (dot p d) (dot d e) => u v; ring.
  by rewrite ltr_spaddr // mulr_ge0 // subr_ge0.
by rewrite /r !dotBr !dotZr ep dp ltr_add2r.
Qed.
