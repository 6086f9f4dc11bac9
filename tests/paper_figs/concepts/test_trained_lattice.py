"""Data, relations and contexts of the trained lattice."""

from __future__ import annotations

import numpy as np

from paper_figs.concepts import trained_lattice as figure


def test_points_belong_to_their_concept_and_its_parent() -> None:
    x, member = figure.points(0)
    names = list(figure.PARENTS)
    assert x.shape == (1400, 16)
    assert member.sum(axis=0).tolist() == [600, 200, 200, 600, 200, 200, 200]
    for child, parent in figure.PARENTS.items():
        if parent:
            assert (member[:, names.index(child)] <= member[:, names.index(parent)]).all()


def test_relations_by_hand() -> None:
    on = np.array([[1, 0], [1, 1], [0, 1]], dtype=bool)
    member = np.array([[1], [1], [0]], dtype=bool)
    found = figure.relations(on, member)
    assert found["recall"].tolist() == [[1.0, 0.5]]
    assert found["jaccard"].tolist() == [[1.0, 1 / 3]]


def test_training_is_repeatable() -> None:
    a, b = (figure.activations(0, steps=30) for _ in range(2))
    assert (a == b).all()
    assert ((a > 0).sum(axis=1) <= figure.K).all()
