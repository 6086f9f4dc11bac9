(* Where the signs differ the old value is at most the change, and the change is at most r s + |b - a| by Cauchy and Schwarz. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma apart (R : realFieldType) (y z : R) : (0 < y) != (0 < z) -> `|y| <= `|z - y|.
Proof.
case: (ltP 0 y) => y0; case: (ltP 0 z) => z0 // _; rewrite distrC.
  have h : 0 <= y - z by rewrite subr_ge0 (le_trans z0) // ltW.
  by rewrite (ger0_norm h) gtr0_norm // ler_addl oppr_ge0.
have h : y - z <= 0 by rewrite subr_le0 (le_trans y0) // ltW.
by rewrite (ler0_norm h) ler0_norm // opprB ler_addr ltW.
Qed.

(* <v, x>^2 <= |v|^2 |x|^2 *)
Lemma cauchy (R : realFieldType) n (v x : 'cV[R]_n) : dot v x ^+ 2 <= norm2 v * norm2 x.
Proof.
have [/eqP|x0] := boolP (norm2 x == 0).
  by move=> e; have /eqP := e; rewrite norm2_eq0 => /eqP ->; rewrite dot0r expr0n /norm2 dot0r mulr0.
have p : 0 < norm2 x by rewrite lt_neqAle eq_sym x0 norm2_ge0.
have := norm2_ge0 (v - (dot x v / norm2 x) *: x); rewrite norm2_sub (dotC v x) => /mulr_ge0 /(_ (ltW p)).
rewrite -[_ ^+ 2 <= _]subr_ge0; move: (norm2 v) (dot x v) (norm2 x) x0 => a t c c0.
suff -> : (a - 2%:R * (t / c) * t + (t / c) ^+ 2 * c) * c = a * c - t ^+ 2 by [].
by field.
Qed.

Theorem proof : claim.
Proof.
move=> R n k X u a w b r s r0 hX s0 hs.
have close i : ~~ ((0 < dot u (col i X) + a) == (0 < dot w (col i X) + b)) -> `|dot u (col i X) + a| <= r * s + `|b - a|.
  move=> /apart h; apply: (le_trans h).
  have -> : dot w (col i X) + b - (dot u (col i X) + a) = dot (col i X) (w - u) + (b - a).
    by rewrite dotBr !(dotC (col i X)); ring.
  apply: (le_trans (ler_norm_add _ _)); rewrite ler_add2r -(ler_pexpn2r (ltn0Sn 1)) ?nnegrE ?mulr_ge0 //.
  by rewrite real_normK ?num_real // exprMn (le_trans (cauchy _ _)) // ler_pmul ?norm2_ge0.
split=> [i /eqP|]; first exact: close.
apply: ler_sum => i _; case: (boolP (_ == _)) => /= h; first by rewrite ler0n.
by rewrite close.
Qed.
