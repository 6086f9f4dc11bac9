(* Near the encoder the pattern stays, and n independent rows of the codes stay independent.  Let L pick these rows: then F + (V - F Z)
   (L Z)^-1 L is the only decoder of zero loss that agrees with F outside their columns. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From Atlas Require Import Vectors Sdl Minima Near NearCodes.
From Claim Require Import statement.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.Theory GRing.Theory Num.Theory.
Open Scope ring_scope.

Lemma exact (R : realFieldType) r n (V Y : 'M[R]_(r, n)) M : Y = V -> weighted (V - Y) M = 0.
Proof. by move=> ->; rewrite subrr /weighted big1 // => d _; rewrite big1 ?mulr0 // => i _; rewrite mxE expr0n. Qed.

Theorem proof : claim.
Proof.
move=> R n p q r W V M D E theta theta0 M0 L0 rk strict; set Z := jump_codes theta E W in rk.
have [c [inj free]] : exists c : 'I_n -> 'I_q, injective c /\ row_free (rowsub c Z).
  have : exists c : 'I_(\rank Z) -> 'I_q, injective c /\ row_free (rowsub c Z).
    by exists (maxrankfun Z); split; [exact: maxrankfun_inj | exact: maxrowsub_free].
  by rewrite rk.
have LZ : picked R c *m Z = rowsub c Z by apply/matrixP => x d; rewrite picked_row [RHS]mxE.
have unit : rowsub c Z \in unitmx by rewrite -row_free_unit.
have off i d : ((E *m W) i d != theta) || (theta == 0) by rewrite strict.
have one : picked R c *m jump_codes theta E W *m invmx (rowsub c Z) = 1%:M by rewrite LZ mulmxV.
have [eps eps0 close] := stay_unit off one.
have side (x : 'I_q * 'I_n) : exists e, 0 < e /\ forall B, near e E B -> (theta < (B *m W) x.1 x.2) = (theta < (E *m W) x.1 x.2).
  have [|e e0 he] := @tends_pre R q p n W E x.1 x.2 `|(E *m W) x.1 x.2 - theta|; first by rewrite normr_gt0 subr_eq0 strict.
  exists e; split=> // B /he; case: (ltgtP theta ((E *m W) x.1 x.2)) => [lt|lt|e1]; last by have := strict x.1 x.2; rewrite -e1 eqxx.
    by rewrite gtr0_norm ?subr_gt0 // ltr_distl => /andP[low _]; rewrite opprB addrC subrK in low.
  rewrite ltr0_norm ?subr_lt0 // opprB ltr_distl => /andP[_ up]; rewrite addrC subrK in up.
  by rewrite ltNge ltW.
have [e he] := fin_all_exists side.
have [e1 e10 small] := @small_all R _ e (fun=> 1).
have le x : e1 <= e x.
  have [ex _] := he x; have := small x; rewrite gt_eqF // mulr1 !gtr0_norm // => /(_ isT); exact: ltW.
exists c, (Num.min eps e1); split; first by move=> x y; apply: inj.
split; first by rewrite lt_minr eps0.
move=> E2 nearE; have near1 : near eps E E2 by apply: near_le nearE; rewrite le_minl lexx.
have near2 x : near (e x) E E2 by apply: near_le nearE; rewrite le_minl le orbT.
split.
  move=> i d; rewrite mxE /jumprelu; have [_ h] := he (i, d); by have /= -> := h E2 (near2 (i, d)).
move=> F; set Z2 := jump_codes theta E2 W.
have u2 : picked R c *m Z2 \in unitmx by have := close E2 near1; rewrite unitmx_mul => /andP[].
pose D2 := F + (V - F *m Z2) *m invmx (picked R c *m Z2) *m picked R c.
have fits : D2 *m Z2 = V by rewrite /D2 mulmxDl -!mulmxA mulVmx // mulmx1 addrC subrK.
exists D2; split; first exact: exact.
have agrees j : (forall x, c x != j) -> col j D2 = col j F.
  by move=> h; apply/matrixP => i k; rewrite [LHS]mxE [RHS]mxE /D2 mxE picked_out ?addr0.
split; first exact: agrees.
move=> D3 [L3 agree3]; have fits3 : D3 *m Z2 = V by apply: zero_loss L3.
pose X := D3 - D2; have XZ : X *m Z2 = 0 by rewrite mulmxBl fits fits3 subrr.
have X0 i j : (forall x, c x != j) -> X i j = 0.
  move=> h; rewrite /X [LHS]mxE [Y in _ + Y]mxE; have /matrixP/(_ i 0) := agree3 j h; have /matrixP/(_ i 0) := agrees j h.
  by rewrite [col j D2 i 0]mxE [col j D3 i 0]mxE => -> ->; rewrite subrr.
have inj' x y : c x = c y -> x = y by apply: inj.
have Xe := picked_back inj' X0.
have : X *m (picked R c)^T = 0.
  by rewrite -[LHS](mulmxK u2) mulmxA -Xe XZ mul0mx.
move=> z; apply/eqP; rewrite -subr_eq0 -/X Xe z mul0mx //.
Qed.
