"""All who act in a text: who does what its sentences and their clauses say."""

from __future__ import annotations

import regex

from zhize.graph.language.doers.noun_phrases import names_of
from zhize.graph.language.doers.record import Doer
from zhize.graph.language.doers.sentences import doer_at
from zhize.graph.language.leading import leading_names, starts_statement
from zhize.graph.language.lexicon import lexicon
from zhize.graph.language.mentions import Mention
from zhize.graph.language.names import is_agency
from zhize.graph.language.phrases import phrase
from zhize.graph.language.sentences import is_enclosed, sentence_end

_POST = phrase("doers", "post")


def actors(text: str) -> list[Mention]:
    """Who does what a text says: the names before the predicates of its clauses, or behind 由.

    Example: `区气象局加强监测。由区水利局调度工程。` -> 区气象局, 区水利局.
    """
    out: list[Mention] = []
    start = 0
    while start < len(text):
        stop = sentence_end(text, start, stops="。；")
        for found in _of_sentence(text[start:stop]):
            out += [name for name in found.names if all(name.reading != known.reading for known in out)]
        start = stop
    return out


def _of_sentence(sentence: str) -> list[Doer]:
    commas = [m.end() for m in regex.finditer("，", sentence) if not is_enclosed(sentence, m.start())]
    out: list[Doer] = []
    for at in (0, *commas):
        if out and at < out[-1].body:
            continue
        found = None if _tells_post(sentence, at) else _known(sentence, at) or doer_at(sentence, at)
        if found is not None:
            out.append(found)
    return out


def _known(text: str, at: int) -> Doer | None:
    """Names at a place that need no predicate to be known: what follows at the head of a sentence may be any verb."""
    agent = text.startswith("由", at)
    begin = at + 1 if agent else at
    found, length = leading_names(text[begin:])
    end = begin + length
    names = tuple(n for n in found if _may_act(n))
    if not names or not (at == 0 or agent or starts_statement(text[end:])):
        return None
    return Doer(names, begin, end, end, "agent" if agent else "predicate")


def _may_act(name: Mention) -> bool:
    return is_agency(name.reading) or bool(names_of(name.printed)) or name.printed in lexicon().words.roles


def _tells_post(text: str, at: int) -> bool:
    """Whether a post of a body stands at a place, which is a person and no body: `区防指办公室主任`."""
    begin = at + 1 if text.startswith("由", at) else at
    _, length = leading_names(text[begin:])
    return bool(length) and _POST.match(text, begin + length) is not None
