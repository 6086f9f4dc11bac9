"""Write what a small trained network computes while it reads English words, and what every row stands for.

    pip install --no-deps g2p_en==2.1.0
    python examples/spelling/rows.py spelling

The words are those of Python's own help texts, so that nothing is downloaded but the weights (``network.py`` beside this file).  A state
depends on the letters read so far and on nothing else, so there is one row for each beginning of a word, however many words begin so, and
one for each whole word with its end: ``states.npy`` (n, 256) is what a model reads, ``texts.txt`` shows a row on the pages of ``sdl-atlas
evaluate`` (the letter just read in brackets), ``labels.csv`` has human concepts for ``sdl-atlas lattice``, ``words.txt`` the words, whose
ends are the last rows, and ``sae.toml`` a model to train on them.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from pydoc_data.topics import topics

import numpy as np
from network import Network

VOWELS = "aeiouy"
Concept = Callable[
    [str, int], bool
]  # of a word and the place (from 0) of the letter just read; the end of the word is its length


def words_of_help() -> list[str]:
    """Lower-case words of three letters or more, in the order of the alphabet; names of a program's things are left out."""
    found = (w for text in topics.values() for w in re.findall(r"(?<![\w.'`_])[a-z]{3,20}(?![\w.'`_(=])", text))
    return sorted(set(found))


def concepts() -> dict[str, Concept]:
    """What a person might say of a place in a word."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    found: dict[str, Concept] = {f"letter {c}": lambda word, t, c=c: word[t : t + 1] == c for c in letters}
    found |= {f"after {c}": lambda word, t, c=c: t > 0 and word[t - 1] == c for c in letters}
    found |= {
        pair: lambda word, t, pair=pair: t > 0 and word[t - 1 : t + 1] == pair
        for pair in ("th", "sh", "ch", "ph", "qu", "ng", "ck", "ee", "ea", "ou", "oo", "io", "er", "ed", "ly")
    }
    found |= {
        f"word in -{tail}": lambda word, t, tail=tail: t == len(word) and word.endswith(tail)
        for tail in ("s", "ly", "ed", "er", "ing", "tion", "y", "e")
    }
    return found | {
        "tion": lambda word, t: word[max(t - 3, 0) : t + 1] == "tion",
        "first letter": lambda _word, t: t == 0,
        "second letter": lambda _word, t: t == 1,
        "end": lambda word, t: t == len(word),
        "vowel": lambda word, t: word[t : t + 1] != "" and word[t] in VOWELS,
        "after a vowel": lambda word, t: t > 0 and word[t - 1] in VOWELS,
        "doubled letter": lambda word, t: 0 < t < len(word) and word[t] == word[t - 1],
    }


def main() -> None:
    """Write them into a folder."""
    parser = argparse.ArgumentParser(description="States of a network that reads words, with texts and labels.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    words = words_of_help()
    states = Network.installed().states(words)
    begun: dict[str, int] = {}  # each beginning, and a word that has it
    for number, word in enumerate(words):
        for t in range(len(word)):
            begun.setdefault(word[: t + 1], number)
    rows = [states[number][len(start) - 1] for start, number in begun.items()] + [s[-1] for s in states]
    places = [(start, len(start) - 1) for start in begun] + [(word, len(word)) for word in words]
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "states.npy", np.stack(rows))
    (folder / "texts.txt").write_text("".join(f"{w[:t]}[{w[t:] or 'end'}]\n" for w, t in places))
    named = concepts()
    table = [",".join(named)] + [",".join(str(int(of(w, t))) for of in named.values()) for w, t in places]
    (folder / "labels.csv").write_text("\n".join(table) + "\n")
    (folder / "words.txt").write_text("\n".join(words) + "\n")
    (folder / "sae.toml").write_bytes(Path(__file__).with_name("sae.toml").read_bytes())


if __name__ == "__main__":
    main()
