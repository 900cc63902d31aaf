"""Where commands write: links, folders, full and unwritable places, a home that cannot be made. What fails leaves nothing behind."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import zhize
from tests.loaders.forms import paper
from zhize import cli
from zhize.api import OpenGraph
from zhize.loaders.files import ocr
from zhize.web.shelf import Shelf
from zhize.web.site import write_site

FILES = {
    "a.csv": "ledger KG",
    "a.graphml": "draw agency KG 青石区水利局",
    "a.html": "report KG agency 青石区水利局",
    "a.nq": "export KG -f nquads",
}
FOLDERS = {
    "dump": "dump KG",
    "facts": "facts KG",
    "import": "export KG -f neo4j-import",
    "site": "site KG -q",
    "kg": "build PAPERS -q",
}
COMMANDS = FILES | FOLDERS


@pytest.fixture(autouse=True)
def _made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line is the same for all calls; to make it takes longer than most of them."""
    monkeypatch.setattr(cli, "command_line", made_once)


_MADE = cli.command_line(cli.app)


def made_once(app: object, arguments: object = ()) -> object:
    """All commands, made once."""
    return _MADE


def call(capsys: pytest.CaptureFixture[str], command: str, graph: OpenGraph, out: Path) -> tuple[int, str]:
    """The exit status of a command that writes to a place, and what it says of errors."""
    known = {"KG": str(graph.path), "PAPERS": str(graph.path.parent / "in")}
    old = sys.argv
    sys.argv = ["zhize", *(known.get(word, word) for word in command.split()), "--out", str(out)]
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0), capsys.readouterr().err.strip()
    finally:
        sys.argv = old
    raise AssertionError("the command line always ends with a status")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenGraph]:
    """The graph of one paper."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(paper(), encoding="utf-8")
    zhize.build(folder / "in", folder / "kg", jobs=1)
    graph = zhize.open(folder / "kg")
    yield graph
    graph.close()


def held(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder: files with their bytes, links and folders by their names."""
    found = folder.rglob("*")
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() and not p.is_symlink() else b"" for p in found}


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can have more than 100 bytes; the system says so as it says that a disk is full."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def refused(capsys: pytest.CaptureFixture[str], name: str, graph: OpenGraph, folder: Path, out: Path) -> None:
    """A place is refused in one sentence with the status 2, and all is as it was."""
    before = held(folder)
    status, said = call(capsys, COMMANDS[name], graph, out)
    assert (status, said.count("\n"), said[:7]) == (2, 0, "zhize: "), said
    assert str(out) in said
    assert held(folder) == before


@pytest.mark.parametrize("name", COMMANDS)
def test_places_that_cannot_be_written(
    small: OpenGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / f"folder-{name}").mkdir()
    (tmp_path / f"folder-{name}" / "mine").write_text("mine")
    (tmp_path / f"loop-{name}").symlink_to(tmp_path / f"loop-{name}")
    for place in (
        tmp_path / "mine" / name,
        Path("/proc") / name,
        tmp_path / f"loop-{name}",
        tmp_path / ("x" * 300 + name),
    ):
        refused(capsys, name, small, tmp_path, place)
    if name not in ("dump", "facts"):  # which put their files beside others
        refused(capsys, name, small, tmp_path, tmp_path / f"folder-{name}")


@pytest.mark.parametrize("name", FILES)
def test_the_folder_in_which_one_is_is_no_file(
    small: OpenGraph,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(capsys, name, small, tmp_path, Path())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_told_and_nothing_is_left(
    small: OpenGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with full_disk():
        refused(capsys, name, small, tmp_path, tmp_path / "new" / "below" / name)


@pytest.mark.parametrize("name", ["a.csv", "a.graphml"])
def test_links_stay_links_and_devices_devices(
    small: OpenGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    for link, leads in (("to-file", "file"), ("to-nothing", "nothing"), ("to-device", "/dev/null")):
        (tmp_path / "file").write_text("old")
        place = tmp_path / f"{link}-{name}"
        place.symlink_to(leads)
        assert call(capsys, COMMANDS[name], small, place) == (0, "")
        assert place.is_symlink()
        assert leads == "/dev/null" or (tmp_path / leads).stat().st_size > 100
    assert Path("/dev/null").is_char_device()
    (tmp_path / f"full-{name}").symlink_to("/dev/full")
    refused(capsys, name, small, tmp_path, tmp_path / f"full-{name}")


LINKED = {
    "dump": "facts.jsonl",
    "facts": "duties.jsonl",
    "import": "import.sh",
    "site": "index.html",
    "kg": "graph.sqlite",
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_link_in_a_folder_is_not_followed(
    small: OpenGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """What somebody else has written is not replaced through a link that stands where one of our files was."""
    place = tmp_path / name
    assert call(capsys, COMMANDS[name], small, place)[0] == 0
    (tmp_path / "mine").write_text("mine")
    (place / LINKED[name]).unlink()
    (place / LINKED[name]).symlink_to(tmp_path / "mine")
    call(capsys, COMMANDS[name], small, place)
    assert (tmp_path / "mine").read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir() if p.name not in (name, "mine")] == []


def test_old_tables_stay_where_a_new_one_cannot_be_written(
    small: OpenGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All tables are of one state: where the last cannot be written, the first is not either."""
    (tmp_path / "documents.jsonl").write_text("old")
    (tmp_path / "agencies.jsonl").mkdir()
    refused(capsys, "facts", small, tmp_path, tmp_path)


def test_a_site_that_was_ended_is_written_anew(small: OpenGraph, tmp_path: Path) -> None:
    def end(number: int, _: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_site(Shelf(small), tmp_path / "site", end)
    assert len(held(tmp_path / "site")) > 1
    write_site(Shelf(small), tmp_path / "site")
    write_site(Shelf(small), tmp_path / "new")
    assert held(tmp_path / "site") == held(tmp_path / "new")


def test_stores_beside_a_graph_leave_nothing_where_the_disk_is_full(tmp_path: Path) -> None:
    from zhize.errors import GraphError
    from zhize.graph.store.kept import keep

    def make(place: Path) -> None:
        place.mkdir()
        (place / "a").write_bytes(b"x" * 1000)

    with full_disk(), pytest.raises(GraphError, match="the store cannot be written"):
        keep(tmp_path / "days" / "2024-06-01", "stamp", 1, make, "store")
    assert held(tmp_path) == {}


@pytest.mark.parametrize("home", ["/proc/none", *(pytest.param(h, marks=pytest.mark.slow) for h in ("/dev/null", ""))])
def test_a_home_that_cannot_be_made_is_done_without(small: OpenGraph, home: str) -> None:
    """The prompt keeps its questions there, OCR what it read of scans: without, both work."""
    left_out = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "ZHIZE_CACHE")
    env = {name: value for name, value in os.environ.items() if name not in left_out} | {"HOME": home}
    command = [sys.executable, "-m", "zhize.cli", "ask", str(small.path)]
    done = subprocess.run(command, env=env, input="", capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_scans_are_read_again_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIZE_CACHE", "/proc/none")
    ocr._save(ocr.folder() / "a.json", [])
    assert ocr._load(ocr.folder() / "a.json") is None
