"""``python -m tests.repo.refresh PAGE ...``: run the blocks of pages and write what the programs print now below them.

Only outputs that differ are changed, times do not count as a difference, and an output that is shortened by ``...`` is left
for a person, who is told.  Read the difference before you commit it: a program may be wrong where the page was right.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.repo.blocks import Block, Session, blocks, compare
from tests.repo.own_files import provide


def refreshed(page: Path) -> str:
    """The text of the page with the outputs of now."""
    text = page.read_text()
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as kept:
        session = Session(Path(name), Path(kept))
        provide(page, Path(name))
        found = blocks(page)
        for block, following in zip(found, [*found[1:], None], strict=True):
            if block.language == "console":
                text = text.replace(f"```console\n{block.text}```", f"```console\n{_console(session, block)}```")
            elif block.language == "sh":
                session.shell(block)
            elif block.language == "python" and not block.text.startswith(">>>"):
                printed = session.script(block, None)
                if following is not None and following.language == "text" and _differs(block, following.text, printed):
                    text = text.replace(f"```text\n{following.text}```", f"```text\n{printed}```")
    return text


def _console(session: Session, block: Block) -> str:
    """The block with the outputs of now; commands keep their comments."""
    lines = [line for line in block.text.splitlines() if line.startswith("$ ")]
    out = []
    for line, command in zip(lines, block.commands(), strict=True):
        out.append(line)
        printed = "\n".join(command.output)
        if command.text not in block.skipped:
            found = session.command(block, command.text)
            if command.output and _differs(block, printed, found):
                if "..." in command.output:
                    sys.stderr.write(f"{block.where}: change this by hand: {command.text}\n{found}\n")
                else:
                    printed = found.rstrip("\n")
        out += [printed] if printed else []
    return "".join(f"{line}\n" for line in out)


def _differs(block: Block, printed: str, found: str) -> bool:
    try:
        compare(block, "", printed, found)
    except AssertionError:
        return True
    return False


def main(pages: list[str]) -> int:
    """Rewrite the pages that are named."""
    for name in pages:
        page = Path(name).resolve()
        text = refreshed(page)
        if text != page.read_text():
            page.write_text(text)
            sys.stderr.write(f"{name}: changed\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
