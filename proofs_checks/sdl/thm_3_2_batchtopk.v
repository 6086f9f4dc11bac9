(* The table as one family of entries, in the order of its places: which are kept is the same on a segment, so the codes are linear. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Convexity TopK.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Table.
Variables (R : realFieldType) (k q n : nat).
Implicit Types Y : 'M[R]_(q, n).
Definition at_ Y (x : 'I_n * 'I_q) := Y x.2 x.1.
(* the place in the table, feature by feature *)
Definition place (x : 'I_n * 'I_q) := (x.1 * q + x.2)%N.
Notation keeps Y x := (kept place (k * n) (at_ Y) x).

Lemma place_lt (x y : 'I_n * 'I_q) : (place x < place y)%N = (x.1 < y.1)%N || (x.1 == y.1) && (x.2 < y.2)%N.
Proof.
case: x y => [e j] [d i]; rewrite /place /=; case: (ltngtP e d) => [lt|gt|/val_inj ->]; rewrite ?eqxx /= ?ltn_add2l //.
- by apply: (@leq_trans (e.+1 * q)); [rewrite mulSn addnC ltn_add2r | rewrite (leq_trans _ (leq_addr _ _)) // leq_mul2r lt orbT].
have ne : (e == d) = false by apply/eqP => ed; rewrite ed ltnn in gt.
rewrite ne /=; apply/negbTE; rewrite -leqNgt ltnW // (@leq_trans (d.+1 * q)) //.
  by rewrite mulSn addnC ltn_add2r.
by rewrite (leq_trans _ (leq_addr _ _)) // leq_mul2r gt orbT.
Qed.
Lemma place_inj : injective place.
Proof.
move=> x y e; have : (place x < place y)%N = false by rewrite e ltnn.
have : (place y < place x)%N = false by rewrite e ltnn.
rewrite !place_lt; case: x y {e} => [e j] [d i] /=; case: (ltngtP e d) => //= /val_inj ->; rewrite eqxx /=.
by case: (ltngtP i j) => // /val_inj ->.
Qed.

Lemma countE Y i d : (\sum_(e < n) \sum_(j < q) (((Y i d < Y j e) || (Y j e == Y i d) && ((e < d)%N || (e == d) && (j < i)%N) : bool)%:R : R))
  = (count place (at_ Y) (d, i))%:R.
Proof.
rewrite pair_bigA /= -natr_sum /count; congr (_%:R); rewrite -sum1_card [RHS]big_mkcond /=; apply: eq_bigr => x _.
by rewrite inE /before place_lt /=; case: (_ || _).
Qed.
Lemma codesE Y i d : batchtopk_codes k Y i d = if keeps Y (d, i) then Y i d else 0.
Proof. by rewrite mxE countE ltr_nat. Qed.
Lemma codes_gt0 Y i d : (0 < batchtopk_codes k Y i d) = keeps Y (d, i).
Proof. by rewrite codesE; case: ifP => [/andP[]|_] //; rewrite ltxx. Qed.
End Table.

Theorem proof : claim.
Proof.
move=> R n p q r k M W V D X Y E D1 D2 t Z M0 [t0 t1]; split; last exact: in_decoder.
move=> same; have val x : at_ (Z *m W) x = t * at_ (X *m W) x + (1 - t) * at_ (Y *m W) x by apply: mix_mul.
have agree x : kept (@place q n) (k * n) (at_ (X *m W)) x = kept (@place q n) (k * n) (at_ (Y *m W)) x.
  by case: x => d i; rewrite -!codes_gt0.
have stay x : kept (@place q n) (k * n) (at_ (Z *m W)) x = kept (@place q n) (k * n) (at_ (X *m W)) x.
  by rewrite -(kept_on_segment (@place_inj q n) t0 t1 agree); apply: kept_ext.
split=> [i d|]; first by rewrite !codes_gt0 stay.
apply: in_codes => //; apply/matrixP => i d; rewrite [RHS]mxE [X in _ = X + _]mxE [X in _ = _ + X]mxE !codesE stay -agree.
by case: ifP => _; [exact: (val (d, i)) | rewrite !mulr0 addr0].
Qed.
