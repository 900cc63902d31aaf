"""Following a folder: when it is built again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from zhize.watching import follow, look


class Ended(Exception):
    pass


def steps(folder: Path, doing: list[Callable[[], object]]) -> list[int]:
    """What is done at each look; the numbers of looks after which a build began."""
    built: list[int] = []
    looks = 0

    def wait(pause: float) -> None:
        nonlocal looks
        if looks == len(doing):
            raise Ended
        doing[looks]()
        looks += 1

    with pytest.raises(Ended):
        follow(folder, lambda: built.append(looks), wait=wait)
    return built


def test_a_folder_is_built_again_when_it_has_changed_and_is_quiet(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("1")

    def nothing() -> None:
        pass

    assert steps(tmp_path, [nothing, nothing]) == [0]
    assert steps(tmp_path, [lambda: file.write_text("22"), nothing, nothing]) == [0, 2]
    growing = [lambda n=n: file.write_text("x" * n) for n in (10, 20, 30)]
    assert steps(tmp_path, [*growing, nothing, nothing]) == [0, 4]
    assert steps(tmp_path, [file.unlink, nothing]) == [0, 2]


def test_what_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.txt").write_text("123")
    assert [size for _, size, _ in look(tmp_path)] == [3]
    assert len(look(tmp_path / "b" / "c.txt")) == 1
    assert look(tmp_path / "none") == ()
