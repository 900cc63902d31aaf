"""What `zhize schema` prints, and the data dictionary."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from zhize.api import OpenGraph
from zhize.cli import app
from zhize.errors import OptionError
from zhize.graph.model.ontology import ontology
from zhize.messages import speaking
from zhize.render_schema import dictionary, render_schema


def test_the_whole_schema_names_every_class_property_and_relation() -> None:
    text = render_schema()
    model = ontology()
    assert all(f"{c.label} {c.id}\n" in text for c in model.classes.values())
    assert all(f"-[{r.cypher}]->" in text for r in model.relations.values())


@pytest.mark.parametrize(
    ("name", "said"), [("机构", "机构 Agency"), ("Agency", "机构 Agency"), ("LEADS", "牵头 leads")]
)
def test_one_class_or_relation_by_any_of_its_names(name: str, said: str) -> None:
    assert render_schema(name).startswith(said)


def test_what_is_no_class_is_told_with_what_was_meant() -> None:
    with pytest.raises(OptionError, match="Did you mean Agency"):
        render_schema("Agencies")


def test_one_language_per_output() -> None:
    with speaking("zh"):
        assert "department 政府部门" in render_schema("机构")
        assert "required" not in render_schema()


def test_as_json_it_is_what_the_files_declare() -> None:
    record = json.loads(CliRunner().invoke(app, ["schema", "--json"]).output)
    assert {c["id"] for c in record["classes"]} == set(ontology().classes)
    assert next(r for r in record["relations"] if r["id"] == "leads")["to"] == ["Task"]


def test_the_dictionary_has_an_example_of_what_the_graph_holds(sample_graph: OpenGraph) -> None:
    text = dictionary(sample_graph.kg)
    assert "| `name` | 名称 | text, required | `skos:prefLabel` | 柳溪镇人民政府 |" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {row.replace("\\|", "").count("|") for row in rows} == {6, 8}
