"""A graph that is written while its files are read is that of a build that reads first, and leaves nothing behind where it is ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zhize
from tests.graph.test_identity_changed import folders, held, lay, one, rebuilt
from tests.zhize.test_incremental import looked_up
from zhize import ahead
from zhize.errors import GraphError, ReadError
from zhize.graph.store.sqlite.reader import Reader
from zhize.loaders.result import FileResult

FILES = {f"{n}.txt": one(n) for n in range(1, 5)}


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    begin_early(monkeypatch)


def begin_early(patch: pytest.MonkeyPatch) -> None:
    """Have graphs of small files written while they are read, a file at a time."""
    patch.setattr(ahead, "LEAST", 0)
    patch.setattr(ahead, "MOST", 1)


@pytest.fixture
def gazettes(tmp_path: Path) -> Path:
    lay(tmp_path / "in", FILES)
    return tmp_path / "in"


@given(st.lists(st.integers(0, 40 * 2**20), min_size=1, max_size=300))
def test_batches_hold_each_file_once_and_no_more_than_may(sizes: list[int]) -> None:
    files = [(f"{n}.txt", size) for n, size in enumerate(sizes)]
    made = ahead.batches(files)
    assert [name for batch in made for name in batch] == [name for name, _ in files]
    size = dict(files)
    assert all(len(batch) == 1 or sum(size[name] for name in batch) <= ahead.MOST for batch in made)
    assert len(made) <= len(ahead.SHARES) + 2 * sum(sizes) / ahead.MOST + 1


def test_little_is_written_first_and_last() -> None:
    made = [len(batch) for batch in ahead.batches([(f"{n}.txt", 2**16) for n in range(300)])]
    assert made[0] == made[-1] == 3
    assert max(made) == 24


@pytest.mark.parametrize("examples", [3, pytest.param(40, marks=pytest.mark.slow)])
def test_a_graph_written_while_files_are_read_is_that_of_a_build_that_reads_first(examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(folders)
    def compare(files: dict[str, str]) -> None:
        with tempfile.TemporaryDirectory() as temp, pytest.MonkeyPatch.context() as patch:
            folder = Path(temp)
            lay(folder / "in", files)
            begin_early(patch)
            zhize.build(folder / "in", folder / "kg", jobs=2)
            assert held(folder / "kg") == rebuilt(folder)
            assert looked_up(folder / "kg") == looked_up(folder / "new")

    compare()


@pytest.mark.usefixtures("early")
def test_it_is_written_in_several_batches_and_is_one_build(gazettes: Path, tmp_path: Path) -> None:
    report = zhize.build(gazettes, tmp_path / "kg", jobs=2)
    assert (report.files, report.read) == (4, 4)
    assert sorted(p.name for p in (tmp_path / "kg").iterdir()) == ["graph.seal", "graph.sqlite"]
    reader = Reader.open(tmp_path / "kg")
    assert list(reader.rows("SELECT before, stamp FROM builds")) == [("", report.stamp)]
    reader.close()
    again = zhize.build(gazettes, tmp_path / "kg", jobs=2)
    assert (again.read, again.stamp) == (0, report.stamp)


@pytest.mark.usefixtures("early")
def test_a_file_that_cannot_be_read_is_told(gazettes: Path, tmp_path: Path) -> None:
    (gazettes / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    report = zhize.build(gazettes, tmp_path / "kg", jobs=2)
    assert [sentence.startswith("broken.pdf") for sentence in report.failed] == [True]
    assert zhize.open(tmp_path / "kg").manifest.sources == 5


@pytest.mark.usefixtures("early")
def test_a_document_in_two_files_that_are_written_one_after_the_other(gazettes: Path, tmp_path: Path) -> None:
    (gazettes / "b.txt").write_text(one(1) + "\n" * 3000, encoding="utf-8")
    zhize.build(gazettes, tmp_path / "kg", jobs=2)
    assert held(tmp_path / "kg") == rebuilt(tmp_path)


@pytest.mark.usefixtures("early")
def test_where_nothing_is_read_nothing_is_left(tmp_path: Path) -> None:
    lay(tmp_path / "in", {"a.txt": "春天来了。", "b.txt": "夏天来了。"})
    with pytest.raises(ReadError, match="no formal document"):
        zhize.build(tmp_path / "in", tmp_path / "kg", jobs=2)
    assert not (tmp_path / "kg").exists()
    assert not _writers()


def _writers() -> list[int | None]:
    return [p.pid for p in multiprocessing.active_children() if p.name == ahead.NAME]


@pytest.mark.usefixtures("early")
@pytest.mark.parametrize("how", ["killed", "killed before", "interrupted"])
def test_a_writer_that_is_ended_leaves_nothing(
    gazettes: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def progress(_: FileResult) -> None:
        (writer,) = _writers()
        assert writer is not None
        if how == "interrupted":
            raise KeyboardInterrupt
        os.kill(writer, signal.SIGKILL)

    if how == "killed before":
        monkeypatch.setattr(ahead, "_write_batches", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    expected = KeyboardInterrupt if how == "interrupted" else GraphError
    with pytest.raises(expected) as caught:
        zhize.build(gazettes, tmp_path / "kg", jobs=2, progress=None if how == "killed before" else progress)
    if how != "interrupted":
        assert "the process that wrote the graph was ended" in str(caught.value)
    assert not _writers()
    left = {p.name for p in (tmp_path / "kg").iterdir()}
    assert left <= {"graph.sqlite.part"}  # the readings, from which the next build goes on
    assert zhize.build(gazettes, tmp_path / "kg", jobs=1).read < 4
    assert held(tmp_path / "kg") == rebuilt(tmp_path)


@pytest.mark.usefixtures("early")
def test_what_the_writer_cannot_write_is_told_in_a_sentence(
    gazettes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ahead, "bring_up_to_date", full)
    with pytest.raises(GraphError, match=r"the graph cannot be written \(No space left on device\)"):
        zhize.build(gazettes, tmp_path / "kg", jobs=2)
    assert not _writers()


def test_a_small_folder_one_process_and_a_graph_that_is_there_need_no_writer(gazettes: Path, tmp_path: Path) -> None:
    files = [("a.txt", ahead.LEAST)]
    with ahead.writing_ahead(tmp_path / "kg", [("a.txt", 10)], 2) as writer:
        assert writer is None
    with ahead.writing_ahead(tmp_path / "kg", files, 1) as writer:
        assert writer is None
    zhize.build(gazettes, tmp_path / "kg", jobs=1)
    with ahead.writing_ahead(tmp_path / "kg", files, 2) as writer:
        assert writer is None


BUILD = """
import sys, zhize
from zhize import ahead
ahead.LEAST, ahead.MOST = 0, 1
zhize.build(sys.argv[1], sys.argv[2], jobs=2, progress=lambda result: print(result.name, flush=True))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process that is killed is noticed later")
@pytest.mark.parametrize("read", [1, 2, 4])
def test_after_a_kill_the_next_build_finds_nothing_or_all(gazettes: Path, tmp_path: Path, read: int) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(gazettes), str(tmp_path / "kg")], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    for _ in range(read):
        program.stdout.readline()
    program.kill()
    program.wait()
    program.stdout.close()
    end = time.monotonic() + 20
    while True:  # the processes of the killed one end within a second
        try:
            zhize.build(gazettes, tmp_path / "kg", jobs=1)
        except GraphError:
            assert time.monotonic() < end
            time.sleep(0.2)
        else:
            break
    assert sorted(p.name for p in (tmp_path / "kg").iterdir()) == ["graph.seal", "graph.sqlite"]
    assert held(tmp_path / "kg") == rebuilt(tmp_path)
