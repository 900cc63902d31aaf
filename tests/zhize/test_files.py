"""Files that are written whole: modes, links, devices, what a killed program left."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from zhize.files import like, write_atomically


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_umask_gives(tmp_path: Path, mask: int, mode: int) -> None:
    old = os.umask(mask)
    try:
        write_atomically(tmp_path / "a", b"1")
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o777 == mode


def test_a_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"0")
    (tmp_path / "a").chmod(0o640)
    (tmp_path / "link").symlink_to("a")
    write_atomically(tmp_path / "link", b"1")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"1"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_atomically(tmp_path / "pipe", b"1")
    reader.join(10)
    assert got == [b"1"]
    assert (tmp_path / "pipe").is_fifo()


def test_what_a_killed_program_left_goes_and_what_another_writes_stays(tmp_path: Path) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    (tmp_path / f".a.{gone.stdout.strip()}-1.part").write_bytes(b"half")
    (tmp_path / f".a.{os.getpid()}-1.part").write_bytes(b"other")
    write_atomically(tmp_path / "a", b"1")
    assert sorted(p.name for p in tmp_path.iterdir()) == [f".a.{os.getpid()}-1.part", "a"]


def test_a_folder_is_not_looked_through_for_each_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: [looks.append(folder), scan(folder)][1])
    for n in range(200):
        write_atomically(tmp_path / f"{n}", b"1")
    assert len(looks) < 50


def test_the_entry_that_was_probably_meant(tmp_path: Path) -> None:
    (tmp_path / "samples").mkdir()
    assert like(tmp_path / "sampels") == str(tmp_path / "samples")
    assert like(tmp_path / "kg") == like(tmp_path / "none" / "x") == ""
