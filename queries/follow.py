"""Questions that go on from the one before: `那牵头单位呢？`, `青石区呢？`, `它什么时候完成？`."""

from __future__ import annotations

import regex

from zhize.graph.language.phrases import phrase
from zhize.queries.names import Link, Linker, Links
from zhize.queries.words import interrogatives, plain, question_words, topic

_LEFT_OVER = phrase("questions", "left_over")


def followed(linker: Linker, before: str, text: str) -> str:
    """A question in full: what it leaves out is taken from the question before; itself where it leaves out nothing.

    Example: after `口袋公园什么时候建成？`, `那牵头单位呢？` is `口袋公园建成的牵头单位？`.
    """
    words = question_words()
    asked = plain(text)
    bare = regex.sub(f"^(?:{words.onward})|(?:{words.trailing})$", "", asked)
    going_on = bare != asked.rstrip("？?。") or bool(regex.match(words.pronouns, bare))
    if not before or not going_on or not bare:
        return text
    former = plain(before)
    old, new = linker.link(former), linker.link(bare)
    swapped = _swapped(former, old, new, bare)
    if swapped:
        return swapped
    match = regex.match(words.pronouns, bare)
    rest = bare[match.end() :] if match else bare
    if not match and sum(len(word) > 1 for word in topic(rest)) > 1:
        return text
    asking = bool(regex.search(words.asks, rest))
    return f"{_matter(former)}{'' if asking or rest.startswith('的') else '的'}{rest}{'' if asking else '？'}"


def _swapped(former: str, old: Links, new: Links, bare: str) -> str:
    """The question before with its agency, body or place put in the place of the one now named; empty where no name stands alone."""
    for olds, news in ((old.agencies, new.agencies), (old.bodies, new.bodies), (old.places, new.places)):
        name: Link | None = next((link for link in news if link.text == bare), None)
        if name is None:
            continue
        if olds:
            kept = _place(olds[0].text, old) if olds is not old.places and not new.places else ""
            return former[: olds[0].start] + kept + name.text.removeprefix(kept[-1:]) + former[olds[0].end :]
        return name.text + former
    return ""


def _place(name: str, links: Links) -> str:
    """The place that a name begins with."""
    return next((p.text for p in links.places if name.startswith(p.text)), "")


def _matter(former: str) -> str:
    """What the question before is about: its words without those that ask."""
    out = former
    for start, end, _ in reversed(interrogatives(former)):
        out = out[:start] + out[end:]
    return _LEFT_OVER.sub("", out.rstrip("？?。，"))
