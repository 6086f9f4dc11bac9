r"""What of a statement can be evaluated: its strongest consequence without a quantifier over an infinite type inside.

"For all x" in a conclusion becomes a variable of the statement; what still cannot be decided at a point (the existence of a
matrix, say) is left out of the conclusion.  So the statement implies its evaluable part: a counterexample to the part, with or
without a hypothesis, is one to the statement.  A proof of the part proves nothing more, unless nothing was left out.
"""

from __future__ import annotations

from collections.abc import Callable

from theory.typed.build import var
from theory.typed.evaluable import to_json
from theory.typed.expression import Expr, walk
from theory.typed.table import BINDERS
from theory.typed.types import BOOL, NotEvaluable, Size, family, need

Found = tuple[Expr | None, bool]  # what is left of an expression (None: nothing), and whether that is all of it
DECIDABLE = ("index", "set")


def evaluable_part(conclusion: Expr) -> tuple[Expr, tuple[Expr, ...], bool]:
    """The part, the variables that were bound in the conclusion, and whether the part is all of it.

    Raises NotEvaluable when nothing can be evaluated, IllTyped when one name stands for variables of two types.
    """
    pulled: dict[str, Expr] = {}
    part, whole = _implied(conclusion, pulled)
    if part is None:
        raise NotEvaluable("no part of the conclusion can be decided at a point")
    used = {x.info[0] for x in walk(part) if x.op == "var"}.union(
        *(x.type.names() for x in walk(part))
    )  # also as a size
    return part, tuple(x for name, x in pulled.items() if name in used), whole


def _implied(e: Expr, pulled: dict[str, Expr]) -> Found:
    """A consequence of ``e``."""
    if _decidable(e):
        return e, True
    match e.op:
        case "forall":
            return _bound(e, pulled, _implied)
        case "and":
            parts = [_implied(a, pulled) for a in e.args]
            left = [a for a, _ in parts if a is not None]
            whole = len(left) == len(parts) and all(w for _, w in parts)
            return (left[0] if len(left) == 1 else Expr("and", tuple(left), BOOL) if left else None), whole
        case "or":
            parts = [_implied(a, pulled) for a in e.args]
            left = [a for a, _ in parts if a is not None]
            return (Expr("or", tuple(left), BOOL) if len(left) == len(parts) else None), False
        case "implies":
            (given, a), (then, b) = _implying(e.args[0], pulled), _implied(e.args[1], pulled)
            return (None if given is None or then is None else Expr("implies", (given, then), BOOL)), a and b
        case "iff":
            ways = [Expr("implies", pair, BOOL) for pair in (e.args, e.args[::-1])]
            return _implied(Expr("and", tuple(ways), BOOL), pulled)
        case "not":
            inner, whole = _implying(e.args[0], pulled)
            return (None if inner is None else Expr("not", (inner,), BOOL)), whole
        case "call":
            return _implied(unfolded(e), pulled)
        case _:
            return None, False


def _implying(e: Expr, pulled: dict[str, Expr]) -> Found:
    """Something that implies ``e``, with its existential variables made variables of the statement."""
    if _decidable(e):
        return e, True
    match e.op:
        case "exists":
            return _bound(e, pulled, _implying)
        case "forall" if e.info[0].type.kind == "index":
            return _for_each(e, pulled)
        case "and":
            parts = [_implying(a, pulled) for a in e.args]
            left = [a for a, _ in parts if a is not None]
            return (Expr("and", tuple(left), BOOL) if len(left) == len(parts) else None), all(w for _, w in parts)
        case "call":
            return _implying(unfolded(e), pulled)
        case _:
            return None, False


def _bound(e: Expr, pulled: dict[str, Expr], inside: Callable[[Expr, dict[str, Expr]], Found]) -> Found:
    """A quantifier: one over an infinite type becomes a variable; the same name is shared, which leaves a consequence."""
    x = e.info[0]
    inner, whole = inside(e.args[0], pulled)
    if inner is None or x.type.kind in DECIDABLE:
        return (None if inner is None else Expr(e.op, (inner,), BOOL, e.info)), whole
    name = x.info[0]
    shared = name in pulled
    need(not shared or pulled[name].type == x.type, f"{name} is bound with two types; give them two names")
    pulled[name] = x
    return inner, whole and not shared


def _for_each(e: Expr, pulled: dict[str, Expr]) -> Found:
    """What exists for every index is a family of values: one variable of the statement."""
    index, own = e.info[0], dict[str, Expr]()
    inner, whole = _implying(e.args[0], own)
    if inner is None:
        return None, False
    chosen = {name: var(name, family(index.type.sizes[0], x.type), x.info[1]) for name, x in own.items()}
    for name, values in chosen.items():
        whole = whole and name not in pulled
        need(
            name not in pulled or pulled[name].type == values.type,
            f"{name} is bound with two types; give them two names",
        )
        pulled[name] = values
    return Expr("forall", (_put(inner, {n: v[index] for n, v in chosen.items()}, {}),), BOOL, e.info), whole


def _decidable(e: Expr) -> bool:
    try:
        to_json(e)
    except NotEvaluable:
        return False
    return True


def unfolded(e: Expr) -> Expr:
    """A call of a shared definition as its body; raises IllTyped where a name bound in it would capture one of an argument."""
    definition, env = e.info
    values = {p.info[0]: a for p, a in zip(definition.parameters, e.args, strict=True)}
    own = {b.info[0] for x in walk(definition.body) if x.op in BINDERS for b in x.info}
    free = {x.info[0] for a in e.args for x in walk(a) if x.op == "var"}
    need(not own & free, f"{', '.join(sorted(own & free))} would be captured in {definition.name}; choose another name")

    return _put(definition.body, values, env)


def _put(e: Expr, values: dict[str, Expr], env: dict[str, Size]) -> Expr:
    """The expression with values in the place of free variables and of sizes."""
    if e.op == "var" and e.info[0] in values:
        return values[e.info[0]]
    info = e.info
    if e.op in BINDERS:
        info = tuple(Expr("var", (), b.type.at(env), b.info) for b in e.info)
    elif e.op == "call":
        info = (e.info[0], {s: env.get(t, t) if isinstance(t, str) else t for s, t in e.info[1].items()})
    return Expr(e.op, tuple(_put(a, values, env) for a in e.args), e.type.at(env), info)
