(* d = q - e: |d| <= |p - s|, as are the differences of the directions; so the cosine is at least 1/2, and h times it at most delta^2. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Steps.
Variables (R : realFieldType) (n : nat).
Implicit Types u v : 'cV[R]_n.

Lemma norm2B u v : norm2 (u - v) = norm2 u - 2%:R * dot u v + norm2 v.
Proof.
rewrite /norm2 dotBr dotC dotBr [dot (u - v) v]dotC dotBr (dotC v u).
by move: (dot u u) (dot u v) (dot v v) => a b c; ring.
Qed.

Lemma twice_dot u v : 2%:R * dot u v <= norm2 u + norm2 v.
Proof. by rewrite -subr_ge0 (_ : _ - _ = norm2 (u - v)) ?norm2_ge0 // norm2B; ring. Qed.
End Steps.

Theorem proof : claim.
Proof.
move=> R n p q s e x h delta rho sigma [d0 d1] net [nq ne] [r2 [s2 [r1 s1]]] [ray h0] half.
pose d := q - e; pose y := p - q; pose z := s - e; pose g := p - s.
have r0 : 0 < rho := lt_le_trans ltr01 r1; have s0 : 0 < sigma := lt_le_trans ltr01 s1.
have yz : y - z = g - d by rewrite /y /z /g /d; apply/matrixP => i j; rewrite !mxE; ring.
have yd : 0 <= dot y d by rewrite -oppr_le0; move: nq; rewrite -/y (_ : e - q = 0 - d) ?dotBr ?dot0r ?sub0r // /d; apply/matrixP => i j; rewrite !mxE; ring.
have zd : dot z d <= 0 by [].
have dg : norm2 d <= dot g d.
  have : 0 <= dot d y - dot d z by rewrite subr_ge0 (dotC d z) (dotC d y) (le_trans zd).
  by rewrite -dotBr yz dotBr -/(norm2 d) subr_ge0 dotC.
have dn : norm2 d <= norm2 g.
  have := twice_dot g d => h2; rewrite -(ler_add2r (norm2 d)); apply: le_trans h2.
  by rewrite (_ : norm2 d + norm2 d = 2%:R * norm2 d) ?ler_pmul2l ?ltr0n //; ring.
split; last by [].
have yz2 : norm2 (y - z) <= delta ^+ 2.
  apply: le_trans net; rewrite -/g yz norm2B -subr_ge0.
  rewrite (_ : _ - _ = (dot g d - norm2 d) + dot g d); last by ring.
  by rewrite addr_ge0 ?subr_ge0 // (le_trans (norm2_ge0 d)).
pose u := rho^-1 *: z; pose v := sigma^-1 *: y.
have zu : z = rho *: u by rewrite scalerA mulfV ?gt_eqF // scale1r.
have yv : y = sigma *: v by rewrite scalerA mulfV ?gt_eqF // scale1r.
have scaled a (w : 'cV[R]_n) : norm2 (a *: w) = a ^+ 2 * norm2 w by rewrite /norm2 dotZr dotC dotZr mulrA -expr2.
have u1 : norm2 u = 1.
  by apply: (mulfI (_ : rho ^+ 2 != 0)); rewrite ?expf_neq0 ?gt_eqF // -scaled -zu mulr1 r2.
have v1 : norm2 v = 1.
  by apply: (mulfI (_ : sigma ^+ 2 != 0)); rewrite ?expf_neq0 ?gt_eqF // -scaled -yv mulr1 s2.
pose c := dot u v.
have uv : norm2 (v - u) = 2%:R - 2%:R * c by rewrite norm2B u1 v1 dotC -/c; ring.
have c1 : c <= 1 by have := norm2_ge0 (v - u); rewrite uv -[X in X - _]mulr1 -mulrBr pmulr_rge0 ?ltr0n // subr_ge0.
have uvd : norm2 (v - u) <= delta ^+ 2.
  apply: le_trans yz2; rewrite uv norm2B.
  have -> : norm2 y = sigma ^+ 2 by rewrite s2.
  have -> : norm2 z = rho ^+ 2 by rewrite r2.
  have -> : dot y z = sigma * rho * c by rewrite yv zu dotZr dotC dotZr -/c; ring.
  have id (a b k : R) : a ^+ 2 - 2%:R * (a * b * k) + b ^+ 2 - (2%:R - 2%:R * k) = (a - b) ^+ 2 + 2%:R * ((a * b - 1) * (1 - k)) by ring.
  rewrite -subr_ge0 id.
  rewrite addr_ge0 ?sqr_ge0 // mulr_ge0 ?ler0n // mulr_ge0 ?subr_ge0 //.
  by rewrite (le_trans r1) // ler_pemull // ltW.
have ch : 1 <= 2%:R * c.
  have : norm2 (v - u) <= 1 by rewrite (le_trans uvd) // expr_le1 // ltW.
  by rewrite uv ler_subl_addr addrC -ler_subl_addr (_ : 2%:R - 1 = 1 :> R) //; ring.
have dv : dot d v <= delta ^+ 2.
  have -> : dot d v = dot d (v - u) + dot d u by rewrite dotBr subrK.
  have du : dot d u <= 0 by rewrite dotZr pmulr_rle0 ?invr_gt0 // dotC.
  apply: le_trans (_ : dot d (v - u) <= _); first by rewrite ger_addl.
  rewrite -(ler_pmul2l (_ : 0 < 2%:R)) ?ltr0n //; apply: le_trans (twice_dot _ _) _.
  rewrite (_ : 2%:R * _ = delta ^+ 2 + delta ^+ 2); last by ring.
  by rewrite ler_add // (le_trans dn).
have hc : h * c <= dot d v.
  have xq : x - q = h *: u - d.
    have -> : h *: u = rho^-1 *: (h *: z) by rewrite !scalerA mulrC.
    rewrite -ray scalerA mulVf ?gt_eqF // scale1r /d; apply/matrixP => i j; rewrite !mxE; ring.
  move: half; rewrite xq -/y yv dotZr pmulr_rle0 // dotC dotBr dotZr subr_le0 => le.
  by rewrite /c (dotC u) (dotC d).
have hh : h <= h * (2%:R * c) by rewrite ler_pemulr.
apply: le_trans hh _; rewrite mulrCA ler_pmul2l ?ltr0n //; exact: le_trans hc dv.
Qed.
