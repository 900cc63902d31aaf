"""Bodies that a law calls by their field."""

import pytest

from zhize.graph.language.names import is_agency, parse
from zhize.graph.language.running import names_in


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("国务院茶叶行政主管部门", True),
        ("国务院电力监管机构", True),
        ("国务院有关部门", False),
        ("国务院和省级茶叶主管部门", False),
        ("国务院直属机构", False),
        ("市教育行政部门", True),
        ("教育行政部门", False),
        ("县级以上人民政府教育行政部门", False),
    ],
)
def test_a_body_called_by_its_field(name: str, one: bool) -> None:
    assert is_agency(name) == one


def test_an_authority_of_a_level_is_its_department() -> None:
    names = [parse(text) for text in ("市教育行政部门", "市教育部门", "市教育局")]
    assert len({name.core_id for name in names if name is not None}) == 1


def test_it_is_found_in_running_text() -> None:
    text = "由国务院茶叶行政主管部门会同国务院有关部门制定，市教育行政部门负责宣传。"
    found = [text[s.start : s.end] for s in names_in(text, lambda place: False)]
    assert found == ["国务院茶叶行政主管部门", "国务院", "市教育行政部门"]
