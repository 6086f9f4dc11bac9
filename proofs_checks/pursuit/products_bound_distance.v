(* |D y|^2 >= (1 - B) |y|^2 by Gershgorin, and 1 - 2 <g, y> + (1 - B) |y|^2 >= 1 - |g|^2 / (1 - B). *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m r D e y B d1 e1 apart B1.
pose G i j := dot (col i D) (col j D).
have quad : norm2 (D *m y) = \sum_i \sum_j y i 0 * y j 0 * G i j.
  rewrite norm2E dot_mulmxr; apply: eq_bigr => i _; rewrite dotC dot_mulmxr mulr_sumr; apply: eq_bigr => j _.
  by rewrite mulrA.
pose a i j := (i != j)%:R * `|G i j|.
have sym i j : a i j = a j i by rewrite /a eq_sym /G dotC.
have part i j : (if i == j then 2%:R * y i 0 ^+ 2 else 0) - a i j * (y i 0 ^+ 2 + y j 0 ^+ 2)
    <= 2%:R * (y i 0 * y j 0 * G i j).
  have [<-|ij] := eqVneq i j; first by rewrite /a eqxx /= !mul0r subr0 /G (_ : dot _ _ = 1) ?mulr1 -?expr2 //; apply: d1.
  rewrite /a ij mul1r sub0r mulrA.
  apply: le_trans (_ : _ <= - `|2%:R * (y i 0 * y j 0) * G i j|) _; last by rewrite ler_oppl -normrN ler_norm.
  rewrite ler_opp2 normrM mulrC ler_wpmul2l // ler_norml -subr_ge0 -[X in _ && X]subr_ge0 opprK.
  rewrite (_ : _ + (_ + _) = (y i 0 + y j 0) ^+ 2); last by move: (y i 0) (y j 0) => u v; ring.
  rewrite (_ : _ + _ - _ = (y i 0 - y j 0) ^+ 2) ?sqr_ge0 //; move: (y i 0) (y j 0) => u v; ring.
have diag i (v : R) : \sum_(j < r) (if i == j then v else 0) = v.
  by rewrite -big_mkcond (big_pred1 i) // => j; rewrite eq_sym.
have gersh : (1 - B) * norm2 y <= norm2 (D *m y).
  rewrite -(ler_pmul2l (ltr0Sn R 1)).
  have -> : 2%:R * norm2 (D *m y) = \sum_i \sum_j 2%:R * (y i 0 * y j 0 * G i j).
    by rewrite quad mulr_sumr; apply: eq_bigr => i _; rewrite mulr_sumr.
  apply: le_trans (ler_sum _ (fun i _ => ler_sum _ (fun j _ => part i j))).
  rewrite (eq_bigr _ (fun i _ => sumrB _ _ _ _)) sumrB (eq_bigr _ (fun i _ => diag i _)) -[X in X - _]mulr_sumr.
  have row i : \sum_j a i j * (y i 0 ^+ 2 + y j 0 ^+ 2) = (\sum_j a i j) * y i 0 ^+ 2 + \sum_j a i j * y j 0 ^+ 2.
    by rewrite mulr_suml -big_split; apply: eq_bigr => j _; rewrite mulrDr.
  have -> : \sum_i \sum_j a i j * (y i 0 ^+ 2 + y j 0 ^+ 2)
      = \sum_i (\sum_j a i j) * y i 0 ^+ 2 + \sum_j \sum_i a i j * y j 0 ^+ 2.
    by rewrite [X in _ + X]exchange_big -big_split; apply: eq_bigr => i _; exact: row.
  have low : \sum_i (\sum_j a i j) * y i 0 ^+ 2 <= B * norm2 y.
    rewrite mulr_sumr; apply: ler_sum => i _; rewrite -expr2 ler_wpmul2r ?sqr_ge0 //.
    by apply: le_trans (apart i); apply: ler_sum => j _; rewrite sym.
  have low' : \sum_j \sum_i a i j * y j 0 ^+ 2 <= B * norm2 y.
    rewrite mulr_sumr; apply: ler_sum => j _; rewrite -mulr_suml -expr2 ler_wpmul2r ?sqr_ge0 //; exact: apart.
  have nE : \sum_i y i 0 ^+ 2 = norm2 y by apply: eq_bigr => i _; rewrite expr2.
  rewrite nE; move: low low'; move: (norm2 y) (\sum_i _) (\sum_j _) => n u v hu hv.
  rewrite -subr_ge0 (_ : _ - _ = (B * n - u) + (B * n - v)); last by ring.
  by rewrite addr_ge0 // subr_ge0.
have c0 : 0 < 1 - B by rewrite subr_gt0.
pose g := D^T *m e.
have gE : \sum_k dot (col k D) e ^+ 2 = norm2 g.
  apply: eq_bigr => i _; rewrite !mxE expr2; suff -> : \sum_j D^T i j * e j 0 = dot (col i D) e by [].
  by apply: eq_bigr => j _; rewrite !mxE.
have cross : dot e (D *m y) = dot g y by rewrite dotE dotE trmx_mul trmxK mulmxA.
have := norm2_ge0 (g - (1 - B) *: y); rewrite norm2_sub dotC => sq.
have e2 : norm2 (e - D *m y) = 1 - 2%:R * dot g y + norm2 (D *m y).
  by rewrite -[D *m y in LHS]scale1r norm2_sub e1 dotC cross; move: (dot g y) (norm2 (D *m y)) => u v; ring.
rewrite e2 gE; move: sq gersh; move: (norm2 g) (dot g y) (norm2 y) (norm2 (D *m y)) c0 => G2 u n w c0 sq ge.
apply: le_trans (_ : _ <= (1 - B) * (1 - 2%:R * u + (1 - B) * n)) _; last first.
  by rewrite (ler_pmul2l c0) ler_add2l.
rewrite -subr_ge0 (_ : _ - _ = G2 - 2%:R * (1 - B) * u + (1 - B) ^+ 2 * n) //; ring.
Qed.
