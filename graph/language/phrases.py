"""Phrases of official prose: patterns over lists of words, one file of `lexicon/phrases/` a subject.

A file has lists of `words` and `patterns`. A pattern is a regular expression, in one piece or several that are joined;
`{name}` in it stands for the words of that list (any of them, the longest first) or for another pattern, `{file.name}`
for one of another file, and what is declared under `given` is put in by the code that asks for the pattern.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec
import regex

from zhize.errors import SchemaError
from zhize.graph.language import compiling
from zhize.graph.language.late import late_of
from zhize.graph.language.vocabulary import any_of, load

_NAME = regex.compile(r"\{(?P<name>[a-z][a-z_]*(?:\.[a-z][a-z_]*)?)\}")


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of one file: lists of words, patterns over them, and the names of pieces that code puts in."""

    words: dict[str, tuple[str, ...]] = {}
    patterns: dict[str, str | tuple[str, ...]] = {}
    given: tuple[str, ...] = ()


@cache
def phrases(subject: str) -> Phrases:
    """Load the phrases of a subject.

    Raises:
        SchemaError: there is no such file, it is malformed, or one name stands for two things.
    """
    try:
        found: Phrases = load(f"phrases/{subject}.yaml", Phrases)
    except FileNotFoundError as error:
        raise SchemaError(
            "There is no graph/language/lexicon/phrases/{subject}.yaml. Add it.", subject=subject
        ) from error
    twice = sorted((found.words.keys() & found.patterns.keys()) | (found.patterns.keys() & set(found.given)))
    if twice:
        raise SchemaError(
            "graph/language/lexicon/phrases/{subject}.yaml: {twice} stands twice. Rename one.",
            subject=subject,
            twice=twice[0],
        )
    return found


def words(subject: str, name: str) -> tuple[str, ...]:
    """The words of a list, in the order of the file.

    Raises:
        SchemaError: the file has no such list.
    """
    found = phrases(subject).words.get(name)
    if found is None:
        raise SchemaError(
            "graph/language/lexicon/phrases/{subject}.yaml has no words “{name}”. Add them.", subject=subject, name=name
        )
    return found


def source(subject: str, name: str, **given: str) -> str:
    """A pattern as text, with all names in it replaced.

    Args:
        subject: the file, without its ending.
        name: the pattern or the list of words.
        given: the pieces that the file declares as given.

    Raises:
        SchemaError: a name stands for nothing, or leads back to itself.
    """
    return _expand(subject, name, given, ())


def phrase(subject: str, name: str, **given: str) -> regex.Pattern[str]:
    """A pattern; its file is read and it is compiled when it is first used.

    Example: with words `verb: [设在, 挂靠]` and the pattern `seat: '{verb}(?P<who>…)'`, `phrase("seats", "seat")` matches
    `设在区水利局`.

    Raises (when it is first used):
        SchemaError: a name stands for nothing, or what comes out is no regular expression.
    """
    return late_of(lambda: compiled(subject, name, **given))


def compiled(subject: str, name: str, **given: str) -> regex.Pattern[str]:
    """A pattern, compiled at once. Pieces that a text or a question gives go into `source` instead: this one is kept.

    Raises:
        SchemaError: a name stands for nothing, or what comes out is no regular expression.
    """
    text = source(subject, name, **given)
    try:
        return compiling.compiled(text)
    except regex.error as error:
        raise SchemaError(
            "graph/language/lexicon/phrases/{subject}.yaml: {name} is no pattern ({error}).",
            subject=subject,
            name=name,
            error=error,
        ) from error


def _expand(subject: str, name: str, given: dict[str, str], above: Iterable[str]) -> str:
    key = f"{subject}.{name}"
    if key in above:
        raise SchemaError(
            "graph/language/lexicon/phrases/{subject}.yaml: {name} leads back to itself.", subject=subject, name=name
        )
    known = phrases(subject)
    if name in known.words:
        return any_of(known.words[name])
    pattern = known.patterns.get(name)
    if pattern is None:
        raise SchemaError(
            "graph/language/lexicon/phrases/{subject}.yaml has no “{name}”. Add it.", subject=subject, name=name
        )

    def piece(match: regex.Match[str]) -> str:
        file, _, inner = match["name"].rpartition(".")
        if not file and inner in known.given:
            if inner not in given:
                raise SchemaError("{key} is asked for without its piece “{inner}”.", key=key, inner=inner)
            return given[inner]
        return _expand(file or subject, inner, given, (*above, key))

    return _NAME.sub(piece, pattern if isinstance(pattern, str) else "".join(pattern))
