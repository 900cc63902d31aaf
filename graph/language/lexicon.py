"""The lexicons of names: how bodies are called and shortened anywhere in China, loaded once and checked.

`departments.yaml` holds departments by core and type word, `central.yaml` the bodies of the whole country,
`names.yaml` the words that names are made of, `changes.yaml` what reforms made of departments.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeVar

import msgspec
import regex

from zhize.errors import SchemaError
from zhize.graph.language.vocabulary import load

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
    seat: Literal["", "capital", "any"] = ""
    lowest: bool = False


class Central(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body of the whole country, by all its forms; see central.yaml."""

    core: str
    forms: tuple[str, ...]
    kind: str = "department"


class Branch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How branches of a central body are named: head, place, tail (国家税务总局 重庆市 税务局)."""

    heads: tuple[str, ...]
    tails: tuple[str, ...]
    core: str


class Reform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a department in a reform; see changes.yaml."""

    old: str
    new: str
    kind: Literal["merged", "renamed", "transferred", "under"]
    year: int
    levels: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


class NameWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of names.yaml."""

    levels: dict[str, str]
    suffixes: dict[str, tuple[str, ...]]
    endings: tuple[str, ...]
    marked_endings: tuple[str, ...]
    first_endings: tuple[str, ...]
    not_endings: tuple[str, ...]
    strong: tuple[str, ...]
    sure: tuple[str, ...]
    centers: tuple[str, ...]
    zones: tuple[str, ...]
    zone_committees: tuple[str, ...]
    kinds: dict[str, str]
    branches: tuple[Branch, ...]
    not_levels: tuple[str, ...]
    beginnings: tuple[str, ...]
    central: tuple[str, ...]
    prose: tuple[str, ...]
    specific: tuple[str, ...]
    state_authority: str
    collective_starts: tuple[str, ...]
    collective_parts: tuple[str, ...]
    predicates: tuple[str, ...]
    roles: tuple[str, ...]
    before: tuple[str, ...]
    goes_on: tuple[str, ...]
    not_places: tuple[str, ...]


class Lexicon(msgspec.Struct, frozen=True):
    """Departments with the tables that look them up.

    `exact` maps whole forms (团委) to departments, `cores` a core and a unit group, `suffixes` are the type words of
    the groups by their last character, longest first, `central` maps the forms of central bodies, `officials` a department to the official
    name of its central body.
    """

    departments: dict[str, Department]
    words: NameWords
    exact: dict[str, str]
    cores: dict[tuple[str, str], str]
    suffixes: dict[str, tuple[tuple[str, str], ...]]
    central: dict[str, str]
    officials: dict[str, str]

    def match(self, rest: str) -> tuple[Department, str] | None:
        """The department that a name without its region is, and its type word.

        Example: `应急局` -> (emergency, `局`); `宣传部` -> (party_publicity, ``).
        """
        if rest in self.exact:
            return self.departments[self.exact[rest]], ""
        for suffix, group in (*self.suffixes.get(rest[-1:], ()), *self.suffixes.get("", ())):
            if len(rest) > len(suffix) and rest.endswith(suffix):
                found = self.cores.get((plain(rest[: len(rest) - len(suffix)]), group))
                if found:
                    return self.departments[found], suffix
        return None


_JOINER = regex.compile(r"(?<=\p{Han})[和与、](?=\p{Han})")


def plain(core: str) -> str:
    """A core without the 和, 与 and 、 that official names put in or leave out."""
    return _JOINER.sub("", core) if "和" in core or "与" in core or "、" in core else core


K = TypeVar("K")


@cache
def lexicon() -> Lexicon:
    """Load and check the lexicons.

    Raises:
        SchemaError: a file is malformed, a form is claimed by two departments, or an unknown department is named.
    """
    listed: list[Department] = load("departments.yaml", list[Department])
    bodies: list[Central] = load("central.yaml", list[Central])
    words: NameWords = load("names.yaml", NameWords)
    departments = {d.id: d for d in listed}
    if len(departments) != len(listed):
        raise SchemaError("graph/language/lexicon/departments.yaml: an id stands twice.")
    central: dict[str, str] = {}
    officials: dict[str, str] = {}
    for body in bodies:
        name = body.forms[0]
        alone = Department(body.core, name, units=(), kind=body.kind, official={"国家": name})
        departments.setdefault(body.core, alone)
        officials[body.core] = name
        for form in body.forms:
            _claim(central, form, body.core, "central.yaml")
    exact, cores = _forms(listed)
    _check(departments, words)
    suffixes: dict[str, tuple[tuple[str, str], ...]] = {}
    listed_suffixes = sorted(
        ((s, g) for g, group in words.suffixes.items() for s in group), key=lambda p: (-len(p[0]), p[0], p[1])
    )
    for suffix, group in listed_suffixes:
        suffixes[suffix[-1:]] = (*suffixes.get(suffix[-1:], ()), (suffix, group))
    return Lexicon(departments, words, exact, cores, suffixes, central, officials)


def _forms(listed: list[Department]) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """The tables of whole forms and of cores, each form claimed by one department."""
    exact: dict[str, str] = {}
    cores: dict[tuple[str, str], str] = {}
    for department in listed:
        for form in department.exact:
            _claim(exact, form, department.id, "departments.yaml")
        for unit in department.units:
            for core in dict.fromkeys(plain(c) for c in (department.core, *department.aliases)):
                _claim(cores, (core, unit), department.id, "departments.yaml")
    return exact, cores


def _check(departments: dict[str, Department], words: NameWords) -> None:
    for department in departments.values():
        for part in department.merged:
            if part not in departments:
                raise SchemaError(
                    "graph/language/lexicon/departments.yaml: {department} is merged of {part}, which is not declared.",
                    department=department.id,
                    part=part,
                )
    for branch in words.branches:
        if branch.core not in departments:
            raise SchemaError(
                "graph/language/lexicon/names.yaml: a branch is of {core}, which is not declared.", core=branch.core
            )


def _claim(table: dict[K, str], form: K, owner: str, file: str) -> None:
    if table.setdefault(form, owner) != owner:
        raise SchemaError(
            "graph/language/lexicon/{file}: {form} stands for {table} and for {owner}.",
            file=file,
            form=form,
            table=table[form],
            owner=owner,
        )


@cache
def type_words() -> frozenset[str]:
    """The type words of departments, offices, centres and firms: 局, 委员会, 服务中心, 有限公司."""
    return frozenset(s for group in lexicon().words.suffixes.values() for s in group if s)
