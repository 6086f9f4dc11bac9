(* Three segments lead down, as for every activation; a map of n features to q >= n neurons that is not injective misses one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Vectors Sdl Segments.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r m theta W V M B D E c a b j D2 E2 th M0; split.
  move=> [spanning width].
  have [D1 [E1 [D3 [h1 h2 h3 h4]]]] := three_segments (sigma := jumprelu theta) V D E M0 spanning width.
  exists D1, E1, D3; split; first exact: h1.
  split; first exact: h2.
  split=> [t u [t0 [tu u1]]|k D' E']; [exact: h3 | exact: h4].
split.
  move=> [pat [ab [cab nq]]].
  have [i ic] : exists i, i \notin codom c.
    apply/existsP; apply: contraT; rewrite negb_exists => /forallP h.
    have all : #|codom c| = q by rewrite -[RHS]card_ord; apply: eq_card => i; rewrite [RHS]inE; apply/negPn/h.
    have inj : injective c.
      apply/injectiveP/card_uniqP; rewrite all size_codom card_ord; apply/eqP; rewrite eqn_leq nq andbT.
      by rewrite -all (leq_trans (card_size _)) // size_codom card_ord.
    by move: ab; rewrite (inj _ _ cab) eqxx.
  exists i => d; rewrite mxE /jumprelu; case: ifP => // big.
  have := pat i d; rewrite mxE /jumprelu big (le_lt_trans th big) => /esym/eqP e.
  by case/negP: ic; rewrite e codom_f.
move=> [same [o1 o2]]; congr (weighted (_ - _) _).
have off (F : 'M[R]_(q, p)) : (forall d, (F *m W) j d <= theta) -> forall d, jump_codes theta F W j d = 0.
  by move=> o d; rewrite mxE /jumprelu ltNge o.
apply/matrixP => k d; rewrite !mxE; apply: eq_bigr => i _.
case: (eqVneq i j) => [->|ij]; first by rewrite !off ?mulr0.
have [dd ee] := same i ij; rewrite dd; congr (_ * _); rewrite !mxE; congr jumprelu.
by apply: eq_bigr => l _; rewrite ee.
Qed.
