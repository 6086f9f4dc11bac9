(* Deciding closed instances over the rationals: what the exact evaluator computes, computed by Rocq.
   `settle` proves a true instance, `refute h` closes the goal from a false one. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Atlas Require Import Vectors Sdl Contexts.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma forall_ordS n (P : 'I_n.+1 -> Prop) : P ord0 -> (forall i : 'I_n, P (lift ord0 i)) -> forall i, P i.
Proof. by move=> h0 hS i; case: (unliftP ord0 i) => [j ->|->]. Qed.
Lemma forall_tail n (P : 'I_n.+1 -> Prop) : (forall i, P i) -> forall i : 'I_n, P (lift ord0 i). Proof. by []. Qed.
Lemma forall_ord0 (P : 'I_0 -> Prop) : forall i, P i. Proof. by case. Qed.
Lemma forallb_ordS n (P : pred 'I_n.+1) : [forall i, P i] = P ord0 && [forall i : 'I_n, P (lift ord0 i)].
Proof.
apply/forallP/andP => [h|[h0 /forallP h] i]; first by split=> //; apply/forallP.
by case: (unliftP ord0 i) => [j ->|->].
Qed.
Lemma forallb_ord0 (P : pred 'I_0) : [forall i, P i] = true. Proof. by apply/forallP; case. Qed.
Lemma existsb_ordS n (P : pred 'I_n.+1) : [exists i, P i] = P ord0 || [exists i : 'I_n, P (lift ord0 i)].
Proof. by apply: negb_inj; rewrite negb_or !negb_exists forallb_ordS. Qed.
Lemma existsb_ord0 (P : pred 'I_0) : [exists i, P i] = false. Proof. by apply/negbTE/existsP => -[[]]. Qed.
Lemma exists_ordS n (P : 'I_n.+1 -> Prop) : P ord0 \/ (exists i : 'I_n, P (lift ord0 i)) -> exists i, P i.
Proof. by case=> [h|[i h]]; [exists ord0 | exists (lift ord0 i)]. Qed.
Lemma exists_tail n (P : 'I_n.+1 -> Prop) : (exists i, P i) -> P ord0 \/ exists i : 'I_n, P (lift ord0 i).
Proof. by case=> i; case: (unliftP ord0 i) => [j ->|->] h; [right; exists j | left]. Qed.
(* sets of indices: by membership *)
Lemma subset_forall n (A B : {set 'I_n}) : (A \subset B) = [forall i, (i \in A) ==> (i \in B)].
Proof. by apply/subsetP/forallP => h i; [apply/implyP; apply: h | have /implyP := h i]. Qed.
Lemma eqset_forall n (A B : {set 'I_n}) : (A == B) = [forall i, (i \in A) == (i \in B)].
Proof. by apply/eqP/forallP => [-> i|h]; [apply: eqxx | apply/setP => i; apply/eqP]. Qed.
Lemma card_sum n (A : {set 'I_n}) : #|A| = (\sum_(i < n) (if i \in A then 1 else 0))%N.
Proof. by rewrite -sum1_card big_mkcond. Qed.
(* sums over all sets of indices: without the first index, and with it *)
Definition consS n (b : bool) (F : {set 'I_n}) : {set 'I_n.+1} := [set i | if unlift ord0 i is Some j then j \in F else b].
Lemma sum_set0 (V : zmodType) (f : {set 'I_0} -> V) : (\sum_(F : {set 'I_0}) f F = f set0)%R.
Proof. by rewrite (big_pred1 set0) // => F; apply/esym/eqP/setP; case. Qed.
Lemma sum_setS n (V : zmodType) (f : {set 'I_n.+1} -> V) :
  (\sum_(F : {set 'I_n.+1}) f F = \sum_(F : {set 'I_n}) (f (consS false F) + f (consS true F)))%R.
Proof.
rewrite big_split /= (bigID (fun F : {set 'I_n.+1} => ord0 \in F)) /= addrC; congr (_ + _)%R.
  rewrite (reindex (@consS n false)) /=; first by apply: eq_bigl => F; rewrite inE unlift_none.
  exists (fun F : {set 'I_n.+1} => [set j | lift ord0 j \in F]) => F; rewrite inE => h; apply/setP => i.
    by rewrite !inE liftK.
  by rewrite inE; case: unliftP => [j ->|->]; rewrite ?inE // (negbTE h).
rewrite (reindex (@consS n true)) /=; first by apply: eq_bigl => F; rewrite inE unlift_none.
exists (fun F : {set 'I_n.+1} => [set j | lift ord0 j \in F]) => F; rewrite inE => h; apply/setP => i.
  by rewrite !inE liftK.
by rewrite inE; case: unliftP => [j ->|->]; rewrite ?inE // h.
Qed.
(* the sets as lists of truth values, so that nothing is left to compute but look-ups *)
Fixpoint bits (n : nat) : seq (seq bool) := if n is n'.+1 then map (cons false) (bits n') ++ map (cons true) (bits n') else [:: [::]].
Lemma sum_bits n (V : zmodType) (f : {set 'I_n} -> V) :
  (\sum_(F : {set 'I_n}) f F = foldr (fun s t => f [set i : 'I_n | nth false s i] + t) 0 (bits n))%R.
Proof.
rewrite (_ : foldr _ _ _ = \sum_(s <- bits n) f [set i : 'I_n | nth false s i])%R; last by elim: (bits n) => [|s l /= ->]; rewrite ?big_nil ?big_cons.
elim: n f => [|n IH] f; first by rewrite sum_set0 big_seq1; congr (f _); apply/setP => -[].
rewrite sum_setS IH /= big_cat !big_map -big_split /=; apply: eq_bigr => s _.
by congr (f _ + f _)%R; apply/setP => i; rewrite !inE; case: unliftP => [j ->|->] //=; rewrite inE.
Qed.
Definition step := (sum_bits, forallb_ordS, forallb_ord0, existsb_ordS, existsb_ord0, big_ord_recl, big_ord0, mxE, in_set, in_setI, in_setU).
Definition sets := (subset_forall, eqset_forall, card_sum).

(* Fast path: a closed matrix is [mx] of a function of natural numbers; the operations keep that form, so that nothing is
   expanded before the virtual machine computes.  Whatever is left (tabulated matrices, sums of indicators) is expanded. *)
(* an index from a number that computes (inord does not: its decision procedure is opaque) *)
Fixpoint inordc n (k : nat) : 'I_n.+1 :=
  match n return 'I_n.+1 with 0%N => ord0 | n'.+1 => if k is k'.+1 then lift ord0 (inordc n' k') else ord0 end.
Lemma inordcE n (i : 'I_n.+1) : inordc n i = i.
Proof.
elim: n i => [|n IH] i; first by rewrite (ord1 i).
by case: (unliftP ord0 i) => [j ->|->] //=; congr (lift _ _); apply: IH.
Qed.
Section Fast.
Variable R : realFieldType.
Definition sumc (n : nat) (f : nat -> R) : R := foldr (fun k s => f k + s) 0 (iota 0 n).
Definition mx m n (f : nat -> nat -> R) : 'M[R]_(m, n) := \matrix_(i < m, j < n) f i j.
Definition cv n (f : nat -> R) : 'cV[R]_n := \col_(i < n) f i.
Definition fam n (f : nat -> R) (i : 'I_n) : R := f i.

Lemma sumcE n (f : nat -> R) : \sum_(i < n) f i = sumc n f.
Proof. by rewrite -(big_mkord xpredT f) /sumc unlock /reducebig /index_iota subn0. Qed.
Lemma mulF m n k (f g : nat -> nat -> R) : mx m n f *m mx n k g = mx m k (fun i j => sumc n (fun l => f i l * g l j)).
Proof. by apply/matrixP => i j; rewrite !mxE -sumcE; apply: eq_bigr => l _; rewrite !mxE. Qed.
Lemma mulvF m n (f : nat -> nat -> R) (g : nat -> R) : mx m n f *m cv n g = cv m (fun i => sumc n (fun l => f i l * g l)).
Proof. by apply/matrixP => i j; rewrite !mxE -sumcE; apply: eq_bigr => l _; rewrite !mxE. Qed.
Lemma addF m n (f g : nat -> nat -> R) : mx m n f + mx m n g = mx m n (fun i j => f i j + g i j). Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma oppF m n (f : nat -> nat -> R) : - mx m n f = mx m n (fun i j => - f i j). Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma scaleF m n c (f : nat -> nat -> R) : c *: mx m n f = mx m n (fun i j => c * f i j). Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma addvF n (f g : nat -> R) : cv n f + cv n g = cv n (fun i => f i + g i). Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma oppvF n (f : nat -> R) : - cv n f = cv n (fun i => - f i). Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma colF m n (f : nat -> nat -> R) (j : 'I_n) : col j (mx m n f) = cv m (fun i => f i j). Proof. by apply/matrixP => i k; rewrite !mxE. Qed.
Lemma dotF n (f g : nat -> R) : dot (cv n f) (cv n g) = sumc n (fun i => f i * g i).
Proof. by rewrite /dot -sumcE; apply: eq_bigr => i _; rewrite !mxE. Qed.
Lemma positiveF m n (f : nat -> nat -> R) : positive_part (mx m n f) = mx m n (fun i j => relu (f i j)).
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma weightedF m n (f : nat -> nat -> R) (g : nat -> R) : weighted (mx m n f) (@fam n g) = sumc n (fun d => g d * sumc m (fun i => f i d ^+ 2)).
Proof. by rewrite /weighted -sumcE; apply: eq_bigr => d _; congr (_ * _); rewrite -sumcE; apply: eq_bigr => i _; rewrite mxE. Qed.
Lemma entryF m n (f : nat -> nat -> R) (i : 'I_m) (j : 'I_n) : mx m n f i j = f i j. Proof. by rewrite mxE. Qed.
Lemma entryvF n (f : nat -> R) (i : 'I_n) j : cv n f i j = f i. Proof. by rewrite mxE. Qed.
(* a tabulated matrix becomes a table, so that its entries stand outside every binder *)
Lemma tableF m n (f : 'I_m.+1 -> 'I_n.+1 -> R) : \matrix_(i < m.+1, j < n.+1) f i j =
  mx m.+1 n.+1 (fun i => nth 0 (nth [::] [seq [seq f (inordc m k) (inordc n l) | l <- iota 0 n.+1] | k <- iota 0 m.+1] i)).
Proof.
apply/matrixP => i j; rewrite !mxE (nth_map 0%N) ?size_iota // (nth_map 0%N) ?size_iota //.
by rewrite !nth_iota // !inordcE.
Qed.
Definition fast := (entryF, entryvF, mulF, mulvF, addF, oppF, scaleF, addvF, oppvF, colF, dotF, positiveF, weightedF).
End Fast.

Ltac unfold_all := rewrite /same_pattern /loss /codes /norm2.
Ltac compute_goal := unfold_all; rewrite ?sets; rewrite ?tableF /= ?fast; rewrite ?step /= ?tableF /= ?fast /weighted /positive_part /dot /intent /extent /jumprelu ?step /=;
  vm_compute; reflexivity.
Ltac compute_equation := (* matrices by entries; numbers, indices *)
  first [apply/matrixP; do 2 (repeat apply: forall_ordS; try exact: forall_ord0); apply/eqP; compute_goal | apply/eqP; compute_goal].
Ltac settle := cbv zeta; rewrite /same_pattern;
  lazymatch goal with
  | |- _ /\ _ => split; settle
  | |- _ \/ _ => first [left; settle | right; settle]
  | |- forall _ : 'I_(S _), _ => apply: forall_ordS; cbv beta; settle
  | |- forall _ : 'I_O, _ => exact: forall_ord0
  | |- exists _ : 'I_(S _), _ => apply: exists_ordS; first [left; cbv beta; settle | right; cbv beta; settle]
  | |- is_true _ => compute_goal
  | |- ~ ?P => let a := fresh in move=> a; refute a
  | |- ?P -> ?Q => let a := fresh in move=> a; first [exfalso; refute a | settle]
  | |- @eq bool _ _ => compute_goal
  | |- _ => compute_equation
  end
with refute h := cbv zeta in h; rewrite /same_pattern in h;
  lazymatch type of h with
  | _ /\ _ => let a := fresh in let b := fresh in case: h => a b; first [refute a | refute b]
  | _ \/ _ => let a := fresh in case: h => a; refute a
  | forall _ : 'I_(S _), _ =>
      first [ let a := fresh in have a := h ord0; cbv beta in a; refute a
            | let a := fresh in have a := forall_tail h; cbv beta in a; refute a ]
  | exists _ : 'I_(S _), _ => let a := fresh in case: (exists_tail h) => a; cbv beta in a; refute a
  | exists _ : 'I_O, _ => by case: h => -[]
  | ~ ?P => apply: h; settle
  | ?P -> ?Q => let a := fresh in let b := fresh in (have a : P by settle); (have b := h a); clear a; refute b
  | is_true ?b => let f := fresh in (have f : b = false by compute_goal); by rewrite f in h
  | @eq bool ?a ?b => let f := fresh in (have f : (a == b) = false by compute_goal); by rewrite h eqxx in f
  | ?a = ?b => let f := fresh in (have f : (a == b) = false by compute_goal); by rewrite h eqxx in f
  end.
