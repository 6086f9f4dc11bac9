(* Far out JumpReLU is ReLU, so a symmetry is a permutation with positive scales; a scale other than 1 moves a value across theta. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Supports Gauge.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Jump.
Variables (R : realFieldType) (q : nat) (theta : R).
Hypothesis t0 : 0 < theta.
Notation rv := (@positive_part R q 1).
Definition jv (z : 'cV[R]_q) : 'cV[R]_q := \col_(i < q) jumprelu theta (z i 0).

Lemma far (z : 'cV[R]_q) : exists2 t, 0 < t & forall s, 0 < s -> s <= t -> s *: jv (s^-1 *: z) = rv z.
Proof.
have [t tp small] := Supports.small_step (fun i => z i 0) (fun _ : 'I_q => t0).
exists t => // s s0 st; apply/matrixP => i j; rewrite (ord1 j) !mxE /jumprelu.
have [zp|zn] := ltP 0 (z i 0).
  have := small i zp; rewrite subr_gt0 => h; rewrite (relu_pos (ltW zp)) ifT; first by rewrite mulrA divff ?mul1r ?gt_eqF.
  by rewrite mulrC ltr_pdivl_mulr // mulrC; apply: le_lt_trans h; rewrite ler_pmul2r.
rewrite (relu_neg zn) ifF ?mulr0 //; apply/negbTE; rewrite -leNgt; apply: le_trans (ltW t0).
by rewrite mulr_ge0_le0 // ltW // invr_gt0.
Qed.

Lemma relu_of_jump (A B : 'M[R]_q) : (forall z, B *m jv (A *m z) = jv z) -> relu_symmetry A B.
Proof.
move=> h z; have [t1 p1 f1] := far (A *m z); have [t2 p2 f2] := far z.
have s0 : 0 < Num.min t1 t2 by rewrite lt_minr p1.
have e1 : Num.min t1 t2 <= t1 by rewrite le_minl lexx.
have e2 : Num.min t1 t2 <= t2 by rewrite le_minl lexx orbT.
by rewrite -(f1 _ s0 e1) -(f2 _ s0 e2) -scalemxAr [_ *: (A *m z)]scalemxAr h.
Qed.
End Jump.

Theorem proof : claim.
Proof.
move=> R q theta A B t0; split=> [h|[[s [inj hA]] BA]] //; last first.
  move=> z; have e : jv theta (A *m z) = A *m jv theta z.
    have Az (y : 'cV[R]_q) i : (A *m y) i 0 = y (s i) 0.
      by rewrite mxE (bigD1 (s i)) //= big1 ?addr0 => [|j js]; rewrite hA ?eqxx ?mul1r // (negbTE js) mul0r.
    by apply/matrixP => i j; rewrite (ord1 j) Az !mxE -Az mxE.
  by rewrite -[X in _ *m X]/(jv theta (A *m z)) e mulmxA BA mul1mx.
have {}h z : B *m jv theta (A *m z) = jv theta z by exact: h.
have [[s [a [inj [a0 hA]]]] BA] := relu_only_if (relu_of_jump t0 h).
split=> //; exists s; split=> // i j; rewrite hA; suff -> : a i = 1 by rewrite mul1r.
have Ae : A *m delta_mx (s i) 0 = a i *: delta_mx i (0 : 'I_1).
  apply/matrixP => k l; rewrite (ord1 l) -colE !mxE hA eqxx andbT [s i == s k]eq_sym.
  case: (eqVneq (s k) (s i)) => [/inj ->|ne]; first by rewrite !eqxx.
  have -> : (k == i) = false by apply/eqP => ki; rewrite ki eqxx in ne.
  by rewrite !mulr0.
have Be : B *m delta_mx i 0 = (a i)^-1 *: delta_mx (s i) (0 : 'I_1).
  by rewrite -[delta_mx i 0](scale1r) -{1}(mulVf (lt0r_neq0 (a0 i))) -scalerA -Ae -scalemxAr mulmxA BA mul1mx.
have jd k x : jv theta (x *: delta_mx k 0) = jumprelu theta x *: delta_mx k (0 : 'I_1).
  apply/matrixP => u l; rewrite (ord1 l) !mxE eqxx andbT; case: eqP => _; rewrite ?mulr1 // !mulr0.
  by rewrite /jumprelu ltNge ltW.
have e x : (a i)^-1 * jumprelu theta (a i * x) = jumprelu theta x.
  have := h (x *: delta_mx (s i) 0); rewrite -scalemxAr Ae scalerA mulrC !jd -scalemxAr Be scalerA.
  by move/matrixP/(_ (s i) 0); rewrite !mxE !eqxx !mulr1 mulrC mulrC.
apply/eqP; rewrite eq_le; apply/andP; split; rewrite leNgt; apply/negP => hi.
  have := e theta; rewrite /jumprelu ltxx ifT ?mulKf ?gt_eqF //; last by rewrite ltr_pmull.
  by move=> z; rewrite z ltxx in t0.
have := e (theta / a i); rewrite /jumprelu mulrCA divff ?gt_eqF // mulr1 ltxx mulr0 ifT; last first.
  by rewrite ltr_pdivl_mulr // gtr_pmulr.
by move/esym/eqP; rewrite mulf_eq0 invr_eq0 !gt_eqF.
Qed.
