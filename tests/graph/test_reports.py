"""Reports: what they hold, as Word, HTML and PDF; every note has its source."""

from __future__ import annotations

import io
import re
import shutil
from itertools import pairwise
from pathlib import Path

import docx
import pypdfium2
import pytest

from tests.conftest import need_office
from zhize.api import OpenGraph
from zhize.errors import MissingExtra, OptionError
from zhize.graph.views.pictures.picture import DiagramPicture
from zhize.graph.views.reports.content import Report, Sources
from zhize.graph.views.reports.files import save_report
from zhize.graph.views.reports.lists import task_list
from zhize.graph.views.reports.page import page_html
from zhize.graph.views.reports.report import report
from zhize.graph.views.reports.word import word_bytes

NAMED = {
    "Agency": "青石区教体局",
    "Body": "区森防指",
    "Document": "青政办发〔2024〕5号",
    "Region": "青石区",
}


@pytest.fixture(scope="module")
def reports(sample_graph: OpenGraph) -> dict[str, Report]:
    return {name: report(sample_graph.kg, sample_graph.find(name, text)) for name, text in NAMED.items()}


def _parts(one: Report) -> list[str]:
    return [part.title for part in one.parts]


def test_parts(reports: dict[str, Report]) -> None:
    assert _parts(reports["Agency"])[:3] == ["概况", "任务清单", "参加的议事协调机构"]
    chart = next(part.chart for part in reports["Agency"].parts if part.title.startswith("组织关系图"))
    assert chart is not None
    assert {"青石区人民政府", "青石区教育和体育局", "区森林防火指挥部"} <= {node.label for node in chart.nodes}
    assert _parts(reports["Body"]) == ["概况", "组成", "职责清单", "组织结构图：区森林防火指挥部"]
    assert _parts(reports["Document"])[:2] == ["概况", "任务清单"]
    assert _parts(reports["Region"]) == ["概况", "文件", "职责清单", "任务清单", "议事协调机构"]


def test_tasks_of_an_agency_stand_by_role(reports: dict[str, Report]) -> None:
    table = next(part.table for part in reports["Agency"].parts if part.title == "任务清单")
    assert table is not None
    assert [row[0].text for row in table.rows if len(row) == 1] == [
        "牵头的任务（2项）",
        "配合的任务（2项）",
        "负责的任务（1项）",
    ]
    assert [row[0].text for row in table.rows if len(row) > 1] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("name", NAMED)
def test_every_note_has_its_source(reports: dict[str, Report], name: str) -> None:
    one = reports[name]
    rows = [cell for part in one.parts if part.table for row in part.table.rows for cell in row]
    notes = {cell.note for cell in [*rows, *(c for part in one.parts for c in part.paragraphs)] if cell.note}
    assert notes == set(range(1, len(one.sources) + 1))
    assert len(set(one.sources)) == len(one.sources)
    for number, source in enumerate(one.sources, 1):  # each names its file, or an earlier note that does
        before = re.match(r"同〔(\d+)〕，第\d+行：“", source)
        named = one.sources[int(before[1]) - 1] if before else source
        assert re.search(r"\.(?:md|txt) 第\d+行：“", named)
        assert before is None or int(before[1]) < number


def test_a_list_of_one_document_names_it_once(reports: dict[str, Report]) -> None:
    part = next(part for part in reports["Document"].parts if part.title == "任务清单")
    assert part.table is not None
    assert "文号" not in [column.name for column in part.table.columns]
    assert [line.text for line in part.paragraphs] == [
        line.text for line in part.paragraphs if "青政办发〔2024〕5号" in line.text
    ]
    assert part.paragraphs
    of_agency = next(part.table for part in reports["Agency"].parts if part.title == "任务清单")
    assert of_agency is not None
    assert all(len(row) in (1, len(of_agency.columns)) for row in of_agency.rows)


def test_a_column_that_no_row_fills_is_left_out(sample_graph: OpenGraph) -> None:
    kg = sample_graph.kg
    led = [task for task in kg.nodes("Task") if kg.into(task, "leads") and not kg.into(task, "supports")]
    table = task_list(kg, {"": led}, Sources(kg)).table
    assert table is not None
    names = [column.name for column in table.columns]
    assert "牵头单位" in names
    assert "配合单位" not in names
    assert "完成时限" in names  # filled in by hand where it is not printed
    assert task_list(kg, {}, Sources(kg)).paragraphs == ()


def test_lines_on_one_place_have_one_note(reports: dict[str, Report]) -> None:
    for one in reports.values():
        notes = [line.note for line in one.parts[0].paragraphs]
        assert all(a is None or a != b for a, b in pairwise(notes))


def test_same_report_same_bytes(reports: dict[str, Report]) -> None:
    assert word_bytes(reports["Document"]) == word_bytes(reports["Document"])


def test_word(reports: dict[str, Report]) -> None:
    paper = docx.Document(io.BytesIO(word_bytes(reports["Agency"])))
    assert paper.paragraphs[0].text == "青石区教育和体育局职责任务清单"
    section = paper.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height  # a report with a list of tasks lies across
    table = paper.tables[0]
    assert [cell.text for cell in table.rows[0].cells][:3] == ["序号", "事项", "任务内容"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    languages = re.findall(r"<w:lang [^>]*>", paper.styles.element.xml)
    assert len(languages) == 1
    assert re.findall(r'w:(?:val|eastAsia)="([^"]+)"', languages[0]) == ["zh-CN", "zh-CN"]


def test_page_refers_to_nothing_outside_and_runs_nothing(reports: dict[str, Report]) -> None:
    page = page_html(reports["Body"])
    assert "<svg" in page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page.replace("xlink:href", ""))
    assert "<script" not in page
    targets = re.findall(r'href="#(n\d+)"', page)
    assert targets
    assert all(f'id="{target}"' in page for target in targets)


def test_markup_in_print_stays_text(reports: dict[str, Report]) -> None:
    evil = Report("<b>x</b>", "", (), ("<img src=x onerror=run()>",))
    assert "<b>x" not in page_html(evil)
    assert "<img" not in page_html(evil)


def test_a_chart_that_cannot_be_drawn_is_told(reports: dict[str, Report], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(self: DiagramPicture, *_: object) -> bytes:
        raise MissingExtra("needs the extra “draw”")

    monkeypatch.setattr(DiagramPicture, "png", missing)
    monkeypatch.setattr(DiagramPicture, "svg", missing)
    assert "needs the extra “draw”" in page_html(reports["Body"])
    paper = docx.Document(io.BytesIO(word_bytes(reports["Body"])))
    assert any("needs the extra “draw”" in line.text for line in paper.paragraphs)


def test_wrong_names_are_told(sample_graph: OpenGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OptionError, match="agency, body, document, region"):
        sample_graph.report("task", "x", tmp_path / "a.docx")
    with pytest.raises(OptionError, match=r"\.docx, \.pdf, \.html"):
        sample_graph.report("agency", "青石区教体局", tmp_path / "a.odt")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(OptionError, match="LibreOffice"):
        sample_graph.report("agency", "青石区教体局", tmp_path / "a.pdf")


@pytest.mark.slow
def test_pdf(reports: dict[str, Report], tmp_path: Path) -> None:
    need_office()
    pdf = pypdfium2.PdfDocument(save_report(reports["Agency"], tmp_path / "a.pdf").read_bytes())
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    assert "青石区教育和体育局职责任务清单" in text
    assert f"第1页共{len(pdf)}页" in text
    assert f"〔{len(reports['Agency'].sources)}〕" in text
