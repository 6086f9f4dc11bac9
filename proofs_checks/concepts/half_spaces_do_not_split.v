(* The explicit point has the value 1 + |b| + |c| along both normals; three antiparallel unit vectors would have a negative norm. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma pushed (R : realFieldType) (b c : R) : 0 < 1 + `|b| + `|c| + b.
Proof.
have h : 0 <= `|b| + b by rewrite -[X in _ + X]opprK subr_ge0 -normrN ler_norm.
rewrite (_ : _ + b = 1 + (`|c| + (`|b| + b))); last by ring.
by rewrite ltr_paddr ?ltr01 // addr_ge0.
Qed.

Theorem proof : claim.
Proof.
move=> R n u b v c x y z far u1 v1 uv [x1 [y1 z1]].
have n0 := lt0r_neq0 uv.
have uf : dot u far = 1 + `|b| + `|c|.
  by rewrite /far dotZr dotDr -/(norm2 u) u1 divfK.
have vf : dot v far = 1 + `|b| + `|c|.
  by rewrite /far dotZr dotDr -/(norm2 v) v1 addrC (dotC v u) addrC [dot u v + 1]addrC divfK.
split; first by rewrite uf pushed.
split; first by rewrite vf (_ : 1 + `|b| + `|c| = 1 + `|c| + `|b|) ?pushed //; ring.
case: (ltP (- 1) (dot x y)) => xy; first by left.
case: (ltP (- 1) (dot x z)) => xz; first by right; left.
case: (ltP (- 1) (dot y z)) => yz; first by right; right.
have := norm2_ge0 (x + y + z); rewrite /norm2 !dotDr ![dot (_ + _) _]dotC !dotDr -!/(norm2 _) x1 y1 z1 (dotC y x) (dotC z x) (dotC z y).
move: (dot x y) (dot x z) (dot y z) xy xz yz => a1 a2 a3 h1 h2 h3.
have := ler_add (ler_add (ler_add h1 h1) (ler_add h2 h2)) (ler_add h3 h3).
rewrite (_ : a1 + a1 + (a2 + a2) + (a3 + a3) = (1 + a1 + a2 + (a1 + 1 + a3) + (a2 + a3 + 1)) - 3%:R); last by ring.
rewrite ler_subl_addr => h g; have := le_trans g h; rewrite leNgt => /negP[].
by rewrite (_ : _ + 3%:R = - 3%:R); [rewrite oppr_lt0 ltr0n | ring].
Qed.
