"""The patterns by which the parts of lists of duties are told apart, from duty_cues.yaml."""

from __future__ import annotations

from functools import cache

import msgspec
import regex

from zhize.graph.language.vocabulary import load


class DutyCues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of duty_cues.yaml, each a regular expression."""

    note: str
    short_name: str
    bullet: str
    sets_up: str
    department: str
    any_department: str
    below: str
    lead_end: str
    things: str
    apart: str
    parted: str
    units: str
    verb_phrase: str
    number: str
    body: str
    public: str
    role: str
    mark: str
    goes_on: str
    no_name: str
    telephone: str
    forbids: str
    appeals: str


@cache
def cue(name: str) -> regex.Pattern[str]:
    """The compiled pattern of a cue by its name, `cue("sets_up")`."""
    return regex.compile(getattr(load("duty_cues.yaml", DutyCues), name))
