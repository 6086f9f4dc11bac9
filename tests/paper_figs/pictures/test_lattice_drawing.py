"""Pictures and pages of lattices: what is shown, that nothing overlaps, that bytes repeat, and that names cannot do harm."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from paper_figs.pictures.lattice_crowding import Crowding
from paper_figs.pictures.lattice_diagram import MOST, diagram
from paper_figs.pictures.lattice_drawing import LETTER, LINE, placed, render_lattice
from paper_figs.pictures.lattice_layout import _force, _relaxed
from paper_figs.pictures.lattice_order import Order
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


def boolean(n: int) -> ConceptLattice:
    return concept_lattice(FormalContext.from_bool(~np.eye(n, dtype=bool)))


def nominal(n: int) -> ConceptLattice:
    """M_n: n concepts side by side."""
    return concept_lattice(FormalContext.from_bool(np.eye(n, dtype=bool)))


def ordinal(n: int) -> ConceptLattice:
    return concept_lattice(FormalContext.from_bool(np.tri(n, dtype=bool)))


def scattered(seed: int, n: int, d: int, density: float) -> ConceptLattice:
    return concept_lattice(FormalContext.from_bool(np.random.default_rng(seed).random((n, d)) < density))


PENTAGON = [{"a", "b"}, {"a"}, {"c"}]  # N5
LATTICES = {
    **{f"boolean {n}": lambda n=n: boolean(n) for n in (1, 2, 3, 4, 5)},
    **{f"nominal {n}": lambda n=n: nominal(n) for n in (3, 5, 12)},
    **{f"scattered {s}": lambda s=s: scattered(s, 10 + 2 * s, 6 + s % 3, 0.3 + 0.05 * s) for s in range(5)},
    **{name: lambda name=name: lattice_of(name) for name in ("live_in_water", "southern_women")},
    "pentagon": lambda: concept_lattice(FormalContext.of(PENTAGON)),
    "ordinal 6": lambda: ordinal(6),
    "iceberg": lambda: concept_lattice(lattice_of("southern_women").context, min_support=3),
}


@pytest.mark.parametrize("name", LATTICES)
def test_no_line_runs_through_a_foreign_node(name: str) -> None:
    """Distances by a plain loop, written apart from the layout's own."""
    drawn = diagram(LATTICES[name](), most=100)
    places, plan = placed(drawn)
    for i, p in enumerate(places):
        assert all(math.hypot(p.x - q.x, p.y - q.y) > p.r + q.r for q in places[:i])
        assert p.r > 0.02
    for u, node in enumerate(drawn.nodes):
        for v in node.lower:
            a, b = places[u], places[v]
            assert a.y > b.y
            for w, p in enumerate(places):
                if w not in (u, v):
                    dx, dy = b.x - a.x, b.y - a.y
                    t = min(1.0, max(0.0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy)))
                    assert math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy) > p.r, (u, v, w)
    assert plan.quality.clearance > 0


def test_labels_of_a_level_do_not_run_into_each_other() -> None:
    """Long names on a level that is as wide as a page: they stand in several lines."""
    names = [f"attribute with number {i:02d}" for i in range(30)]
    lattice = concept_lattice(FormalContext.from_bool(np.eye(30, dtype=bool), names, names))
    places, _ = placed(diagram(lattice))
    for side in ("above", "below"):
        boxes = []
        for p in places:
            lines = list(reversed(p.above)) if side == "above" else [text for text, _ in p.below]
            sign = 1 if side == "above" else -1
            for k, text in enumerate(lines):
                if text:
                    boxes.append((p.x, round(p.y + sign * (p.r + LINE * (k + 0.5)), 6), len(text) * LETTER / 2, id(p)))
        for a, b in itertools.combinations(boxes, 2):
            if a[3] != b[3] and abs(a[1] - b[1]) < 0.9 * LINE:
                assert abs(a[0] - b[0]) >= a[2] + b[2] - 1e-9
    assert max(p.x for p in places) - min(p.x for p in places) < 20


def test_boolean_lattices_are_hypercubes() -> None:
    """Additive: as many directions of lines as atoms, and every direction as often as a hypercube has parallel edges."""
    for n in (2, 3, 4, 5):
        drawn = diagram(boolean(n))
        places, plan = placed(drawn)
        steps = [
            (round(places[j].x - places[i].x, 6), round(places[j].y - places[i].y, 6))
            for i, node in enumerate(drawn.nodes)
            for j in node.lower
        ]
        assert plan.additive
        assert sorted(Counter(steps).values()) == [2 ** (n - 1)] * n


def test_classic_lattices_look_as_in_books() -> None:
    chain = placed(diagram(ordinal(6)))[0]
    assert {round(p.x, 9) for p in chain} == {0.0}, "a chain is straight"
    top, *middle, bottom = placed(diagram(nominal(3)))[0]
    assert len({p.y for p in middle}) == 1
    assert middle[0].y == pytest.approx((top.y + bottom.y) / 2)
    assert top.x == pytest.approx(bottom.x)
    drawn = diagram(concept_lattice(FormalContext.of(PENTAGON)))
    places, plan = placed(drawn)
    assert plan.quality.crossings == 0
    (alone,) = (i for i, n in enumerate(drawn.nodes) if n.lower == (4,) and i in drawn.nodes[0].lower)
    chain = [i for i in (1, 2, 3) if i != alone]
    assert places[alone].y == pytest.approx((places[0].y + places[4].y) / 2)
    assert places[chain[0]].y > places[alone].y > places[chain[1]].y
    assert len({places[i].x > places[alone].x for i in chain}) == 1, "both of the chain stand on one side"


def test_crossings_are_few() -> None:
    """A planar lattice is drawn without crossings; a cube needs two in any drawing with straight lines by levels."""
    grid = concept_lattice(FormalContext.of([set("abc"), set("bcx"), set("cxy"), set("xyz")]))
    assert placed(diagram(ordinal(4)))[1].quality.crossings == 0
    assert placed(diagram(grid))[1].quality.crossings == 0
    assert placed(diagram(boolean(3)))[1].quality.crossings == 2


def test_the_derivative_of_the_force_is_right() -> None:
    from scipy.optimize import check_grad

    drawn = diagram(scattered(3, 12, 7, 0.5))
    crowding = Crowding(Order.of([node.lower for node in drawn.nodes]))
    x = np.random.default_rng(0).normal(size=len(drawn.nodes))
    assert check_grad(lambda z: _force(crowding, z)[0], lambda z: _force(crowding, z)[1], x) < 1e-4
    pushed = _relaxed(crowding, np.zeros_like(x) + 1e-3 * x)
    assert crowding.quality(pushed).spacing > 0.3


def test_crossings_are_counted_as_by_hand() -> None:
    two = Crowding(Order.of([[2, 3], [2, 3], [], []]))
    assert two.crossings(np.array([0.0, 1.0, 0.0, 1.0])) == 1
    straight = Crowding(Order.of([[3], [2], [], []]))
    assert straight.crossings(np.array([0.0, 1.0, 0.0, 1.0])) == 1
    assert straight.crossings(np.array([0.0, 1.0, 1.0, 0.0])) == 0
    with pytest.raises(ValueError, match="must come before"):
        Order.of([[], [0]])


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
