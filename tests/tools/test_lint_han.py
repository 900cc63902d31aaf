"""Chinese words in code: what counts, and that their number only shrinks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import lint_han


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('x = "水库"', ["水库"]),
        ('x = "水"', []),
        ('x = "[水、库]"', []),
        ('x = regex.compile(r"^(?:水库|闸)$")', ["^(?:水库|闸)$"]),
        ('x = f"{a}水库{b}"', ["水库"]),
        ('x = "水" "库"', ["水库"]),
        ('x = b"x"  # 水库', []),
        ('"""水库的模块。"""', []),
        ('def f():\n    """水库。"""\n    return "闸门"', ["闸门"]),
        ('x = 1\n"""x 是水库。"""', []),
        ('x = {"水库": "闸门"}', ["水库", "闸门"]),
    ],
)
def test_what_counts(code: str, words: list[str]) -> None:
    assert [literal.text for literal in lint_han.han_literals(code)] == words


def house(folder: Path, **modules: str) -> Path:
    for name, code in modules.items():
        file = folder / ("queries" if name == "ask" else "loaders/statements") / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code, encoding="utf-8")
    return folder


def test_numbers_per_file(tmp_path: Path) -> None:
    root = house(tmp_path, duty='A, B = "水库", "闸门"', ask='C = "泵站"', body="D = 1")
    assert lint_han.count(root) == {"loaders/statements/duty.py": 2, "queries/ask.py": 1}


@pytest.mark.parametrize(
    ("allowed", "files"),
    [({"a.py": 2}, []), ({"a.py": 3}, []), ({"a.py": 1}, ["a.py"]), ({"b.py": 9}, ["a.py"])],
)
def test_a_number_may_not_rise(allowed: dict[str, int], files: list[str]) -> None:
    assert lint_han.risen({"a.py": 2}, allowed) == files


def test_update_only_shrinks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "allowed.json"
    monkeypatch.setattr(lint_han, "ALLOWED", file)
    monkeypatch.setattr("sys.argv", ["lint_han", "--update"])
    for now, status, kept in (({"a.py": 2}, 0, 2), ({"a.py": 1}, 0, 1), ({"b.py": 1}, 0, 1), ({"b.py": 3}, 1, 1)):
        monkeypatch.setattr(lint_han, "count", lambda now=now: now)
        assert lint_han.main() == status
        assert sum(lint_han.json.loads(file.read_text("utf-8")).values()) == kept
