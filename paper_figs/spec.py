"""What a figure file says about itself."""

from __future__ import annotations

from dataclasses import dataclass

from theory.prose import let_flow


@dataclass(frozen=True)
class FigureSpec:
    """Metadata of one figure; the module ``paper_figs/<subject>/<name>.py`` holds it as ``FIGURE``.

    Args:
        name: the module's name, and the stem of every file that is written.
        title: a few words.
        caption: full sentences, over several lines in triple quotes; what is drawn, of which problem, and what to see in it.
        source: the statement it illustrates (arXiv id and locator) or ``this project``.
        slow: computing it takes longer than a few seconds (it trains models); ``figures --check`` computes it again, the test
            suite only checks how it is made.
    """

    name: str
    title: str
    caption: str
    source: str
    slow: bool = False

    def __post_init__(self) -> None:
        let_flow(self, "caption")
