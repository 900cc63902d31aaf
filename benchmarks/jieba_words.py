"""How fast gazettes are read against how fast jieba cuts the same text into words, in the same run, one process.

Usage: python benchmarks/jieba_words.py [GAZETTES]

jieba is no dependency of the package: `python -m pip install jieba` brings it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

from zhize.loaders.files.read import find_files, read_file  # noqa: E402
from zhize.loaders.pipeline import load_text  # noqa: E402

ROUNDS = 3
"""Each side is measured so often, in turn; the best time counts, for other work on the machine only slows."""


def main() -> None:
    """Measure and print."""
    try:
        import jieba
    except ImportError:
        sys.exit("jieba is not installed, and the comparison needs it. Install it with: python -m pip install jieba")
    gazettes = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "samples" / "gazettes"
    sources = [read_file(f) for f in find_files(gazettes).files]
    characters = sum(len(s.text.text) for s in sources)
    load_text(sources[0])  # lexicons are loaded once, outside the measurement
    jieba.setLogLevel(60)
    jieba.lcut(sources[0].text.text)

    def read() -> None:
        for source in sources:
            load_text(source)

    def cut() -> None:
        for source in sources:
            jieba.lcut(source.text.text)

    best = {"reading": float("inf"), "jieba": float("inf")}
    for _ in range(ROUNDS):
        best["reading"] = min(best["reading"], _seconds(read))
        best["jieba"] = min(best["jieba"], _seconds(cut))
    print(f"{len(sources)} files, {characters} characters\n\n          seconds   characters/s")
    for name, spent in best.items():
        print(f"{name:8} {spent:8.2f} {characters / spent:14,.0f}")
    print(f"\nreading against jieba: {best['jieba'] / best['reading']:.2f}")


def _seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
