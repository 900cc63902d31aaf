"""Write what the site of the documentation is made of: the pages of `docs/`, and the reference and pictures made of the program.

Usage: python -m tools.docs [FOLDER]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zhize
from tools.page_shots import take
from zhize.cli import app
from zhize.cli_examples import EXAMPLES
from zhize.cli_help import command_line
from zhize.messages import speaking
from zhize.render_schema import dictionary

ROOT = Path(__file__).resolve().parent.parent
API = """# Python 接口

::: zhize.api.open

::: zhize.building.build

::: zhize.building.BuildReport

::: zhize.api.OpenGraph
    options: {inherited_members: true}

::: zhize.queries.answer.Answer

::: zhize.graph.store.rows.Rows

::: zhize.graph.store.sqlite.search.Hit

::: zhize.errors
"""
"""What the page of the API names; its words are the docstrings."""


def command_pages() -> Iterator[str]:
    """The reference of all commands as Markdown: usage, arguments, options, examples."""
    yield "# 命令\n"
    top = command_line(app)
    for name, command in top.commands.items():
        yield _command(name, command)
        for inner, below in getattr(command, "commands", {}).items():
            yield _command(f"{name} {inner}", below, 3)


def _command(path: str, command: Any, level: int = 2) -> str:
    out = [f"{'#' * level} `zhize {path}`", "", command.help or "", ""]
    rows = [p for p in command.params if getattr(p, "help", None)]
    if rows:
        out += ["| 参数或选项 | 说明 | 默认 |", "|---|---|---|"]
        out += [f"| `{_names(p)}` | {p.help} | {_default(p)} |" for p in rows]
    if path in EXAMPLES:
        out += ["", "```sh", *EXAMPLES[path], "```"]
    return "\n".join(out) + "\n"


def _names(parameter: Any) -> str:
    """`--out, -o`, or the name of an argument."""
    return ", ".join(parameter.opts) if parameter.param_type_name == "option" else str(parameter.name).upper()


def _default(parameter: Any) -> str:
    value = parameter.default
    plain = isinstance(value, (str, int, float, Path)) and not isinstance(value, bool)
    return f"`{value}`" if plain and str(value) else ""


def write(folder: Path) -> None:
    """Write the pages into a folder, which is made anew."""
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(ROOT / "docs", folder)
    made = folder / "generated"
    made.mkdir()
    with tempfile.TemporaryDirectory() as place, speaking("zh"):
        zhize.build(ROOT / "samples/gazettes", place, jobs=1)
        graph = zhize.open(place)
        (made / "cli.md").write_text("\n".join(command_pages()), encoding="utf-8")
        (made / "schema.md").write_text(f"# 数据字典\n\n{dictionary(graph.kg)}", encoding="utf-8")
        (made / "api.md").write_text(API, encoding="utf-8")
        graph.draw_body("区森防指").save(made / "body.svg")
        graph.draw_cascade("校园食品安全").save(made / "cascade.svg")
        graph.draw_network(region="青石区").save(made / "network.svg")
        graph.draw_compare("云州市", "青石区").save(made / "compare.svg")
        graph.close()
        if not take(Path(place), made):
            print("No Chromium or no playwright: the pages are written without pictures of the web interface.")
            _without_shots(folder)


def _without_shots(folder: Path) -> None:
    """Leave out the lines that show pictures of the web interface."""
    for page in folder.rglob("*.md"):
        lines = page.read_text("utf-8").splitlines(keepends=True)
        page.write_text("".join(line for line in lines if "generated/page-" not in line), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build/docs")
