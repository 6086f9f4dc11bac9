(* <d, r> = <d - <d, e> e, r>, and |d - <d, e> e|^2 = 1 - <d, e>^2; Cauchy-Schwarz. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m d e r d1 e1 er; set c := dot d e.
have w2 : norm2 (d - c *: e) = 1 - c ^+ 2 by rewrite norm2_sub d1 e1 (dotC e) -/c; ring.
have wr : dot (d - c *: e) r = dot d r by rewrite dotBl dotZl er mulr0 subr0.
rewrite -w2 -wr; set w := d - c *: e.
have [->|r0] := eqVneq r 0; first by rewrite dot0r expr0n /= mulr_ge0 ?norm2_ge0.
have n0 : 0 < norm2 r by rewrite norm2_gt0.
have := norm2_ge0 (w - (dot w r / norm2 r) *: r); rewrite norm2_sub (dotC r w).
rewrite (_ : _ + _ = norm2 w - dot w r ^+ 2 / norm2 r).
  by rewrite subr_ge0 ler_pdivr_mulr // mulrC.
have nn : norm2 r != 0 by rewrite gt_eqF.
by rewrite expr_div_n; move: (norm2 r) nn (dot w r) (norm2 w) => N nN p k; field.
Qed.
