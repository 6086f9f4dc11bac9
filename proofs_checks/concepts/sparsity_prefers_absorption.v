(* Values of the four rows at the two points; the child's column of the absorbing dictionary has norm 1, and s < 2. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n f g a c s P Q [af [ag [cf cg]]] [f1 g1] [s0 s2] [P0 Q0].
have dotZl (t : R) (u v : 'cV[R]_n) : dot (t *: u) v = t * dot u v by rewrite dotC dotZr dotC.
have dotBl (u v x : 'cV[R]_n) : dot (u - v) x = dot u x - dot v x by rewrite dotC dotBr !(dotC x).
have r0 : relu 0 = 0 :> R by rewrite relu_neg.
have r1 : relu 1 = 1 :> R by rewrite relu_pos ?ler01.
have rs : relu s = s by rewrite relu_pos // ltW.
have sn : s != 0 by rewrite gt_eqF.
have b1 : relu (dot (a - c) (f + g)) = 0 by rewrite dotBl !dotDr af ag cf cg addr0 add0r subrr.
have b2 : relu (dot (s *: c) (f + g)) = s by rewrite dotZl dotDr cf cg add0r mulr1.
have b3 : relu (dot (a - c) f) = 1 by rewrite dotBl af cf subr0.
have b4 : relu (dot (s *: c) f) = 0 by rewrite dotZl cf mulr0.
have h1 : relu (dot a f) = 1 by rewrite af. have h2 : relu (dot c f) = 0 by rewrite cf.
have h3 : relu (dot a (f + g)) = 1 by rewrite dotDr af ag addr0.
have h4 : relu (dot c (f + g)) = 1 by rewrite dotDr cf cg add0r.
have s4 : s < 2%:R.
  rewrite ltNge; apply/negP => le; have : 0 < norm2 (f - g).
    rewrite lt_neqAle norm2_ge0 andbT eq_sym norm2_eq0 subr_eq0; apply/eqP => e.
    by move: ag; rewrite -e af => /eqP; rewrite oner_eq0.
  have : norm2 (f + g) + norm2 (f - g) = 4%:R.
    have := norm2_sub g f 1; have := norm2_sub g f (-1); rewrite !scaleN1r !scale1r opprK => -> ->.
    by rewrite f1 g1; ring.
  rewrite -s2 => e; apply/negP; rewrite -leNgt -(ler_add2l (s ^+ 2)) e addr0 (_ : 4%:R = 2%:R ^+ 2); last by ring.
  by rewrite ler_sqr ?nnegrE ?ler0n // ltW.
have col1 : norm2 (1 / s *: (f + g)) = 1.
  rewrite /norm2 dotZl dotZr -/(norm2 _) -s2; field; exact: sn.
have two : 1 + 1 = 2%:R :> R by ring.
rewrite b1 b2 b3 b4 h1 h2 h3 h4; split; first exact: col1.
split; first by split; rewrite !scale1r ?scale0r ?addr0.
split; first by split; rewrite ?scale1r scale0r ?addr0 // add0r scalerA mul1r mulfV // scale1r.
split; first by split; [ring | split; [ring | rewrite ltr_add2l ltr_pmul2l // add0r two]].
split; last by split; first exact: ltr01.
rewrite ltr01 ltxx s0 /=; split; first by ring.
by split; [ring | rewrite ltr_add2l ltr_pmul2l // ltr_add2r ltr_nat].
Qed.
