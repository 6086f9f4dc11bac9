(* Of two features each is seen alone by the difference; on a line two different unit vectors are opposite, and no row sees both. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Splitting.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma opposite (R : realFieldType) (x y : R) : x * x = 1 -> y * y = 1 -> x != y -> y = - x.
Proof.
move=> hx hy ne; apply/eqP; rewrite -addr_eq0 addrC.
have /eqP : (x - y) * (x + y) = 0 by rewrite -[RHS](subrr 1) -{1}hx -hy; ring.
by rewrite mulf_eq0 subr_eq0 (negbTE ne).
Qed.

Theorem proof : claim.
Proof.
move=> R n p q W E F unit distinct poly small i.
have onF d : (0 < dot ((row i E)^T) (col d W)) = (d \in F i) by rewrite inE dot_row.
have /card_gt1P[k [e [kF eF ke]]] := poly i.
have two : (n <= 2)%N.
  case: small => // p1; subst p.
  have sq d : W 0 d * W 0 d = 1 by rewrite -[RHS](unit d) /norm2 /dot big_ord1 !mxE.
  have ne : W 0 k != W 0 e.
    by apply: contraNneq (distinct e k ke) => h; apply/eqP/matrixP => j l; rewrite (ord1 j) !mxE.
  have := kF; have := eF; rewrite -!onF /dot !big_ord1 !mxE (opposite (sq k) (sq e) ne) mulrN oppr_gt0 => h.
  by move/lt_trans/(_ h); rewrite ltxx.
have only d : d = k \/ d = e.
  have /eqP full : [set k; e] == [set: 'I_n] by rewrite eqEcard subsetT cardsT card_ord cards2 ke.
  by have := in_setT d; rewrite -full !inE => /orP[]/eqP; [left | right].
have ge := inner_lt1 unit distinct ke; have gk := ge; rewrite dotC in gk.
have sees d c : dot (col c W - col d W) (col c W) = 1 - dot (col c W) (col d W).
  by rewrite dotC dotBr -/(norm2 _) unit.
have not d c : dot (col c W - col d W) (col d W) = - (1 - dot (col c W) (col d W)).
  by rewrite dotC dotBr -/(norm2 (col d W)) unit dotC opprB.
exists k; split=> //; split.
  exists (col e W - col k W) => d; case: (only d) => ->.
    by rewrite not eqxx andbF oppr_gt0 subr_lt0 ltNge ltW.
  by rewrite sees subr_gt0 eF eq_sym ke ge.
exists (col k W - col e W) => d; case: (only d) => ->; first by rewrite sees subr_gt0 eqxx gk.
by rewrite not oppr_gt0 subr_lt0 eq_sym (negbTE ke) ltNge ltW.
Qed.
