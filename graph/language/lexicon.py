"""The lexicons of names: how departments are called and shortened, loaded once and checked."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, Literal, TypeVar

import msgspec
import regex

from zhize.errors import SchemaError

DEFAULT_SUFFIX = {"国家": "部", "省": "厅", "市": "局", "区县": "局", "镇街": "办公室", "村社区": "", "园区": "局"}


class Department(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One department of general knowledge; see departments.yaml for what the fields mean."""

    id: str
    core: str
    aliases: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    suffix: dict[str, str] = {}
    official: dict[str, str] = {}
    units: tuple[str, ...] = ("org",)
    merged: tuple[str, ...] = ()
    kind: str = "department"
    vertical: bool = False


class Reform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a department; see changes.yaml."""

    old: str
    new: str
    kind: Literal["merged", "renamed", "transferred"]
    year: int


class NameWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of names.yaml."""

    suffixes: dict[str, tuple[str, ...]]
    endings: tuple[str, ...]
    kinds: dict[str, str]
    not_levels: tuple[str, ...]
    beginnings: tuple[str, ...]
    prose: tuple[str, ...]
    roles: tuple[str, ...]


class Lexicon(msgspec.Struct, frozen=True):
    """Departments with the tables that look them up."""

    departments: dict[str, Department]
    words: NameWords
    exact: dict[str, str]
    cores: dict[tuple[str, str], str]
    suffixes: tuple[tuple[str, str], ...]

    def match(self, rest: str) -> tuple[Department, str] | None:
        """The department that a name without its region is, and its type word.

        Example: `应急局` -> (emergency, `局`); `宣传部` -> (party_publicity, ``).
        """
        if rest in self.exact:
            return self.departments[self.exact[rest]], ""
        for suffix, group in self.suffixes:
            if len(rest) > len(suffix) and rest.endswith(suffix):
                found = self.cores.get((plain(rest[: len(rest) - len(suffix)]), group))
                if found:
                    return self.departments[found], suffix
        return None


def plain(core: str) -> str:
    """A core without the 和 and 与 that official names put in or leave out."""
    return regex.sub(r"(?<=\p{Han})[和与](?=\p{Han})", "", core)


def _decode(name: str, kind: Any) -> Any:
    try:
        return msgspec.yaml.decode((resources.files(__package__) / "lexicon" / name).read_bytes(), type=kind)
    except msgspec.DecodeError as error:
        raise SchemaError(f"graph/language/lexicon/{name}: {error}. Correct the file.") from error


@cache
def lexicon() -> Lexicon:
    """Load and check the lexicons.

    Raises:
        SchemaError: a file is malformed, or a form is claimed by two departments.
    """
    listed: list[Department] = _decode("departments.yaml", list[Department])
    words: NameWords = _decode("names.yaml", NameWords)
    departments = {d.id: d for d in listed}
    if len(departments) != len(listed):
        raise SchemaError("graph/language/lexicon/departments.yaml: an id stands twice.")
    exact: dict[str, str] = {}
    cores: dict[tuple[str, str], str] = {}
    for department in listed:
        for form in department.exact:
            _claim(exact, form, department.id)
        for unit in department.units:
            for core in dict.fromkeys(plain(c) for c in (department.core, *department.aliases)):
                _claim(cores, (core, unit), department.id)
        for part in department.merged:
            if part not in departments:
                raise SchemaError(
                    f"graph/language/lexicon/departments.yaml: {department.id} is merged of {part}, which is not declared."
                )
    suffixes = sorted(
        ((s, g) for g, group in words.suffixes.items() for s in group), key=lambda p: (-len(p[0]), p[0], p[1])
    )
    return Lexicon(departments, words, exact, cores, tuple(suffixes))


K = TypeVar("K")


def _claim(table: dict[K, str], form: K, owner: str) -> None:
    if table.setdefault(form, owner) != owner:
        raise SchemaError(f"graph/language/lexicon/departments.yaml: {form} stands for {table[form]} and for {owner}.")


@cache
def reforms() -> tuple[Reform, ...]:
    """The reforms of changes.yaml, checked against the departments.

    Raises:
        SchemaError: a reform names a department that is not declared.
    """
    found: tuple[Reform, ...] = _decode("changes.yaml", tuple[Reform, ...])
    known = lexicon().departments
    for reform in found:
        for end in (reform.old, reform.new):
            if end not in known:
                raise SchemaError(f"graph/language/lexicon/changes.yaml: {end} is no department of departments.yaml.")
    return found
