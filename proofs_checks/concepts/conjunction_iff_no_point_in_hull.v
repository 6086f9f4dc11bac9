(* Farkas for C and each group of points that one half-space excludes. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Hulls.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Section Units.
Variables (R : realFieldType) (n k m : nat) (X : 'M[R]_(n, k)) (Y : 'M[R]_(n, m)).

Lemma collect t (P : 'I_t -> 'cV[R]_n -> R -> Prop) : (forall h, exists w b, P h w b) ->
  exists (W : 'M[R]_(n, t)) (b : 'cV[R]_t), forall h, P h (col h W) (b h 0).
Proof.
move=> /fin_all_exists[w /fin_all_exists[b hP]]; exists (\matrix_(a, h) w h a 0), (\col_h b h) => h.
rewrite mxE (_ : col h _ = w h) //; apply/matrixP => a c; by rewrite !mxE ord1.
Qed.

Lemma positive w b : (forall i : 'I_k, i \in setT -> 1 <= dot w (col i X) + b) -> forall i, 0 < dot w (col i X) + b.
Proof. by move=> h i; apply: lt_le_trans ltr01 (h i _); rewrite inE. Qed.
End Units.

Theorem proof : claim.
Proof.
move=> R n k m t X Y; have neg (z : R) : z <= -1 -> z <= 0 by move/le_trans; apply; rewrite oppr_le0 ler01.
split; last split; last split.
- move=> [W [b [hX hY]]] j [l [l0 [l1 e]]]; have [h hj] := hY j.
  have := @average_gt0 R n k X setT (col h W) (b h 0) l; rewrite e => /(_ _ l0 l1).
  by rewrite ltNge hj => F; apply: notF (F _ _) => i; rewrite ?inE.
- move=> out; have /collect[W [b hW]] : forall j : 'I_m, exists w b, (forall i, 0 < dot w (col i X) + b) /\ dot w (col j Y) + b <= 0.
    move=> j; have [[w [b [hX hY]]]|[l [u [l0 _ l1 u1 [_ out' e]]]]] := separated_or_averages X Y setT [set j].
      by exists w, b; split; [exact: positive | apply: neg; apply: hY; rewrite inE].
    case: (out j); exists l; split=> //; split=> //; rewrite e.
    have uj : u j 0 = 1 by rewrite -u1 (bigD1 j) //= big1 ?addr0 // => i ne; apply: out'; rewrite inE.
    apply/matrixP => a c; rewrite (ord1 c) !mxE (bigD1 j) //= uj mulr1 big1 ?addr0 // => i ne.
    by rewrite out' ?mulr0 // inE.
  exists W, b; split=> [i h|j]; first by have [] := hW h.
  by exists j; have [] := hW j.
- split=> [[W [b [hX hY]]]|[S [cover apart]]].
    exists (fun h => [set j | dot (col h W) (col j Y) + b h 0 <= 0]); split=> [j|h].
      by have [h hj] := hY j; exists h; rewrite inE.
    move=> [l [u [l0 [u0 [l1 [u1 [out e]]]]]]].
    have low : dot (col h W) (Y *m u) + b h 0 <= 0.
      by apply: (average_le0 (A := [set j | dot (col h W) (col j Y) + b h 0 <= 0])) => // j; [rewrite inE | move/negP; apply: out].
    have := @average_gt0 R n k X setT (col h W) (b h 0) l; rewrite e => /(_ _ l0 l1).
    by rewrite ltNge low => F; apply: notF (F _ _) => i; rewrite ?inE.
  have /collect[W [b hW]] : forall h : 'I_t, exists w b, (forall i, 0 < dot w (col i X) + b) /\ (forall j, j \in S h -> dot w (col j Y) + b <= 0).
    move=> h; have [[w [b [hX hY]]]|[l [u [l0 u0 l1 u1 [_ out e]]]]] := separated_or_averages X Y setT (S h).
      by exists w, b; split; [exact: positive | move=> j jS; apply: neg; apply: hY].
    case: (apart h); exists l, u; do 4!split=> //; split=> [j /negP|//]; exact: out.
  exists W, b; split=> [i h|j]; first by have [] := hW h.
  by have [h jS] := cover j; exists h; have [_] := hW h; apply.
move=> [W [b [hX /fin_all_exists[c hc]]]]; exists c => i j e.
exists (col (c i) W), (b (c i) 0); split; first by move=> a; apply: hX.
by split; [apply: hc | rewrite e; apply: hc].
Qed.
