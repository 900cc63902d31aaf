"""Vocabularies as data: the YAML files of `lexicon/`, decoded and checked when they are first needed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec
import regex

from zhize.errors import SchemaError
from zhize.graph.language.packed import decoded

T = TypeVar("T")


class Predicates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of predicates.yaml, by what they say of the body before them."""

    duty: tuple[str, ...]
    modal: tuple[str, ...]
    manner: tuple[str, ...]
    act: tuple[str, ...]
    none: tuple[str, ...]
    none_before: tuple[str, ...]
    unit_ends: tuple[str, ...]
    unnamed: tuple[str, ...]
    straddling: tuple[str, ...]


class ListCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of lists.yaml, by which a heading tells what stands under it."""

    owner: tuple[str, ...]
    qualities: tuple[str, ...]
    many: tuple[str, ...]
    organisation: tuple[str, ...]
    rules: tuple[str, ...]
    page: tuple[str, ...]
    people: tuple[str, ...]
    support: tuple[str, ...]
    principles: tuple[str, ...]
    plans: tuple[str, ...]
    laws: tuple[str, ...]
    holders: tuple[str, ...]
    liability: tuple[str, ...]
    measures: tuple[str, ...]
    opinions: tuple[str, ...]
    offices: tuple[str, ...]


def load(name: str, kind: type[T]) -> T:
    """Decode one file of the lexicon.

    Raises:
        SchemaError: the file does not have the form of `kind`.
    """
    return read_yaml(resources.files(__package__) / "lexicon" / name, f"graph/language/lexicon/{name}", kind)


def read_yaml(file: Traversable, name: str, kind: type[T]) -> T:
    """Decode a YAML file of the package; `name` is what a message calls it.

    Raises:
        SchemaError: the file does not have the form of `kind`.
    """
    try:
        return decoded(file.read_bytes(), kind)
    except msgspec.DecodeError as error:
        raise SchemaError("{name}: {error}. Correct the file.", name=name, error=error) from error


@cache
def predicates() -> Predicates:
    """The vocabulary of predicates."""
    return load("predicates.yaml", Predicates)


@cache
def no_predicate() -> str:
    """A pattern of what begins like a predicate and is none: single words, and verbs that are part of the name of a unit.

    Example: `主管部门`, `应急`, `监测预警组`, `综合协调中心`; not `组织建设`, `监测`.
    """
    words = predicates()
    none = "|".join((any_of(words.none), *words.none_before))
    return f"(?:{none}|{any_of(words.duty, words.act)}{{1,3}}(?:{'|'.join(words.unit_ends)}))"


@cache
def list_cues() -> ListCues:
    """The vocabulary of headings over lists."""
    return load("lists.yaml", ListCues)


def alternatives(words: Iterable[str]) -> str:
    """Words as alternatives of a pattern, the longest first; empty where there are none."""
    return "|".join(regex.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


def any_of(*groups: Iterable[str]) -> str:
    """A pattern of alternatives in brackets that takes the longest word first."""
    return f"(?:{alternatives(word for group in groups for word in group)})"
