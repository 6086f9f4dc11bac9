(* Which entries Top-k keeps is the same on a segment between two encoders that keep the same; so the codes are linear there. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Convexity TopK.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Notation keeps k Y d := (kept (@nat_of_ord _) k (fun i => Y i d)).

Theorem proof : claim.
Proof.
move=> R n p q r k M W V D X Y E D1 D2 t Z M0 [t0 t1]; split; last exact: in_decoder.
move=> same; have val i d : (Z *m W) i d = t * (X *m W) i d + (1 - t) * (Y *m W) i d by apply: mix_mul.
have agree d i : keeps k (X *m W) d i = keeps k (Y *m W) d i.
  by rewrite -!topk_gt0.
have stay i d : keeps k (Z *m W) d i = keeps k (X *m W) d i.
  rewrite -(kept_on_segment (@ord_inj q) t0 t1 (agree d)); apply: kept_ext => j; exact: val.
split=> [i d|]; first by rewrite !topk_gt0 stay.
apply: in_codes => //; apply/matrixP => i d; rewrite [RHS]mxE [X in _ = X + _]mxE [X in _ = _ + X]mxE !topkE stay -agree.
by case: ifP => _; [exact: val | rewrite !mulr0 addr0].
Qed.
