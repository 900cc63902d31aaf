"""Bring the catalogue of messages up to date: find what the program says, merge it with what is translated, compile.

What is found: literals given to `_(…)`, the first argument of an error of the family, `help=` of options and arguments,
the docstrings of commands (`zhize/cli*.py`), the descriptions of the schema, and what the library of the command line
says by itself.

Usage: python -m tools.messages [--check]
Then write the Chinese into zhize/locale/zh/LC_MESSAGES/zhize.po and run it again. What is told of a graph is written in
Chinese (in YAML files and in the code); its English goes into zhize/locale/en.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import get_args

import click
import msgspec
import regex
import typer
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from zhize.graph.language.vocabulary import load
from zhize.graph.model.ontology import ontology
from zhize.graph.model.validity import State
from zhize.messages import LANGUAGES
from zhize.queries.audit.finding import kinds
from zhize.queries.library import questions

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "zhize/locale"
FOLDERS = ("zhize/*.py", "zhize/web/**/*.py", "graph/**/*.py", "loaders/**/*.py", "queries/**/*.py")
LIBRARY = (Path(typer.__file__).parent, Path(click.__file__).parent)
LIBRARY_FILES = ("core.py", "rich_utils.py", "decorators.py", "formatting.py", "completion.py", "_completion_shared.py")
UNSAID = ("Missing", "No such", "Deprecation", "{text} ", "Value must", "%(prog)s", "Show the version")
"""How messages of the library begin that never come or that zhize/cli_help.py says otherwise."""
ERRORS = ("ReadError", "GraphError", "QueryError", "SchemaError", "OptionError", "AmbiguousName", "ServerError", "MissingExtra", "ZhizeError")  # fmt: skip
_DAY = datetime(2024, 1, 1, tzinfo=UTC)
"""The day that a catalogue tells: always the same, so that the same messages give the same file."""
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
    return list({(m.text, m.file): m for m in [*own, *described, *_of_data(), *library_messages()]}.values())


def _of_data() -> Iterator[Message]:
    """What is told of a graph and written as data: issues, rules of reading, findings, the query library, roles, references."""
    for name in ("issues.yaml", "rules.yaml"):
        yield from (Message(text, f"graph/language/lexicon/{name}", 0) for text in load(name, dict[str, str]).values())
    for kind in kinds().values():
        for text in (kind.label, kind.severity, kind.sure, kind.says):
            yield Message(text, "queries/data/audit.yaml", 0)
    for asked in questions().values():
        for text in (asked.question, *asked.params.values()):
            yield Message(text, "queries/cypher", 0)
    relations = [*ontology().roles.values(), *ontology().of_kind("paper")]
    for text in (*(r.short_role for r in ontology().roles.values()), *(r.label for r in relations), *get_args(State)):
        yield Message(text, "graph/schema/relations.yaml", 0)


def catalogue(language: str) -> Path:
    """The file of the messages that are said in a language, `zh` or `en`, and written in the other."""
    return LOCALE / language / "LC_MESSAGES/zhize.po"


def said_in(language: str, said: list[Message]) -> list[Message]:
    """The messages that the catalogue of a language says."""
    return [m for m in said if in_chinese(m.text) == (language == "en")]


def translated(language: str = "zh") -> Catalog:
    """The catalogue of a language as it is written."""
    path = catalogue(language)
    if not path.exists():
        return Catalog(locale=language, domain="zhize", project="zhize", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="zhize")


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


def in_chinese(text: str) -> bool:
    """Whether a message is written in Chinese, so that its English is in the catalogue: most of its letters are Han.

    Example:
        >>> in_chinese("没有读出成文日期"), in_chinese("台账 to write, .xlsx or .csv.")
        (True, False)
    """
    bare = regex.sub(r"\{[^}]*\}", "", text)
    return len(regex.findall(r"\p{Han}", bare)) > len(regex.findall(r"[A-Za-z]", bare))


def names(text: str) -> set[str]:
    """The names in braces of a message: `{file}:{line}` -> file, line."""
    import string

    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        return set()


def renewed(catalogue: Catalog, said: list[Message], language: str = "zh") -> Catalog:
    """The catalogue with all that is said now, in order, and nothing else."""
    entries = {m.id: m for m in catalogue if m.id}
    out = Catalog(locale=language, domain="zhize", project="zhize", charset="utf-8", creation_date=_DAY, fuzzy=False)
    out.header_comment = (
        f"# What zhize says to its user, in {LANGUAGES[language]}. Brought up to date by: python -m tools.messages"
    )
    places: dict[str, list[str]] = {}
    for message in said:
        places.setdefault(message.text, []).append(message.file)
    for text in sorted(places, key=lambda t: (places[t][0] == "typer", places[t][0], t)):
        before = entries.get(text)
        out.add(text, before.string if before else "", locations=[(file, 0) for file in sorted(set(places[text]))])
    return out


def compile_catalogues(root: Path = LOCALE) -> None:
    """Write the .mo file that the program reads beside each .po file."""
    for po in sorted(root.rglob("*.po")):
        with po.open("rb") as file, po.with_suffix(".mo").open("wb") as out:
            write_mo(out, read_po(file))


def main() -> int:
    """Renew and compile; with --check only tell what is lacking."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where something is lacking")
    options = parser.parse_args()
    every, missing = found(), []
    for language in LANGUAGES:
        said, kept = said_in(language, every), translated(language)
        if not options.check:
            kept = renewed(kept, said, language)
            catalogue(language).parent.mkdir(parents=True, exist_ok=True)
            with catalogue(language).open("wb") as file:
                write_po(file, kept, width=0, include_lineno=False)
            compile_catalogues()
        missing += lacking(kept, said)
    print("\n".join(missing) or f"{len({m.text for m in every})} messages, all translated.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
