(* A unit is convex, so it is on at every average of points where it is on; the neurons of the points outside leave exactly the hull. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Farkas Hulls.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n N m X mu C E W b A V c mu0 ins out cov; pose H := [set j | (j \in C) && (0 < mu j 0)].
have hull w t i : (forall j, j \in H -> 0 < dot w (col j X) + t) -> i \in E -> 0 < dot w (col i X) + t.
  move=> pos iE; have [a0 [a1 [az <-]]] := ins i iE; apply: (average_gt0 pos) => [j||j jH].
  - by rewrite mxE.
  - by rewrite -[RHS]a1; apply: eq_bigr => j _; rewrite mxE.
  apply/eqP; rewrite mxE; apply: contraNT jH => /az[jC mj]; by rewrite inE jC.
have cutE i j : i \notin E -> j \in H -> 0 < dot (col i V) (col j X) + c i 0.
  by move=> iE; rewrite inE => /andP[jC mj]; have [_ h] := out i (elimN idP iE); apply: h.
have HE i : i \in H -> i \in E.
  move=> iH; apply: contraT => iE; have [no _] := out i (elimN idP iE); by case: no; apply: cutE.
pose on i := [forall j, 0 < dot (col j W) (col i X) + b j 0].
pose cuts i := [forall j, (~~ (j \in E)) ==> (0 < dot (col j V) (col i X) + c j 0)].
have onE i : i \in E -> on i.
  move=> iE; apply/forallP => j; apply: hull iE => k; rewrite inE => /andP[kC mk]; exact: (cov k (conj kC mk) j).
have cutsE i : cuts i = (i \in E).
  apply/forallP/idP => [h|iE j]; last by apply/implyP => jE; apply: hull iE => k; apply: cutE.
  by apply: contraT => iE; have := h i; rewrite iE; have [no _] := out i (elimN idP iE); move=> /no.
have term (P : bool) i : 0 <= P%:R * mu i 0 by rewrite mulr_ge0 ?ler0n.
split.
  apply: ler_sum => i _; rewrite -/(on i); have [iE|iE] := boolP (i \in E); last by rewrite mul0r term.
  by rewrite onE //; case: (i \in C); rewrite //= ?lexx.
split=> [|i [iC mi] j jE]; last by apply: cutE; [apply/negP | rewrite inE iC].
apply: eq_bigr => i _; rewrite -/(cuts i) cutsE; have [iE|iE] := boolP (i \in E); first by case: (i \in C).
case iC: (i \in C) => //=; rewrite mul0r mul1r; apply/eqP; rewrite eq_le mu0 andbT leNgt; apply: contra iE => mi.
by apply: HE; rewrite inE iC.
Qed.
