(* In the coordinates a of x the two errors are relu(-a)^2 and relu(a)^2, together a^2. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma halves (R : realFieldType) (a : R) : (a - relu a) * (a - relu a) + (a + relu (- a)) * (a + relu (- a)) = a * a.
Proof.
have [h|h] := leP 0 a; first by rewrite relu_pos // relu_neg ?oppr_le0 // subrr addr0 mul0r add0r.
by rewrite (relu_neg (ltW h)) relu_pos ?oppr_ge0 ?ltW // subr0 subrr mul0r addr0.
Qed.

Theorem proof : claim.
Proof.
move=> R p m U X q error energy UU.
have UV : U *m U^T = 1%:M by apply: mulmx1C.
have keep v : norm2 (U *m v) = norm2 v by rewrite /norm2 dot_mulmx mulmxA UU mul1mx.
have back x : norm2 (U^T *m x) = norm2 x by rewrite -(keep (U^T *m x)) mulmxA UV mul1mx.
have split x : norm2 (x - U *m (\col_i relu ((U^T *m x) i 0))) + norm2 (x + U *m (\col_i relu (- (U^T *m x) i 0))) = norm2 x.
  rewrite -[RHS]back; have {1 3}-> : x = U *m (U^T *m x) by rewrite mulmxA UV mul1mx.
  rewrite -mulmxBr -mulmxDr !keep.
  move: (U^T *m x) => a; rewrite /norm2 /dot -big_split; apply: eq_bigr => i _ /=; rewrite !mxE.
  exact: halves.
rewrite /error /energy -big_split; apply: eq_bigr => j _ /=.
by rewrite split mulrDr.
Qed.
