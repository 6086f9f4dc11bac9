(* The gauge group of ReLU: the symmetries are the permutations with positive scales, and nothing else. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Gauge.
Variables (R : realFieldType) (q : nat).
Implicit Types (A B : 'M[R]_q) (z : 'cV[R]_q).
Notation rv := (@positive_part R q 1).
Definition relu_symmetry A B := forall z, B *m rv (A *m z) = rv z.
Definition scaled_permutation A B := (exists p (a : 'I_q -> R), (forall i j, p i = p j -> i = j) /\ (forall i, 0 < a i) /\
  (forall k l, A k l = a k * (l == p k : bool)%:R)) /\ B *m A = 1%:M.

Lemma relu_if A B : scaled_permutation A B -> relu_symmetry A B.
Proof.
move=> [[s [c [_ [c0 hA]]]] BA] z.
have -> : rv (A *m z) = A *m rv z.
  apply/matrixP => i k; rewrite ord1 [LHS]mxE !mxE (bigD1 (s i)) //= [in RHS](bigD1 (s i)) //=.
  rewrite !big1 ?addr0; last 2 first.
  - by move=> j /negbTE js; rewrite hA js mulr0 mul0r.
  - by move=> j /negbTE js; rewrite hA js mulr0 mul0r.
  by rewrite hA eqxx mulr1 mxE reluZ // ltW.
by rewrite mulmxA BA mul1mx.
Qed.

Theorem relu_only_if A B : relu_symmetry A B -> scaled_permutation A B.
Proof.
move=> h.
have BA : B *m A = 1%:M.
  apply/matrixP => i j; pose e : 'cV[R]_q := delta_mx j 0.
  have : B *m (rv (A *m e) - rv (A *m (- e))) = rv e - rv (- e) by rewrite mulmxBr !h.
  have rvD z : rv z - rv (- z) = z by apply/matrixP => k l; rewrite !mxE reluD.
  rewrite mulmxN !rvD mulmxA => /matrixP/(_ i 0).
  by rewrite -colE !mxE eqxx andbT.
have AB : A *m B = 1%:M by apply: mulmx1C.
have com z : rv (A *m z) = A *m rv z by rewrite -[rv (A *m z)]mul1mx -AB -mulmxA h.
have A0 i j : 0 <= A i j.
  have := com (delta_mx j 0); have -> : rv (delta_mx j 0) = delta_mx j 0.
    by apply/matrixP => k l; rewrite !mxE relu_pos // ler0n.
  by rewrite -colE => /matrixP/(_ i 0); rewrite !mxE => <-; apply: relu_ge0.
have one i j k : j != k -> 0 < A i j -> 0 < A i k -> False.
  move=> jk aj ak; pose m := (A i j + 1) / A i k.
  have m0 : 0 < m by rewrite divr_gt0 // addr_gt0 // ltr01.
  have := com (delta_mx j 0 - m *: delta_mx k 0).
  have -> : rv (delta_mx j 0 - m *: delta_mx k 0) = delta_mx j 0.
    apply/matrixP => u v; rewrite (ord1 v) !mxE eqxx !andbT.
    case: (eqVneq u j) => [->|_]; first by rewrite (negbTE jk) mulr0 subr0 relu_pos ?ler01.
    by rewrite relu_neg // sub0r oppr_le0 mulr_ge0 ?ler0n // ltW.
  rewrite mulmxBr -scalemxAr -!colE => /matrixP/(_ i 0); rewrite !mxE divfK ?gt_eqF // => e.
  by move: aj; rewrite -e relu_neg ?ltxx // subr_le0 ler_addl ler01.
have ex i : exists j, 0 < A i j.
  apply/existsP; apply: contraT; rewrite negb_exists => /forallP n0.
  have /matrixP/(_ i i) := AB; rewrite !mxE eqxx big1; first by move=> /esym/eqP; rewrite oner_eq0.
  move=> j _; have := n0 j; rewrite -leNgt => le0.
  by rewrite (_ : A i j = 0) ?mul0r //; apply/eqP; rewrite eq_le le0 A0.
have /fin_all_exists[s sP] := ex.
have Ae i j : A i j = if j == s i then A i (s i) else 0.
  case: eqP => [->//|/eqP js]; apply/eqP; rewrite eq_le A0 andbT leNgt.
  by apply/negP => /(fun p => one i _ _ js p (sP i)).
have AB1 i k : A i (s i) * B (s i) k = (i == k)%:R.
  have /matrixP/(_ i k) := AB; rewrite !mxE (bigD1 (s i)) //= big1 ?addr0 // => j js.
  by rewrite Ae (negbTE js) mul0r.
have inj : injective s.
  move=> i k sik; apply/eqP; apply: contraT => ik.
  have := AB1 i k; rewrite (negbTE ik) => /eqP; rewrite mulf_eq0 gt_eqF //= => /eqP b0.
  by have := AB1 k k; rewrite -sik b0 mulr0 eqxx => /esym/eqP; rewrite oner_eq0.
split=> //; exists s, (fun i => A i (s i)); split=> //; split=> // i j.
by rewrite Ae; case: eqP => _; rewrite ?mulr1 ?mulr0.
Qed.
End Gauge.
