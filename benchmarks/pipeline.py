"""How fast gazettes are read and how time grows with their number.

Usage: python -m benchmarks.pipeline [GAZETTES]

Prints characters per second of each stage on one file after another, then the time of a whole build for
1, 2, 4 … 64 copies with changed numbers, and the peak memory of the program and of its workers.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import zhize
from benchmarks.copies import copy_texts
from zhize.loaders.claims import Scope, document_id
from zhize.loaders.files.read import find_files, read_file
from zhize.loaders.outline import outline
from zhize.loaders.pipeline import LOADERS, load_text
from zhize.loaders.print.clean import clean
from zhize.loaders.print.split import split

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure and print."""
    gazettes = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "samples" / "gazettes"
    sources = [read_file(f) for f in find_files(gazettes).files]
    load_text(sources[0])  # lexicons are loaded once, outside the measurement
    characters = sum(len(s.text) for s in sources)
    print(f"{len(sources)} files, {characters} characters\n\nstage              seconds   characters/s")
    _stage("clean", characters, lambda: [clean(s.text) for s in sources])
    _stage("clean and split", characters, lambda: [split(s) for s in sources])
    scopes = [Scope(document_id(d), d, outline(d)) for s in sources for d in split(s).documents]
    for loader in LOADERS:
        _stage(loader.__name__, characters, lambda loader=loader: [loader(s) for s in scopes])
    _stage("whole file", characters, lambda: [load_text(s) for s in sources])
    print("\ncopies   build seconds   seconds a copy")
    with tempfile.TemporaryDirectory() as temp:
        for times in (1, 2, 4, 8, 16, 32, 64):
            folder = Path(temp) / str(times)
            folder.mkdir()
            copy_texts(gazettes, folder, times)
            start = time.perf_counter()
            zhize.build(folder, Path(temp) / f"kg{times}")
            spent = time.perf_counter() - start
            print(f"{times:6d} {spent:15.2f} {spent / times:16.3f}")
    for who, name in ((resource.RUSAGE_SELF, "program"), (resource.RUSAGE_CHILDREN, "largest worker")):
        print(f"peak memory, {name}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MB")


def _stage(name: str, characters: int, work: object) -> None:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    spent = time.perf_counter() - start
    print(f"{name:18} {spent:7.3f} {characters / spent:14,.0f}")


if __name__ == "__main__":
    main()
