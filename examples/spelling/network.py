"""A small trained network whose weights ship in a package: from the letters of English words to their sounds.

The weights of g2p_en 2.1.0 (Park and Kim 2019, Apache licence): one recurrent layer (GRU) of 256 units reads the letters of a word,
another one writes the sounds, starting from the state that the first one ends in.  Only the file of weights is read; nothing of the
package is run, so that nothing but numpy is needed.

    pip install --no-deps g2p_en==2.1.0

Example (where the package is installed)
-------
>>> network = Network.installed()                                # doctest: +SKIP
>>> " ".join(network.sounds(network.states(["matrix"])[0][-1:])[0])   # doctest: +SKIP
'M EY1 T R IH0 K S'
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
LETTERS = ["<pad>", "<unk>", "</s>", *"abcdefghijklmnopqrstuvwxyz"]
VOWELS = ["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"]
CONSONANTS = [*"BDFGKLMNPRSTVWYZ", "CH", "DH", "HH", "JH", "NG", "SH", "TH", "ZH"]
END, START = 3, 2
LONGEST = 20  # sounds of a word


def sounds_in_order() -> list[str]:
    """The 74 symbols that the network writes: a vowel has three degrees of stress, and UW stands without one, too.

    >>> len(sounds_in_order())
    74
    """
    stressed = [v + s for v in VOWELS for s in "012"]
    return ["<pad>", "<unk>", "<s>", "</s>", *sorted([*stressed, *CONSONANTS, "UW"])]


@dataclass(frozen=True)
class Network:
    """The weights, by the names that they have in the file."""

    weights: dict[str, Rows]

    @staticmethod
    def installed() -> Network:
        """The network of the installed package; ``FileNotFoundError`` says how to install it."""
        found = find_spec("g2p_en")
        if found is None or found.origin is None:
            raise FileNotFoundError("the weights are not here: pip install --no-deps g2p_en==2.1.0")
        with np.load(Path(found.origin).parent / "checkpoint20.npz", allow_pickle=False) as file:
            return Network({name: np.asarray(file[name], dtype=np.float32) for name in file.files})

    def step(self, layer: str, x: Rows, h: Rows) -> Rows:
        """One step of a recurrent layer (``enc`` or ``dec``): input (n, 256) and state (n, 256) to the next state."""
        w = self.weights
        a = x @ w[f"{layer}_w_ih"].T + w[f"{layer}_b_ih"]
        b = h @ w[f"{layer}_w_hh"].T + w[f"{layer}_b_hh"]
        reset, keep = (1 / (1 + np.exp(-(a[:, i : i + 256] + b[:, i : i + 256]))) for i in (0, 256))
        new = np.tanh(a[:, 512:] + reset * b[:, 512:])
        return ((1 - keep) * new + keep * h).astype(np.float32)

    def states(self, words: list[str]) -> list[Rows]:
        """For each word the states (letters + 1, 256) after each of its letters and after the sign that ends it."""
        codes = [[LETTERS.index(c) if c in LETTERS else 1 for c in word] + [2] for word in words]
        length = max(map(len, codes), default=0)
        table = np.array([c + [0] * (length - len(c)) for c in codes], dtype=int).reshape(len(words), length)
        h, steps = np.zeros((len(words), 256), np.float32), []
        for t in range(length):
            h = self.step("enc", self.weights["enc_emb"][table[:, t]], h)
            steps.append(h)
        return [np.stack([h[i] for h in steps[: len(c)]]) for i, c in enumerate(codes)]

    def write(self, last: Rows, sounds: NDArray[np.int_] | None = None) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
        """What follows from last states (n, 256): sounds (n, 20), and the mean cross-entropy of each word in nats.

        With ``sounds`` given the network reads these, whatever it would have written, and the cross-entropy is theirs; without, it
        reads its own.
        """
        w, h = self.weights, last
        read = np.full(len(last), START)
        written = np.zeros((len(last), LONGEST), dtype=int)
        total, count = np.zeros(len(last)), np.zeros(len(last))
        going = np.ones(len(last), dtype=bool)
        for t in range(LONGEST):
            h = self.step("dec", w["dec_emb"][read], h)
            z = (h @ w["fc_w"].T + w["fc_b"]).astype(float)
            z -= z.max(1, keepdims=True)
            log_p = z - np.log(np.exp(z).sum(1, keepdims=True))
            read = log_p.argmax(1) if sounds is None else sounds[:, t]
            total -= np.where(going, log_p[np.arange(len(last)), read], 0)
            count += going
            written[:, t] = np.where(going, read, 0)
            going &= read != END
        return written, total / np.maximum(count, 1)

    def sounds(self, last: Rows) -> list[list[str]]:
        """The sounds of words from their last states (n, 256)."""
        names = sounds_in_order()
        return [[names[s] for s in row if s not in (0, END)] for row in self.write(last)[0]]
