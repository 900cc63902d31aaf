"""Who acts: one grammar for duties, steps, responses, reports and questions.

`record` says what is found: a Doer. `noun_phrases` tells the bodies that a phrase names, `predicates` the word that says
what they do. On them stand the readers: `heads` (a statement of a list, a heading), `sentences` (a sentence of a rule or
plan), `actors` (all who act in a text), `values` (names in a clause that a question may ask for).
"""

from zhize.graph.language.doers.actors import actors
from zhize.graph.language.doers.heads import LONGEST_NAMES, find_doer, may_be_name, owner_of
from zhize.graph.language.doers.noun_phrases import is_field, names_of
from zhize.graph.language.doers.predicates import predicate_kind, says_duty
from zhize.graph.language.doers.record import Cue, Doer, Form, Piece
from zhize.graph.language.doers.sentences import doer, doers
from zhize.graph.language.doers.words import doer_words, one_of

__all__ = [
    "LONGEST_NAMES",
    "Cue",
    "Doer",
    "Form",
    "Piece",
    "actors",
    "doer",
    "doer_words",
    "doers",
    "find_doer",
    "is_field",
    "may_be_name",
    "names_of",
    "one_of",
    "owner_of",
    "predicate_kind",
    "says_duty",
]
