"""Reading Rocq text: what no file of ours may contain, which axioms a check found, and how long a definition is."""

from __future__ import annotations

import re

CLOSED = "Closed under the global context"
ALLOWED_AXIOMS: frozenset[str] = (
    frozenset()
)  # no proof of ours rests on an axiom; a name added here is shown with every verdict

# commands that reach outside the file, switch off a check of the kernel, or leave a hole.  Print Assumptions finds holes by
# itself; this list makes them visible where they stand, and keeps files from touching other files
_FORBIDDEN = re.compile(
    r"\bDeclare\s+ML\s+Module\b|\bLoad\b|\bCd\b|\bAdd\s+(?:Rec\s+)?(?:LoadPath|ML\s+Path)\b|\bRedirect\b|\bExtraction\b"
    r"|\b(?:Axioms?|Parameters?|Conjectures?|Admitted|admit|give_up|Admit)\b|\bbypass_check\b|\bDrop\b|\bSeparate\b"
    r"|\bUnset\s+(?:Guard|Positivity|Universe)\s+Checking\b|\b(?:Global|global|export)\b[\s\])]*(?:Set|Unset)\b"
    r"|\bPrint\s+(?:Sorted\s+)?Universes\b|\b(?:Write|Restore)\s+State\b|\bDefinitional\s+UIP\b|\bStrictProp\b"
    r"|\bPrimitive\b|\bRegister\b|\bFrom\s+(?!(?:mathcomp|Atlas|Claim)\b)\w+|\bSet\s+Universe\s+Polymorphism\b"
)
_LONE_REQUIRE = re.compile(r"(?:^|\.\s)\s*Require\b")


def stripped(text: str) -> str:
    """The text without comments (they nest) and without what stands between quotation marks."""
    out: list[str] = []
    depth, i = 0, 0
    while i < len(text):
        if text.startswith("(*", i):
            depth, i = depth + 1, i + 2
        elif depth and text.startswith("*)", i):
            depth, i = depth - 1, i + 2
            out.append(" ")
        elif text[i] == '"':
            end = text.find('"', i + 1)
            i = len(text) if end < 0 else end + 1
            out.append('""' if not depth else "")
        else:
            if not depth:
                out.append(text[i])
            i += 1
    return "".join(out)


def forbidden(text: str) -> str:
    """The first thing in a Rocq file that none of ours may contain, as a sentence, or an empty text."""
    bare = stripped(text)
    found = _FORBIDDEN.search(bare)
    if found:
        return f"{' '.join(found.group().split())!r} has no place in a proof"
    if _LONE_REQUIRE.search(bare):
        return "write From mathcomp, From Atlas or From Claim before Require"
    return ""


def axioms(said: str) -> list[str]:
    """Names of the assumptions that ``Print Assumptions`` printed; empty when the proof is closed.

    >>> axioms("Closed under the global context")
    []
    >>> axioms("Axioms:\\nmagic : forall P : Prop,\\n  P\\n")
    ['magic']
    """
    if said.strip() == CLOSED:
        return []
    lines = [line for line in said.splitlines() if line.strip() and not line[0].isspace()]
    names = [line.split(" : ")[0].strip() for line in lines if not line.endswith(":")]
    return names or ["unreadable answer of Print Assumptions"]


def definition_lines(text: str, name: str) -> int:
    """Lines of ``Definition name ... .`` in a shared file; 0 when it is not there.

    >>> definition_lines("Definition f x :=\\n  x + 1.\\nLemma g : f 0 = 1.", "f")
    2
    """
    found = re.search(
        rf"^Definition {re.escape(name)}\b.*?\.[ \t]*(?:\(\*.*?\*\)[ \t]*)?$", text, re.DOTALL | re.MULTILINE
    )
    return found.group().count("\n") + 1 if found else 0
