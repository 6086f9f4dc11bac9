(* The error has degree two, and a ray to infinity makes a positive error exceed every bound. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r sigma W V D E supp y hom ray.
pose e (x : 'cV[R]_n) := norm2 (V *m x - D *m sigma (E *m (W *m x))).
have deg s x : 0 < s -> e (s *: x) = s ^+ 2 * e x.
  move=> s0; rewrite /e -!scalemxAr hom // -scalemxAr -scalerBr /norm2 dotZr dotC dotZr.
  by rewrite expr2 mulrA.
split; first by move=> s s0; apply: deg.
move=> [y0 [C bound]]; rewrite -/(e y); apply/eqP; case: (ltrgtP (e y) 0) => [|pos|//]; first by rewrite ltNge norm2_ge0.
have [least far] := ray y y0.
pose t := 1 + `|least| + `|C| / e y.
have t1 : 1 <= t by rewrite /t -addrA ler_addl addr_ge0 // divr_ge0 // ltW.
have t0 : 0 < t by apply: lt_le_trans t1; apply: ltr01.
have big : least < t.
  apply: le_lt_trans (ler_norm _) _; rewrite /t [1 + _]addrC -addrA ltr_addl ltr_paddr ?ltr01 //.
  by rewrite divr_ge0 // ltW.
have := bound _ (far t big); rewrite -/(e (t *: y)) deg // leNgt => /negP; case.
apply: (@lt_le_trans _ _ (t * e y)); last by rewrite ler_pmul2r // expr2 ler_pmulr.
apply: le_lt_trans (ler_norm _) _; rewrite -ltr_pdivr_mulr // /t ltr_addr.
by rewrite ltr_paddr ?ltr01.
Qed.
