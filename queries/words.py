"""A question in words: its parts, the type of value each asks for, its names, and what it is about."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

import msgspec
import regex

from zhize.errors import SchemaError
from zhize.graph.language.compiling import compiled
from zhize.graph.language.phrases import phrase
from zhize.graph.language.vocabulary import load
from zhize.graph.model.ontology import ontology
from zhize.queries.meaning import segment


class TargetPattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An interrogative and the type of value that answers it."""

    type: str
    pattern: str


class QuestionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of questions.yaml."""

    targets: tuple[TargetPattern, ...]
    relations: tuple[str, ...]
    words: dict[str, str]
    stop: str
    operators: dict[str, str]
    kinds: str
    asks: str
    inside: str
    generic: str
    conjuncts: str
    signs: dict[str, str]
    indefinite: str
    resumes: str
    behind: str
    span: str
    same_units: dict[str, str]
    labels: str
    suffixes: str
    numbers: str
    single: str
    bodies: str
    onward: str
    trailing: str
    pronouns: str
    office: str
    person: str
    ends: str
    sentences: dict[str, str]
    dated: str
    torn: str
    offices: str
    named: str


class Term(msgspec.Struct, frozen=True):
    """A word of what is asked about, the words that official papers print for it, and how near it stands to what is asked."""

    word: str
    forms: tuple[str, ...]
    nearness: float


class Target(msgspec.Struct, frozen=True):
    """What one part of a question asks for: type of value, the interrogative, the words around it, the relations they tell.

    Where several things are asked for one after the other (`A和B分别…`), `focus` is the one meant and `beside` are the others.
    """

    type: str
    asked: str
    start: int
    local: str
    relations: tuple[str, ...]
    operators: frozenset[str]
    focus: str = ""
    beside: tuple[str, ...] = ()


class Question(msgspec.Struct, frozen=True):
    """A question as it is understood before anything is looked up."""

    text: str
    targets: tuple[Target, ...]


@cache
def question_words() -> QuestionWords:
    """The words questions are made of.

    Raises:
        SchemaError: questions.yaml is malformed.
    """
    found: QuestionWords = load("questions.yaml", QuestionWords)
    return found


@cache
def relation_cues() -> dict[str, str]:
    """The words (a regular expression) that tell what a question asks for, by relation of the schema, property of a
    document, or name of questions.yaml.

    Raises:
        SchemaError: questions.yaml names what has no words.
    """
    model = ontology()
    declared = {r.id: r.asks for r in model.relations.values()}
    declared |= {key: p.asks for key, p in model.classes["Document"].properties.items()} | question_words().words
    for name in question_words().relations:
        if not declared.get(name):
            raise SchemaError(
                "graph/language/lexicon/questions.yaml: {name} has no words. Give it `asks` in the schema.", name=name
            )
    return {name: declared[name] for name in question_words().relations}


@cache
def everyday() -> dict[str, tuple[str, ...]]:
    """Everyday words and the official words for them."""
    found: dict[str, tuple[str, ...]] = load("everyday.yaml", dict[str, tuple[str, ...]])
    return found


@cache
def declared(pattern: str) -> regex.Pattern[str]:
    """A pattern of the program's words, compiled once."""
    return compiled(pattern)


_NUMBER = phrase("questions", "number")
_SAME = phrase("questions", "same")
_AND = phrase("questions", "and")
_IMPLIED = {
    "body": phrase("questions", "implied_body"),
    "moment": phrase("questions", "implied_moment"),
    "tasks": phrase("questions", "implied_tasks"),
    "duty": phrase("questions", "implied_duty"),
}
_MARKS: dict[int, str] = {ord(a): b for a, b in zip(",?;():", "，？；（）：", strict=True)}


def plain(question: str) -> str:
    """A question in one form: full-width letters and digits half-width, Chinese marks, no blanks."""
    text = "".join(
        c if c in "，。？！；：（）“”‘’《》〔〕、—～" else unicodedata.normalize("NFKC", c) for c in question
    )
    text = text.translate(_MARKS)
    return regex.sub(r"\s+", "", text)


def understand(question: str) -> Question:
    """The parts of a question: each interrogative with the words it belongs to.

    Example: `雨水篦子由谁清掏、什么时候完成？` -> body and moment.
    """
    text = plain(question)
    hits = interrogatives(text)
    targets = []
    for n, (start, end, kind) in enumerate(hits):
        first = _local_start(text, hits[n - 1][1], start) if n else 0
        last = _local_start(text, end, hits[n + 1][0]) if n + 1 < len(hits) else len(text)
        local = text[first:last]
        target = Target(kind, text[start:end], start, local, _relations(local), _operators(local if n else text))
        targets += _apart(text, target)
    if not targets:
        targets.append(Target(_implied(text), "", len(text), text, _relations(text), _operators(text)))
    return Question(text, tuple(targets))


def interrogatives(text: str) -> list[tuple[int, int, str]]:
    """Where a text asks: start, end and type of value of each interrogative, in order."""
    found: list[tuple[int, int, int, str]] = []
    for rank, target in enumerate(question_words().targets):
        matches = declared(target.pattern).finditer(text)
        found += [(m.start(), m.end(), rank, target.type) for m in matches if m.end() > m.start()]
    found.sort(key=lambda f: (-(f[1] - f[0]), f[2], f[0]))
    taken: list[tuple[int, int, str]] = []
    for start, end, _, kind in found:
        if not any(a < end and start < b for a, b, _ in taken):
            taken.append((start, end, kind))
    asking = [t for t in taken if declared(question_words().asks).search(text[t[0] : t[1]])]
    ending = [t for t in taken if t not in asking and regex.match("[？?。]|$", text[t[1] :])]
    alone = [t for t in ending if not any(_same_sentence(text, t[0], a[0]) for a in asking)]
    alone += [t for t in taken if t not in asking and _beside(text, t, asking)]
    also = [(m.start(), m.end(), asking[-1][2]) for m in regex.finditer("呢(?=[？?]|$)", text) if asking]
    return _definite(text, _merged(text, sorted({*asking, *alone, *also})))


def _beside(text: str, one: tuple[int, int, str], asking: list[tuple[int, int, str]]) -> bool:
    """Whether a noun stands in a row with one that asks: 电话 of `电话和邮箱是多少`."""
    return any(text[one[1] : a[0]] in ("和", "、", "及", "与") for a in asking)


def _merged(text: str, hits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Interrogatives that ask one thing together: `哪一级哪个部门`, `几月几号到几月几号`."""
    out: list[tuple[int, int, str]] = []
    for start, end, kind in hits:
        gap = text[out[-1][1] : start] if out else "，"
        if (out and (_SAME.fullmatch(gap) or (not gap and kind == "body"))) or (
            out and gap in ("到", "至") and kind == out[-1][2]
        ):
            out[-1] = (out[-1][0], end, kind)
        else:
            out.append((start, end, kind))
    return out


def _definite(text: str, hits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The interrogatives that ask: where the sentence goes on to ask, `有没有…` before it does not."""
    words = question_words()
    resumed = [m.end() for m in declared(words.resumes).finditer(text) if any(h[0] >= m.end() - 1 for h in hits)]
    out = []
    for n, hit in enumerate(hits):
        goes_on = any(_same_sentence(text, hit[0], later[0]) for later in hits[n + 1 :])
        unsure = goes_on and hit[2] == "yesno" and declared(words.indefinite).fullmatch(text[hit[0] : hit[1]])
        told = any(hit[1] <= r and _same_sentence(text, hit[0], r) for r in resumed)
        after_document = n and hit[2] == "number" and hits[n - 1][2] == "document"
        again = after_document and _NUMBER.fullmatch(text[hit[0] : hit[1]])
        if not (unsure or told or again):
            out.append(hit)
    return out


def _apart(text: str, target: Target) -> list[Target]:
    """One target for each of the things that a question asks for one after the other."""
    match = next(
        (m for m in declared(question_words().conjuncts).finditer(text) if m.end() <= target.start + len(target.asked)),
        None,
    )
    if match is None or not -6 <= target.start - match.end() <= 12:
        return [target]
    names = _AND.split(match["list"])
    names[0] = names[0].rpartition("的")[2] or names[0]
    out = []
    for name in names:
        beside = tuple(n for n in names if n != name)
        relations = _relations(name) or target.relations
        out.append(
            msgspec.structs.replace(target, focus=name + (match["rest"] or ""), beside=beside, relations=relations)
        )
    return out


def _same_sentence(text: str, a: int, b: int) -> bool:
    return not regex.search("[？?。；]", text[min(a, b) : max(a, b)])


def _local_start(text: str, before: int, start: int) -> int:
    """Where the words of an interrogative begin: after the last mark between it and the one before."""
    marks = [m.end() for m in regex.finditer("[，。？；、]", text[before:start])]
    return before + (marks[-1] if marks else 0)


def _relations(local: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in relation_cues().items() if declared(pattern).search(local))


def _operators(local: str) -> frozenset[str]:
    return frozenset(n for n, pattern in question_words().operators.items() if declared(pattern).search(local))


def _implied(text: str) -> str:
    """The type of a question without interrogative, by its last noun: `…的牵头单位` -> body."""
    asked = text.rstrip("？?。")
    return next((kind for kind, pattern in _IMPLIED.items() if pattern.search(asked)), "text")


@cache
def _everyday() -> regex.Pattern[str]:
    words = sorted((w for w in everyday() if len(w) > 1), key=lambda w: (-len(w), w))
    return compiled("|".join(map(regex.escape, words)))


@lru_cache(256)
def topic(text: str) -> tuple[str, ...]:
    """The words that a text is about: without interrogatives and words that say nothing of the matter."""
    for start, end, kind in reversed(interrogatives(text)):
        words = segment(text[start:end]) if kind in ("amount", "measure", "level", "phone") else ()
        kept = [w for w in words if len(w) > 1 and not declared(question_words().asks).search(w)]
        text = f"{text[:start]}，{'，'.join(kept)}，{text[end:]}"
    for relation in ("leads", "supports", "takes_part", "responsible_for"):
        text = declared(relation_cues()[relation]).sub("，", text)
    out = list(dict.fromkeys(m[0] for m in _everyday().finditer(text)))
    text = _everyday().sub("，", text)
    stop = declared(f"(?:{question_words().stop})")
    out += [word for word in segment(text) if not stop.fullmatch(word)]
    return tuple(dict.fromkeys(out))


def forms_of(word: str) -> tuple[str, ...]:
    """A word and the official words for it."""
    return tuple(dict.fromkeys((word, *everyday().get(word, ()))))
