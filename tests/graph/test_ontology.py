"""The schema: what is derived from it, and what a broken one says."""

from __future__ import annotations

import msgspec
import pytest
import regex

from zhize.errors import SchemaError
from zhize.graph.language.bodies import KINDS
from zhize.graph.language.lexicon import lexicon
from zhize.graph.model import ontology as module
from zhize.graph.model.ontology import Ontology, Relation, ontology
from zhize.graph.store.neo4j.schema import statements
from zhize.graph.views.ledger import ROLES


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("水库由谁牵头？", "leads"),
        ("水库的主办单位", "leads"),
        ("哪些部门协办？", "supports"),
        ("副总指挥是谁？", "deputy"),
        ("总指挥是谁？", "chief"),
        ("办公室设在哪里？", "seat"),
        ("由哪些单位组成？", "member"),
        ("哪些文件被废止？", "repeals"),
        ("谁负责解释？", "explains"),
    ],
)
def test_cue_words_of_questions(text: str, relation: str) -> None:
    assert regex.search(ontology().relations[relation].asks, text)


@pytest.mark.parametrize(("text", "relation"), [("副总指挥是谁？", "chief"), ("谁牵头？", "supports")])
def test_cue_words_of_other_relations(text: str, relation: str) -> None:
    assert not regex.search(ontology().relations[relation].asks, text)


def test_roles_have_all_that_the_tables_and_the_ledger_need() -> None:
    assert ROLES == {"牵头": "leads", "配合": "supports", "责任": "responsible_for"}
    assert [r.column for r in ontology().roles.values()] == ["lead", "support", "responsible"]
    assert all(r.kind == "work" for r in ontology().roles.values())


def test_the_full_text_index_holds_what_is_searched() -> None:
    (index,) = [s for s in statements(ontology()) if "FULLTEXT" in s]
    assert "`Task`" in index
    assert "`Clause`" in index
    assert "`Section`" not in index


def _model(**change: object) -> Ontology:
    model = ontology()
    leads = msgspec.structs.replace(model.relations["leads"], **change)
    return msgspec.structs.replace(model, relations={**model.relations, "leads": leads})


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (lambda: _model(asks="(牵头"), "`asks` of leads is no regular expression"),
        (lambda: _model(source=("Agnecy",)), "Agnecy, which is not declared"),
        (lambda: _model(iri="y:leads"), "not in namespaces"),
        (lambda: _featuring("numbr"), "numbr is featured"),
        (lambda: _featuring("leads"), "leads is featured"),
    ],
)
def test_a_broken_schema_says_where(model: object, said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        _checked(model())  # type: ignore[operator]


def _checked(model: Ontology) -> None:
    module._check(model)
    module.check_asks(model)


def test_the_words_of_questions_are_regular_expressions() -> None:
    module.check_asks(ontology())


def _featuring(name: str) -> Ontology:
    model = ontology()
    task = msgspec.structs.replace(model.classes["Task"], featured=(name,))
    return msgspec.structs.replace(model, classes={**model.classes, "Task": task})


@pytest.mark.parametrize(
    "text",
    [
        "{id: x, cypher: X, iri: z:x, label: 甲, inverse: 乙, from: [Task], to: [Task], colour: red}",
        "{id: x, cypher: X, iri: z:x, label: 甲, inverse: 乙, from: [Task], to: [Task], kind: odd}",
    ],
)
def test_unknown_fields_and_kinds_are_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.yaml.decode(text, type=Relation)


def test_every_code_that_a_property_may_have_has_a_name_for_people() -> None:
    """Kinds come from the lexicon: a new one needs its name in the schema."""
    kinds = {d.kind for d in lexicon().departments.values()} | set(lexicon().words.kinds.values()) | {"other"}
    assert kinds <= ontology().classes["Agency"].properties["kind"].values.keys()
    assert set(KINDS) | {"other"} <= ontology().classes["Body"].properties["kind"].values.keys()
    assert ontology().classes["Agency"].properties["level"].shown("区县") == "区县"
