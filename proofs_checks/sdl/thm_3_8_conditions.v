(* The criterion for one row, for each of the two new sets; if all features are on, tilt the row that sees k alone. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Supports.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R p n W F k.
have r1 : (exists a : 'cV[R]_p, forall d, (0 < dot a (col d W)) = (d == k)) <->
  ~ (exists m : 'cV[R]_n, (forall d, 0 <= m d 0 /\ (~ d != k -> m d 0 = 0)) /\ W *m m = col k W).
  apply: (@iff_trans _ (seen W [set k] (~: [set k]))).
    apply: iff_trans (iff_sym (seen_iff W _ _)); apply: iff_trans (exactly_iff W [set k]).
    by split=> -[a h]; exists a => d; rewrite h inE.
  apply: iff_trans (alone_iff W k) _; split=> h [m [m0 e]]; apply: h; exists m.
    split=> [d|]; first by have [] := m0 d.
    by split=> //; have [_] := m0 k; apply; rewrite eqxx.
  move: e => [mk e]; split=> // d; split=> // dk; have -> : d = k by apply/eqP; apply: contraT => h; case: dk.
  exact: mk.
split.
  suff r2 : (exists a : 'cV[R]_p, forall d, (0 < dot a (col d W)) = (d \in F) && (d != k)) <->
    ~ mixed W (F :\ k) (~: (F :\ k)).
    split=> [[/r2 h2 /r1 h1]|[/r1 h1 h2]]; split=> //.
      move=> [u [m [u0 [m0 [pos e]]]]]; apply: h2; exists u, m; split=> // d.
        have [ud uz] := u0 d; split=> // out; apply: uz => -[dF dk]; by rewrite !inE dF dk in out.
      have [md mz] := m0 d; split=> // out; apply: mz => g; apply: g; apply/andP.
      by move: out; rewrite !inE negbK andbC.
    apply/r2 => -[u [m [u0 m0 pos e]]]; apply: h2; exists u, m; split.
      by move=> d; have [ud uz] := u0 d; split=> // out; apply: uz; rewrite !inE andbC; apply/negP => /andP.
    split=> //; move=> d; have [md mz] := m0 d; split=> // out; apply: mz; rewrite !inE negbK andbC.
    by apply: contraT => /negP h; case: out => /andP.
  by apply: iff_trans (exactly_iff W (F :\ k)); split=> -[a h]; exists a => d; rewrite h !inE andbC.
move=> [a all_on] /r1 [b alone]; split; last by exists b.
have on d : 0 < dot a (col d W) by rewrite all_on eqxx.
have [t t0 small] := small_step (fun d => dot b (col d W)) on.
exists (t *: a - b) => d; rewrite dotC dotBr dotZr !(dotC (col d W)).
have [/eqP ->|dk] := boolP (d == k).
  apply/negbTE; rewrite -leNgt subr_le0 ltW // -subr_gt0; apply: small; by rewrite alone eqxx.
rewrite ltr_paddr ?mulr_gt0 // oppr_ge0 leNgt alone; exact: dk.
Qed.
