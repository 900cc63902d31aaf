"""Bring the catalogue of messages up to date: find what the program says, merge it with what is translated, compile.

What is found: literals given to `_(…)`, the first argument of an error of the family, `help=` of options and arguments,
the docstrings of commands (`zhize/cli*.py`), the descriptions of the schema, and what the library of the command line
says by itself.

Usage: python -m tools.messages [--check]
Then write the Chinese into zhize/locale/zh/LC_MESSAGES/zhize.po and run it again.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import click
import msgspec
import typer
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from zhize.graph.model.ontology import ontology

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "zhize/locale/zh/LC_MESSAGES/zhize.po"
FOLDERS = ("zhize/*.py", "zhize/web/**/*.py", "graph/**/*.py", "loaders/**/*.py", "queries/**/*.py")
LIBRARY = (Path(typer.__file__).parent, Path(click.__file__).parent)
LIBRARY_FILES = ("core.py", "rich_utils.py", "decorators.py", "formatting.py", "completion.py", "_completion_shared.py")
UNSAID = ("Missing", "No such", "Deprecation", "{text} ", "Value must", "%(prog)s", "Show the version")
"""How messages of the library begin that never come or that zhize/cli_help.py says otherwise."""
ERRORS = ("ReadError", "GraphError", "QueryError", "SchemaError", "OptionError", "AmbiguousName", "ServerError", "MissingExtra", "ZhizeError")  # fmt: skip
SAYS = ("_", "gettext", "later", "Sentence")


class Message(msgspec.Struct, frozen=True):
    """Something that the program says, and where."""

    text: str
    file: str
    line: int


def messages_of(code: str, file: str) -> Iterator[Message]:
    """What a module says, in the order of its syntax tree.

    Example:
        >>> [m.text for m in messages_of('echo(_("Written: {file}", file=f)); raise OptionError("No.")', "a.py")]
        ['Written: {file}', 'No.']
    """
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            said = node.args[:1] if name in (*SAYS, *ERRORS) else [k.value for k in node.keywords if k.arg == "help"]
            for value in said:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                    yield Message(value.value, file, node.lineno)
        elif isinstance(node, ast.FunctionDef) and Path(file).name.startswith("cli") and not node.name.startswith("_"):
            doc = ast.get_docstring(node)
            if doc and any("Annotated" in ast.dump(a) or "GraphPath" in ast.dump(a) for a in node.args.args):
                yield Message(inspect.cleandoc(doc), file, node.lineno)


def library_messages() -> Iterator[Message]:
    """What the library of the command line says; the places are left out, they are not ours."""
    for folder, name in product(LIBRARY, LIBRARY_FILES):
        file = folder / name
        if file.exists():
            for message in messages_of(file.read_text("utf-8"), "typer"):
                if not message.text.startswith(UNSAID):
                    yield Message(message.text, "typer", 0)


def found(root: Path = ROOT) -> list[Message]:
    """All that is said, each text once for each file."""
    own = [
        message
        for pattern in FOLDERS
        for file in sorted(root.glob(pattern))
        for message in messages_of(file.read_text("utf-8"), file.relative_to(root).as_posix())
    ]
    classes = ontology().classes.values()
    described = [Message(c.description, f"graph/schema/{c.prefix}.yaml", 0) for c in classes]
    return list({(m.text, m.file): m for m in [*own, *described, *library_messages()]}.values())


def translated(path: Path = CATALOGUE) -> Catalog:
    """The catalogue as it is written."""
    if not path.exists():
        return Catalog(locale="zh", domain="zhize", project="zhize", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="zh", domain="zhize")


def lacking(catalogue: Catalog, said: list[Message]) -> list[str]:
    """What the catalogue does not say, or says with other names in braces."""
    entries = {m.id: m for m in catalogue if m.id}
    out = []
    for message in said:
        entry = entries.get(message.text)
        if entry is None or not entry.string or entry.fuzzy:
            out.append(f"{message.file}: no translation: {message.text!r}")
        elif not names(str(entry.string)) <= names(message.text):
            out.append(f"{message.file}: other names in braces: {message.text!r} / {entry.string!r}")
    return list(dict.fromkeys(out))


def names(text: str) -> set[str]:
    """The names in braces of a message: `{file}:{line}` -> file, line."""
    import string

    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        return set()


def renewed(catalogue: Catalog, said: list[Message]) -> Catalog:
    """The catalogue with all that is said now, in order, and nothing else."""
    entries = {m.id: m for m in catalogue if m.id}
    out = Catalog(locale="zh", domain="zhize", project="zhize", charset="utf-8", fuzzy=False)
    out.header_comment = "# What zhize says to its user, in Chinese. Brought up to date by: python -m tools.messages"
    places: dict[str, list[str]] = {}
    for message in said:
        places.setdefault(message.text, []).append(message.file)
    for text in sorted(places, key=lambda t: (places[t][0] == "typer", places[t][0], t)):
        before = entries.get(text)
        out.add(text, before.string if before else "", locations=[(file, 0) for file in sorted(set(places[text]))])
    return out


def compile_catalogues(root: Path = ROOT / "zhize/locale") -> None:
    """Write the .mo file that the program reads beside each .po file."""
    for po in sorted(root.rglob("*.po")):
        with po.open("rb") as file, po.with_suffix(".mo").open("wb") as out:
            write_mo(out, read_po(file))


def main() -> int:
    """Renew and compile; with --check only tell what is lacking."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where something is lacking")
    options = parser.parse_args()
    said, catalogue = found(), translated()
    if not options.check:
        catalogue = renewed(catalogue, said)
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        with CATALOGUE.open("wb") as file:
            write_po(file, catalogue, width=0, include_lineno=False)
        compile_catalogues()
    missing = lacking(catalogue, said)
    print("\n".join(missing) or f"{len({m.text for m in said})} messages, all translated.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
