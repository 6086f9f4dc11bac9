(* Which entries Top-k keeps is the same on a segment between two encoders that keep the same; so the codes are linear there. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Convexity TopK.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Column.
Variables (R : realFieldType) (k q n : nat).
Implicit Types X Y : 'M[R]_(q, n).
Definition at_ Y d (i : 'I_q) := Y i d.
Notation keeps Y d i := (kept (@nat_of_ord q) k (at_ Y d) i).

Lemma codesE Y i d : topk_codes k Y i d = if keeps Y d i then Y i d else 0.
Proof. by rewrite mxE. Qed.
Lemma codes_gt0 Y i d : (0 < topk_codes k Y i d) = keeps Y d i.
Proof. by rewrite codesE; case: ifP => [/andP[]|_] //; rewrite ltxx. Qed.
End Column.

Theorem proof : claim.
Proof.
move=> R n p q r k M W V D X Y E D1 D2 t Z M0 [t0 t1]; split; last exact: in_decoder.
move=> same; have val i d : at_ (Z *m W) d i = t * at_ (X *m W) d i + (1 - t) * at_ (Y *m W) d i by apply: mix_mul.
have agree d i : kept (@nat_of_ord q) k (at_ (X *m W) d) i = kept (@nat_of_ord q) k (at_ (Y *m W) d) i.
  by rewrite -!codes_gt0.
have stay i d : kept (@nat_of_ord q) k (at_ (Z *m W) d) i = kept (@nat_of_ord q) k (at_ (X *m W) d) i.
  rewrite -(kept_on_segment (@ord_inj q) t0 t1 (agree d)); apply: kept_ext => j; exact: val.
split=> [i d|]; first by rewrite !codes_gt0 stay.
apply: in_codes => //; apply/matrixP => i d; rewrite [RHS]mxE [X in _ = X + _]mxE [X in _ = _ + X]mxE !codesE stay -agree.
by case: ifP => _; [exact: val | rewrite !mulr0 addr0].
Qed.
