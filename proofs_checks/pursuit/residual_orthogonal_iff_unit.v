(* From the identities of a step: both differences are (1 - |d|^2) times a power of <d, r>. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Steps.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R m d r after; rewrite /after step_dot step_energy.
move: (dot d r) (norm2 d) (norm2 r) => a c n; split; last split.
- by rewrite mulf_eq0 subr_eq0 eq_sym.
- rewrite -subr_eq0 (_ : n - (2%:R - c) * a ^+ 2 - (n - a ^+ 2) = (c - 1) * a ^+ 2); last by ring.
  by rewrite mulf_eq0 subr_eq0 expf_eq0.
move=> a0; have a2 : 0 < a ^+ 2 by rewrite exprn_even_gt0.
split; first by rewrite ltr_subl_addr ltr_addl pmulr_lgt0 // subr_gt0.
by rewrite -subr_eq0 addrC addKr oppr_eq0 mulf_eq0 (gt_eqF a2) orbF subr_eq0 eq_sym.
Qed.
