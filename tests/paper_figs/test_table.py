"""Tables: reading back what was written, and comparison number by number."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paper_figs.table import Column, Table
from theory.errors import InputError

COLUMNS = (Column("name"), Column("m", "integer"), Column("share", "exact"), Column("loss", "real", tolerance=1e-6))
ROW = ("a", 2, Fraction(3, 4), 0.5)
TABLE = Table(COLUMNS, (ROW, ("b, with comma", -3, Fraction(-1, 7), 1e-12)))

rows = st.tuples(
    st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8),
    st.integers(),
    st.fractions(),
    st.floats(min_value=-1e6, max_value=1e6),
)


@settings(derandomize=True, max_examples=60)
@given(st.lists(rows, max_size=5))
def test_what_is_written_is_read_back(drawn: list[tuple[str, int, Fraction, float]]) -> None:
    table = Table(COLUMNS, tuple(drawn))
    back = Table.from_csv(table.csv(), like=table)
    assert table.moved(back) == []
    assert [r[:3] for r in back.rows] == [r[:3] for r in table.rows]
    assert back.csv() == table.csv()


@pytest.mark.parametrize(
    ("column", "value"),
    [("name", "c"), ("m", 3), ("share", Fraction(7499, 10000)), ("loss", 0.5 + 2e-6)],
)
def test_every_kind_of_change_is_noticed(column: str, value: object) -> None:
    index = [c.name for c in COLUMNS].index(column)
    changed = Table(COLUMNS, ((*ROW[:index], value, *ROW[index + 1 :]), TABLE.rows[1]))  # type: ignore[arg-type]
    moved = changed.moved(TABLE, where="t.csv")
    assert len(moved) == 1
    assert f"row 1, {column}" in moved[0]


def test_a_real_may_move_within_its_tolerance_only() -> None:
    near = Table(COLUMNS, ((*ROW[:3], 0.5 + 0.5e-6), TABLE.rows[1]))
    assert near.moved(TABLE) == []


def test_missing_rows_are_noticed() -> None:
    assert TABLE.moved(Table(COLUMNS, TABLE.rows[:1]), where="t.csv") == ["t.csv: 1 rows are stored, 2 were computed"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "header"),
        ("name,m,share\n", "header"),
        ("name,m,share,loss\na,2,3/4\n", "expected 4 cells"),
        ("name,m,share,loss\na,2.5,3/4,0.5\n", "row 1, m"),
        ("name,m,share,loss\na,2,3/0,0.5\n", "row 1, share"),
        ("name,m,share,loss\na,2,3/4,nan\n", "row 1, loss"),
        ("name,m,share,loss\na,2,3/4,inf\n", "row 1, loss"),
    ],
)
def test_files_that_do_not_fit_are_input_errors(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Table.from_csv(text, like=TABLE)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_table_holds_finite_numbers_only(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Table(COLUMNS, ((*ROW[:3], value),))


def test_a_tolerance_belongs_to_reals() -> None:
    with pytest.raises(ValueError, match="tolerance"):
        Column("m", "integer", tolerance=0.1)
    with pytest.raises(ValueError, match="tolerance"):
        Column("loss", "real")


def test_rows_by_value() -> None:
    assert TABLE.where(name="a").rows == (ROW,)
    with pytest.raises(KeyError, match="no column"):
        TABLE.where(colour="red")
