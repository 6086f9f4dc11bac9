(* u_k = (a - b) q_k + b (q_1 + ... + q_n). *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m n Q a b rho i j u v orth ij.
pose q k := col k Q; pose s : 'cV[R]_m := \sum_k q k.
have uE k : Q *m (\col_l (if l == k then a else b)) = (a - b) *: q k + b *: s.
  apply/matrixP => x y; rewrite (ord1 y) /s !mxE summxE (bigD1 k) //= [in RHS](bigD1 k) //= !mxE eqxx.
  rewrite mulrDr addrA; congr (_ + _); first by move: (Q x k) => c; ring.
  by rewrite mulr_sumr; apply: eq_bigr => l lk; rewrite !mxE (negbTE lk) mulrC.
have qq k l : dot (q k) (q l) = (k == l)%:R by rewrite orth.
have dsum (f : 'cV[R]_m) (F : 'I_n -> 'cV[R]_m) : dot f (\sum_l F l) = \sum_l dot f (F l).
  by rewrite /dot [RHS]exchange_big; apply: eq_bigr => x _; rewrite summxE mulr_sumr.
have qs k : dot (q k) s = 1.
  by rewrite /s dsum (bigD1 k) //= qq eqxx big1 ?addr0 // => l lk; rewrite qq eq_sym (negbTE lk).
have ss : dot s s = n%:R.
  rewrite {2}/s dsum (eq_bigr (fun=> 1)) ?sumr_const ?card_ord // => k _; by rewrite dotC qs.
have prod k l : dot ((a - b) *: q k + b *: s) ((a - b) *: q l + b *: s) =
    (a - b) ^+ 2 * (k == l)%:R + 2%:R * b * (a - b) + b ^+ 2 * n%:R.
  rewrite dotDr !dotDl !dotZr !dotZl !qs (dotC s) qs ss qq; ring.
have u2 : norm2 u = a ^+ 2 + (n%:R - 1) * b ^+ 2 by rewrite /norm2 /u uE prod eqxx (_ : true%:R = 1 :> R) //; move: n%:R => N; ring.
have uv : dot u v = 2%:R * a * b + (n%:R - 2%:R) * b ^+ 2.
  by rewrite /u /v !uE prod (negbTE ij) (_ : false%:R = 0 :> R) //; move: n%:R => N; ring.
split=> //; rewrite u2 uv.
have : n%:R * (2%:R * a * b + (n%:R - 2%:R) * b ^+ 2 - rho * (a ^+ 2 + (n%:R - 1) * b ^+ 2)) =
    (1 - rho) * (a + (n%:R - 1) * b) ^+ 2 - (1 + (n%:R - 1) * rho) * (a - b) ^+ 2 by move: n%:R => N; ring.
have nn : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_ltn_trans (leq0n i)).
move=> e; rewrite -subr_eq0 -(mulrI_eq0 _ (mulfI nn)) e subr_eq0 eq_sym; done.
Qed.
