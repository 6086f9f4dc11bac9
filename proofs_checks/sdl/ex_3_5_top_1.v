(* Nearby the first neuron wins both features, and one neuron never gets below 1; on the path the winners are known. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl TopK Minima Pair.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma top_loss (R : realFieldType) (x x2 y y2 a b c d : R) :
  weighted (1%:M - table2 x x2 y y2 *m topk_codes 1 (table2 a b c d *m 1%:M)) (fun=> 1) =
  (1 - (x * first a c + x2 * second a c)) ^+ 2 + (y * first a c + y2 * second a c) ^+ 2
  + ((x * first b d + x2 * second b d) ^+ 2 + (1 - (y * first b d + y2 * second b d)) ^+ 2).
Proof. by rewrite mulmx1 table2_top table2_mul table2_one table2_sub table2_weighted !sub0r !sqrrN. Qed.

Theorem proof : claim.
Proof.
move=> R D E s g t u close [s0 s1] gs [t0 [tu u1]].
have h01 : 0 < 1 :> R by rewrite ltr01.
have f10 : first 1 0 = 1 :> R by rewrite /first h01 ler01.
have s10 : second 1 0 = 0 :> R by rewrite /second ltxx.
have f0 (x : R) : first 0 x = 0 by rewrite /first ltxx.
have s0x (x : R) : 0 <= x -> second 0 x = x.
  by move=> x0; rewrite /second andbb; case: ltgtP x0.
have over (x : R) : 0 <= x -> weighted (1%:M - table2 1 0 0 x *m topk_codes 1 (table2 1 0 0 x *m 1%:M)) (fun=> 1) = (1 - x ^+ 2) ^+ 2.
  by move=> x0; rewrite top_loss f10 s10 f0 s0x //; ring.
split; first by rewrite top_loss f10 s10; field.
split.
  have half (x : R) i j : `|E i j - table2 1 1 0 0 i j| < 1%:R / 2%:R by apply: close.
  have up (a : R) : `|a - 1| < 1%:R / 2%:R -> 1%:R / 2%:R < a.
    rewrite ltr_distl => /andP[+ _]; have -> // : 1 - 1%:R / 2%:R = 1%:R / 2%:R :> R by field.
  have down (a : R) : `|a - 0| < 1%:R / 2%:R -> a < 1%:R / 2%:R by rewrite subr0 => /ltr_normlP[].
  have h2 : 0 < 1%:R / 2%:R :> R by rewrite divr_gt0 ?ltr0n.
  have := half 0 0 0; have := half 0 0 1; have := half 0 1 0; have := half 0 1 1; rewrite !mxE /=.
  move=> /down e11 /down e10 /up e01 /up e00.
  rewrite (table2_entries D) (table2_entries E) top_loss.
  have win (a c : R) : 1%:R / 2%:R < a -> c < 1%:R / 2%:R -> (first a c = a) * (second a c = 0).
    move=> ha hc; have ca : c < a by apply: lt_trans ha.
    by rewrite /first /second (lt_trans h2 ha) (ltW ca) /= [a < c]ltNge (ltW ca) andbF.
  by rewrite !win // !mulr0 !addr0; apply: one_neuron.
split.
  by rewrite top_loss f10 s10 /first /second h01 s1 [1 < s]ltNge s1 andbF /=; field.
split.
  rewrite top_loss f10 s10 /first /second ltxx s0 /= !mulr0 !addr0 !mulr1.
  have -> : (if (0 < s) && true then s else 0) = s by rewrite andbT; case: ltgtP s0.
  have g2 : 1 - g * s ^+ 2 = g by apply/eqP; rewrite subr_eq -{1}gs mulrDr mulr1.
  have g1 : 1 - g = g * s ^+ 2 by rewrite -{1}g2 subKr.
  have -> : s * g * s = g * s ^+ 2 by ring.
  rewrite g2 g1; have -> : (g * s ^+ 2) ^+ 2 + (s * g) ^+ 2 + ((g * s) ^+ 2 + g ^+ 2) = (g * (1 + s ^+ 2)) ^+ 2 by ring.
  by rewrite gs expr1n.
split; first exact: over.
rewrite !over ?(le_trans t0) //; have u0 := le_trans t0 tu.
have sq (x : R) : 0 <= x -> x <= 1 -> 0 <= 1 - x ^+ 2 by move=> x0 x1; rewrite subr_ge0 expr_le1.
by rewrite ler_sqr ?nnegrE ?sq ?(le_trans tu) // ler_sub // ler_sqr ?nnegrE.
Qed.
