(* Everything is a polynomial in a, b and c = <d, e>. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m d e a b c x r1 r2 d1 e1 b0 ab c0 c1.
have c2 : 0 < 1 - c ^+ 2 by rewrite subr_gt0 expr_lt1 // ltW.
have dd : dot d d = 1 by []. have ee : dot e e = 1 by [].
have ed : dot e d = c by rewrite dotC.
have dx : dot d x = a + b * c by rewrite /x dotDr !dotZr dd -/c mulr1.
have ex : dot e x = a * c + b by rewrite /x dotDr !dotZr ee ed mulr1.
have dr1 : dot d r1 = 0 by rewrite /r1 step_dot d1 subrr mul0r.
have er1 : dot e r1 = b * (1 - c ^+ 2).
  by rewrite /r1 dotBr dotZr dx ex ed; move: (c : R) => k; ring.
have er2 : dot e r2 = 0 by rewrite /r2 step_dot e1 subrr mul0r.
have dr2 : dot d r2 = - (c * (b * (1 - c ^+ 2))).
  by rewrite /r2 dotBr dotZr dr1 er1 -/c sub0r mulrC.
have x2 : norm2 x = a ^+ 2 + 2%:R * a * b * c + b ^+ 2.
  rewrite /norm2 {2}/x dotDr !dotZr (dotC x d) (dotC x e) dx ex; move: (c : R) => k; ring.
split; last split; last split.
- split=> //; rewrite dx ex -subr_ge0.
  rewrite (_ : _ - _ = (a - b) * (1 - c)); last by move: (c : R) => k; ring.
  by rewrite mulr_ge0 // subr_ge0 // ltW.
- by rewrite dr1 er1; split=> //; rewrite mulr_gt0.
- by rewrite dr2 er2; split=> //; rewrite oppr_lt0 !mulr_gt0.
rewrite /r2 step_energy e1 er1 /r1 step_energy d1 dx x2; move: (c : R) => k; ring.
Qed.
