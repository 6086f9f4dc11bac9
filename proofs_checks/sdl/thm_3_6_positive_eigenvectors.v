(* Partial minima are built from positive eigenvectors and are such; two positive eigenvectors are not orthogonal. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Regions Minima Clusters Eigenclusters.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Theorem proof : claim.
Proof.
move=> R n p q r W V M c L D E z x lam kappa Mp LW; have M0 d : 0 <= M d by rewrite ltW.
split; last split.
- move=> z0; split=> [[D1 [E1 [h [/(partial_iff V LW M0 D1 h) [b f] <-]]]]|[l ez]].
    by exists (\col_i Minima.lam W M D1 E1 i) => d; rewrite (partial_eigen Mp h b f); congr (_ * _); rewrite [RHS]mxE.
  have [D1 [E1 [[h pm] oz]]] := eigen_partial LW M0 Mp (l := fun i => l i 0) z0 ez.
  by exists D1, E1.
- move=> [z0 [x0 [ez ex]]] d; split; first exact: (eigen_ge0 M0 Mp (l := fun i => lam i 0) d z0 ez).
  exact: (eigen_unique M0 Mp (l := fun i => lam i 0) (k := fun i => kappa i 0) d z0 x0 ez ex).
move=> [h /(partial_iff V LW M0 D h) [b f]]; split; last exact: (value h b).
by move=> d; rewrite (partial_eigen Mp h b f); congr (_ * _); rewrite [RHS]mxE.
Qed.
