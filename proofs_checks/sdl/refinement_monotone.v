(* |A (y1 + y2)|^2 has the mixed term 2 <A y1, A y2>, and by Cauchy and Schwarz its square is at most 4 nu1 |y1|^2 nu2 |y2|^2. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Norms.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Blocks.
Variable R : realFieldType.
Lemma blocks r n (A : 'M[R]_(r, n)) (y1 y2 : 'cV[R]_n) (k l : R) : 0 <= k -> 0 <= l -> dot y1 y2 = 0 ->
  norm2 (A *m y1) <= k * norm2 y1 -> norm2 (A *m y2) <= l * norm2 y2 -> norm2 (A *m (y1 + y2)) <= (k + l) * norm2 (y1 + y2).
Proof.
move=> k0 l0 o h1 h2; rewrite mulmxDr !norm2D o mulr0 addr0.
have := cauchy (A *m y1) (A *m y2); have := norm2_ge0 (A *m y1); have := norm2_ge0 (A *m y2).
have := norm2_ge0 y1; have := norm2_ge0 y2; move: h1 h2.
move: (norm2 (A *m y1)) (norm2 (A *m y2)) (norm2 y1) (norm2 y2) (dot _ _) => p q a b c h1 h2 b0 a0 q0 p0 cs.
have mixed : 2%:R * c <= k * b + l * a.
  have s0 : 0 <= k * b + l * a by rewrite addr_ge0 ?mulr_ge0.
  case: (lerP c 0) => [c0|c0]; first by apply: le_trans s0; rewrite pmulr_rle0 ?ltr0n.
  rewrite -ler_sqr ?nnegrE ?mulr_ge0 ?ler0n ?(ltW c0) // -subr_ge0.
  have -> : (k * b + l * a) ^+ 2 - (2%:R * c) ^+ 2 = (k * b - l * a) ^+ 2 + 4%:R * (k * a * (l * b) - c ^+ 2) by ring.
  rewrite addr_ge0 ?sqr_ge0 // mulr_ge0 ?ler0n // subr_ge0; apply: le_trans cs _.
  by apply: ler_pmul.
have -> : (k + l) * (a + b) = k * a + (k * b + l * a) + l * b by ring.
by apply: ler_add => //; apply: ler_add.
Qed.
End Blocks.

Theorem proof : claim.
Proof.
move=> R n r A K y nu1 nu2 [n1 n2].
have parts (z : 'cV[R]_n) : \col_(d < n) (if d \in K then z d 0 else 0) + \col_(d < n) (if d \in K then 0 else z d 0) = z.
  by apply/matrixP => d j; rewrite (ord1 j) !mxE; case: ifP; rewrite ?addr0 ?add0r.
have orth (z : 'cV[R]_n) : dot (\col_(d < n) (if d \in K then z d 0 else 0)) (\col_(d < n) (if d \in K then 0 else z d 0)) = 0.
  by rewrite /dot big1 // => d _; rewrite !mxE; case: ifP; rewrite ?mulr0 ?mul0r.
have main z := blocks (A := A) n1 n2 (orth z).
split; first by move=> [h1 h2]; rewrite -[in X in X <= _](parts y) -[in X in _ <= X](parts y); apply: main.
split=> [[h1 h2] z z0|[h1 h2] z]; rewrite -[in X in X <= _](parts z) -[in X in _ <= X](parts z); apply: main; by auto.
Qed.
