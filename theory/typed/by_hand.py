r"""A proposition written by hand in Rocq, for a claim that the typed language cannot say, next to the formula that it should be.

Nothing ties the two together but a reader, so the report shows both side by side and counts every line that has to be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from theory.prose import let_flow
from theory.statement import Statement
from theory.typed.rocq import BASE, header
from theory.typed.types import IllTyped, NotEvaluable, need

_FOLDER = Path(__file__).resolve().parent.parent
_COMMENT = re.compile(r"\(\*(?:[^*(]|\*(?!\))|\((?!\*))*\*\)")  # none inside another one
# one term and nothing else: no end of a sentence, after which another command could stand, and no tactic inside the term
_NOT_A_TERM = re.compile(r"\.(?:\s|$)|\"|\bltac\s*:|\(\*|\*\)")


@dataclass(frozen=True)
class ByHand:
    r"""A proposition in Rocq next to the formula that it should be, for what the typed language cannot say.

    Args:
        formula: the statement in LaTeX, as a person reads it.
        text: the proposition, one Rocq term; comments may stand in it.
        lacks: what the typed language has no words for, which is why this is written by hand.
        uses: shared files (without ``.v``) whose definitions the term uses, besides ``Vectors``.

    Raises IllTyped for a text that is more than a term, and for an empty formula or reason.

    >>> square = ByHand(r"$x^2 \ge 0$ for every real number", "forall (R : realFieldType) (x : R), 0 <= x ^+ 2", "nothing: an example")
    >>> print(square.proposition())
      forall (R : realFieldType) (x : R), 0 <= x ^+ 2
    >>> ByHand("$0 = 0$", "True. Axiom bad : False", "nothing: an example")
    Traceback (most recent call last):
        ...
    theory.typed.types.IllTyped: a proposition by hand is one term, found '. '
    """

    formula: str
    text: str
    lacks: str
    uses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        let_flow(self, "formula", "lacks")
        need(bool(self.formula and self.lacks), "a proposition by hand needs its formula and a reason")
        found = _NOT_A_TERM.search(_COMMENT.sub(" ", self.text))
        need(found is None, f"a proposition by hand is one term, found {found.group()!r}" if found else "")
        unknown = [name for name in self.uses if name not in _sources()]
        need(not unknown, f"no shared file {', '.join(unknown)} under theory/")

    def proposition(self) -> str:
        """The Rocq proposition, a line for every line of the text."""
        return "\n".join(f"  {line.strip()}" for line in self.text.strip().splitlines())

    def latex(self) -> str:
        """What a person reads."""
        return self.formula

    def rocq(self) -> str:
        """The file that defines the proposition as ``claim``."""
        return f"{header(self.files())}\nDefinition claim : Prop :=\n{self.proposition()}.\n"

    def files(self) -> list[str]:
        """Files of shared definitions that the proposition uses."""
        return list(dict.fromkeys([BASE, *self.uses]))

    def definitions(self) -> list[tuple[str, str]]:
        """Shared definitions that a reader of the proposition needs, found by their names: also those inside others."""
        known = {name: (file, text) for file in self.files() for name, text in _definitions(file).items()}
        found: dict[str, str] = {}
        texts = [_COMMENT.sub(" ", self.text)]
        while texts:
            for word in re.findall(r"[A-Za-z_][\w']*", texts.pop()):
                if word in known and word not in found:
                    found[word], more = known[word]
                    texts.append(more)
        return list(found.items())

    def statement(self) -> Statement:
        """Raises NotEvaluable: the exact evaluator does not read Rocq."""
        raise NotEvaluable("a proposition written by hand")


@cache
def _sources() -> dict[str, Path]:
    return {path.stem: path for path in _FOLDER.rglob("*.v")}


@cache
def _definitions(file: str) -> dict[str, str]:
    """Definitions of a shared file by name, and of the files that it requires when it says so with ``Export``."""
    text = _COMMENT.sub(" ", _sources()[file].read_text())
    found = re.findall(
        r"^(?:Definition|Fixpoint|Inductive|Record)\s+([\w']+)(.*?)\.\s*$", text, re.DOTALL | re.MULTILINE
    )
    return dict(found)


__all__ = ["ByHand", "IllTyped"]
