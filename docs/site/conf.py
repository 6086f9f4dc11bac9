"""Configuration of the web site; ``build.py`` assembles the pages and runs Sphinx with it."""

from __future__ import annotations

import html
import sys
from pathlib import Path
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).parent))

from markup import LONG

from sdl_atlas.version import __version__

project = "sdl-atlas"
author = "The sdl-atlas contributors"
copyright = "The sdl-atlas contributors, MIT licence"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath", "attrs_inline"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
# $ stands for money nowhere here; a digit beside a dollar sign is a formula all the same
myst_dmath_allow_digits = True

html_theme = "furo"
html_title = "sdl-atlas"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
pygments_style = "friendly"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_class_signature = "mixed"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_custom_sections = ["Source", ("Attributes", "params_style")]
python_use_unqualified_type_names = True
nitpicky = False  # types of numpy and torch are named, and not documented here


def _formula(display: Literal["inline", "block"]) -> Any:
    """A visitor that writes a formula as MathML: every browser renders it, offline and without scripts."""

    def visit(self: Any, node: Any) -> None:
        from docutils import nodes

        from proofs_checks.readable import mathml

        try:
            shown = mathml(node.astext(), display)
        except Exception as error:
            raise ValueError(f"{node.source}:{node.line}: not a formula: {node.astext()!r} ({error})") from error
        if display == "block":
            shown = f'<div class="formula">{shown}</div>'
        elif len(node.astext()) >= LONG:
            shown = f'<span class="long">{shown}</span>'
        if "<mtext>\\" in shown:
            raise ValueError(f"a LaTeX command that is not understood in {html.escape(node.astext())}")
        self.body.append(shown)
        raise nodes.SkipNode

    return visit


def setup(app: Any) -> dict[str, bool]:
    """Formulas without a script from elsewhere."""
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(_formula("inline"), None),
        block_renderers=(_formula("block"), None),
    )
    app.config["html_math_renderer"] = "mathml"
    return {"parallel_read_safe": True, "parallel_write_safe": True}


html_math_renderer = "mathml"
