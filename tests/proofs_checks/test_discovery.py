"""Claims are found in the files that are named after them, and no other file is read."""

from __future__ import annotations

import fnmatch
import subprocess
import sys

import pytest

from proofs_checks.discovery import discover, select
from theory.errors import InputError


@pytest.mark.parametrize(
    "pattern", ["*", "sdl.thm-3.6", "sdl.thm-3.6*", "*.disjoint-*", "?dl.thm-3.[68]*", "*3.6*", "con*s"]
)
def test_the_files_that_are_left_out_have_no_match(pattern: str) -> None:
    assert select([pattern]) == [f for f in discover() if fnmatch.fnmatchcase(f.claim.id, pattern)]


def test_several_patterns_give_each_claim_once_in_the_order_of_ids() -> None:
    found = [f.claim.id for f in select(["sdl.thm-3.8", "sdl.N1", "sdl.thm-3.[8]"])]
    assert found == ["sdl.no-spurious-valleys", "sdl.thm-3.8"]


def test_a_name_that_is_nearly_an_id_is_refused() -> None:
    with pytest.raises(InputError, match="no claim has this id"):
        select(["sdl.thm_3_6"])  # the name of the file


def test_one_claim_is_settled_without_reading_the_others() -> None:
    code = "import sys; from proofs_checks.discovery import select; select(['sdl.thm-3.6']); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "proofs_checks.sdl.thm_3_6" in modules
    assert "proofs_checks.sdl.thm_3_8" not in modules
