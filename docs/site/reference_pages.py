"""The reference for the site: the public names, from their docstrings."""

from __future__ import annotations

import inspect
import pkgutil

import msgspec

import sdl_atlas
from sdl_atlas import commands

PROBLEMS = ("Problem", "Activation", "FormalContext", "read_problem", "problem_from_json", "read_context")
READERS = tuple(n for n in sdl_atlas.__all__ if n.startswith("read_") and n not in PROBLEMS)
COMMANDS = tuple(m.name for m in pkgutil.iter_modules(commands.__path__) if m.name in sdl_atlas.__all__)


def _is_record(name: str) -> bool:
    value = getattr(sdl_atlas, name)
    return inspect.isclass(value) and issubclass(value, msgspec.Struct)


GROUPS = (
    ("commands", "The commands as functions", (*COMMANDS, "ask")),
    ("problems", "Problems and contexts", PROBLEMS),
    ("records", "Records", tuple(n for n in sdl_atlas.__all__ if _is_record(n))),
    ("reading", "Reading records", READERS),
)


def reference_pages() -> dict[str, str]:
    """Name and text of every page."""
    listed = {name for _, _, names in GROUPS for name in names}
    rest = tuple(n for n in sdl_atlas.__all__ if n not in listed and not n.startswith("_"))
    groups = (*GROUPS, ("steps", "Single steps, and errors", rest))
    out = {f"{file}.md": _page(title, names) for file, title, names in groups}
    contents = ["```{toctree}", "", *(file for file, _, _ in groups), "```"]
    about = "The public names of `import sdl_atlas as sa`. Everything else may change."
    out["index.md"] = "\n".join(["# Reference", "", about, "", *contents]) + "\n"
    return out


def _page(title: str, names: tuple[str, ...]) -> str:
    lines = [f"# {title}", ""]
    for name in names:
        value = getattr(sdl_atlas, name)
        kind = "autoclass" if inspect.isclass(value) else "autofunction"
        options = [":members:"] if inspect.isclass(value) and not issubclass(value, Exception) else []
        lines += [f"## {name}", "", "```{eval-rst}", f".. {kind}:: sdl_atlas.{name}"]
        lines += [f"   {o}" for o in options] + ["```", ""]
    return "\n".join(lines)
