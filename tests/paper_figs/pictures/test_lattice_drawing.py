"""Pictures and pages of lattices: what is shown, that nothing overlaps, that bytes repeat, and that names cannot do harm."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from paper_figs.pictures.lattice_diagram import MOST, diagram, layers
from paper_figs.pictures.lattice_drawing import placed, render_lattice
from paper_figs.pictures.lattice_layout import layout
from paper_figs.pictures.lattice_page import lattice_page
from solvers.concepts.lattice import concept_lattice
from theory.concepts import ConceptLattice, FormalContext
from theory.concepts.hierarchy import Absorption, Split
from theory.concepts.reading import read_context

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "contexts"


def lattice_of(name: str) -> ConceptLattice:
    return concept_lattice(read_context(EXAMPLES / f"{name}.cxt").context)


@pytest.fixture(scope="module")
def water() -> ConceptLattice:
    return lattice_of("live_in_water")


def test_reduced_labels(water: ConceptLattice) -> None:
    """Intent = labels above, extent = objects below: every incidence can be read off the lines."""
    drawn = diagram(water)
    assert sorted(a for n in drawn.nodes for a in n.attributes) == sorted(water.context.attributes)
    assert sorted(o for n in drawn.nodes for o in n.objects) == sorted(water.context.objects)
    up: dict[int, set[int]] = {i: {i} for i in range(len(drawn.nodes))}
    for i, node in enumerate(drawn.nodes):
        for j in node.lower:
            up[j] |= up[i]
    for i, node in enumerate(drawn.nodes):
        above = {a for j in up[i] for a in drawn.nodes[j].attributes}
        assert above == set(water.context.names(water.intents[node.concept]))
    assert "All 19 concepts" in drawn.caption


def test_more_concepts_than_a_page_holds_become_an_iceberg() -> None:
    lattice = lattice_of("southern_women")
    drawn = diagram(lattice)
    assert len(drawn.nodes) == 57 <= MOST < len(lattice)
    assert "Iceberg: 57 of the 65 concepts, namely those with at least 2 objects" in drawn.caption
    assert min(n.size for n in drawn.nodes) == 2
    few = diagram(lattice, most=3)
    assert [n.size for n in few.nodes] == [18, 14, 12]
    assert "12 attributes occur only in concepts that are not drawn" in few.caption
    assert len(diagram(lattice, most=0).nodes) == 1
    iceberg = concept_lattice(lattice.context, min_support=5)
    assert f"Iceberg: all {len(iceberg)} concepts with at least 5 objects" in diagram(iceberg).caption


def test_nodes_and_labels_do_not_overlap() -> None:
    for name in ("live_in_water", "southern_women"):
        drawn = diagram(lattice_of(name))
        places, plan = placed(drawn)
        for i, p in enumerate(places):
            for q in places[:i]:
                assert (p.x - q.x) ** 2 + (p.y - q.y) ** 2 > (p.r + q.r) ** 2
        for i, node in enumerate(drawn.nodes):
            assert all(places[j].y < places[i].y for j in node.lower)
        assert set(plan.lines) == {(i, j) for i, n in enumerate(drawn.nodes) for j in n.lower}


def test_crossings_are_few() -> None:
    """A planar lattice is drawn without crossings; the cube cannot be, and 4 is what its layered drawing needs at most."""
    chain = concept_lattice(FormalContext.of([set("a"), set("ab"), set("abc"), set("abcd")]))
    grid = concept_lattice(FormalContext.of([set("abc"), set("bcx"), set("cxy"), set("xyz")]))
    cube = concept_lattice(FormalContext.from_bool(~np.eye(3, dtype=bool)))
    assert placed(diagram(chain))[1].crossings == 0
    assert placed(diagram(grid))[1].crossings == 0
    assert placed(diagram(cube))[1].crossings <= 4
    crossed = layout([[3], [2], [], []], [[0, 1], [2, 3]], [1, 1, 1, 1])
    assert crossed.crossings == 0
    assert crossed.x[0] < crossed.x[1] == crossed.x[2]


def test_wide_layers_stand_in_several_rows() -> None:
    drawn = diagram(concept_lattice(FormalContext.from_bool(np.eye(40, dtype=bool))))
    places, _ = placed(drawn)
    assert len(layers(drawn.nodes)) == 3
    assert len({p.y for p in places}) > 3
    assert max(p.x for p in places) - min(p.x for p in places) < 20


def test_the_same_bytes_every_time(water: ConceptLattice) -> None:
    drawn = diagram(water)
    first, second = render_lattice(drawn), render_lattice(diagram(water))
    assert first == second
    assert {k: v[:4] for k, v in first.items()} == {"pdf": b"%PDF", "svg": b"<?xm", "png": b"\x89PNG"}
    assert lattice_page(drawn, "t") == lattice_page(drawn, "t")


def test_marks_and_human_concepts_change_the_picture(water: ConceptLattice) -> None:
    plain = render_lattice(diagram(water))["svg"]
    marked = diagram(
        water,
        human={2: ["plant 0.80"]},
        absorbed=[Absorption(neuron=1, parent=0, children=(1,), represented_by=(2,))],
        split=[Split(neuron=0, parts=(1, 2))],
    )
    assert [n.marks for n in marked.nodes[:2]] == [{"split"}, {"absorbed"}]
    assert marked.nodes[2].human == ("plant 0.80",)
    assert render_lattice(marked)["svg"] != plain
    page = lattice_page(marked, "t").decode()
    assert "plant 0.80" in page
    assert 'class="absorbed own"' in page


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_names_are_only_ever_text() -> None:
    evil = "</script><img src=x onerror=alert(1)> & $x$ \u2028"
    k = FormalContext.of([{evil}, {evil, "b"}], objects=[evil, "<b>"])
    drawn = diagram(concept_lattice(k), human={0: [evil]})
    page = lattice_page(drawn, evil).decode()
    tags = Tags()
    tags.feed(page)
    assert not {"img", "b", "link", "iframe"} & {tag for tag, _ in tags.seen}
    assert not any(name in ("src", "href") or name.startswith("on") for _, attrs in tags.seen for name in attrs)
    assert re.search(r"Content-Security-Policy\" content=\"default-src 'none'", page)
    assert "http" not in page.replace("http-equiv", "")
    data = json.loads(page.split('id="lattice">')[1].split("</script>")[0])
    assert data[0]["intent"] == [evil]
    assert data[0]["extent"] == [evil, "<b>"]
    assert render_lattice(drawn)["svg"]


def test_the_page_tells_extent_intent_and_neighbours(water: ConceptLattice) -> None:
    page = lattice_page(diagram(water), "water").decode()
    data = json.loads(page.split('id="lattice">')[1].split("</script>")[0])
    assert len(data) == page.count("<circle") == 19
    for i, entry in enumerate(data):
        assert entry["lower"] == water.lower(i).tolist()
        assert entry["upper"] == water.upper(i).tolist()
        assert entry["size"] == len(entry["extent"])
        assert tuple(entry["intent"]) == water.context.names(water.intents[i])


def test_lattices_of_almost_nothing() -> None:
    for shape in ((0, 0), (0, 2), (2, 0), (1, 1)):
        drawn = diagram(concept_lattice(FormalContext.from_bool(np.ones(shape, dtype=bool))))
        assert len(drawn.nodes) == 1
        assert render_lattice(drawn)["png"]
        assert b"<circle" in lattice_page(drawn, "t")
