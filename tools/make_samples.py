"""Write the two binary sample gazettes, ``baiquan-2024-2.docx`` and ``yunzhou-2024-3.pdf``.

    python tools/make_samples.py [OUT_DIR]

The texts are invented and stand in this file. Every run writes the same bytes: dates are fixed, and the DOCX
archive is packed again with fixed times. Needs python-docx and reportlab.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from reportlab.lib.pagesizes import A5
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

GAZETTES = Path(__file__).resolve().parent.parent / "samples" / "gazettes"
FIXED = datetime(2024, 1, 1)

# One paragraph a block: its style (T title, C centred, P text, H heading, R signature and date, TABLE the
# contacts), then its text, whose line breaks are this file's only.
DOCX_TEXT = """
T 白泉区人民政府办公室

T 关于印发白泉区燃气安全投诉举报办理规程的通知

C 白政办发〔2024〕4号

P 各镇人民政府、街道办事处，区政府有关部门，各燃气经营企业：

P 《白泉区燃气安全投诉举报办理规程》已经区政府第22次常务会议审定，现予印发。

R 白泉区人民政府办公室

R 2024年6月3日

T 白泉区燃气安全投诉举报办理规程

H 第一章　总则

P 第一条　为畅通燃气隐患反映渠道，根据《城镇燃气管理条例》和《云州市燃气管理办法》，
制定本规程。

P 第二条　区燃气安全投诉热线（以下简称热线）号码为7653777，每天24小时有人接听。

H 第二章　职责

P 第三条　区住房城乡建设局主要职责：（一）管理热线座席，登记并分派来电；
（二）查处燃气经营企业违规供气；（三）按月公布办理情况。

P 第四条　区市场监管局主要职责：（一）查处不合格燃气灶具和连接软管；（二）核查气瓶充装单位资质。

P 第五条　区应急管理局主要职责：（一）对久拖不改的重大隐患挂牌督办；（二）组织跨部门联合检查。

H 第三章　办理

P 第六条　热线来电分为三类：一般事项7个工作日内办结，紧急事项2个工作日内办结，
闻到燃气泄漏等特急事项30分钟内到场处置。

P 第七条　承办单位对来电人的姓名、住址和电话保密。
来电人对结果不满意的，可以在收到答复后10日内向区信访局申请复核。

P 第八条　经查实的重大隐患线索，由区财政局安排资金，给予举报人200元至5000元奖励。

H 第四章　附则

P 第九条　本规程自2024年7月1日起施行，有效期至2027年6月30日。
《白泉区燃气投诉处理暂行规定》（白政办发〔2020〕11号）同时废止。

P 附件：燃气安全投诉受理单位联系方式

T 燃气安全投诉受理单位联系方式

TABLE
"""
CONTACTS = [
    ("受理单位", "受理范围", "联系电话", "电子邮箱"),
    ("区住房城乡建设局", "管道燃气供应、热线总值班", "7653777", "ranqi@example.cn"),
    ("区市场监管局", "灶具、软管、气瓶质量", "7653120", "zhiliang@example.cn"),
    ("区应急管理局", "重大隐患督办", "7653450", "—"),
    ("区消防救援大队", "着火、爆炸救援", "119", "—"),
]

PDF_NAME, PDF_ISSUE = "云州市人民政府公报", "2024年第3期"
PDF_HEAD = ["云州市人民政府办公室", "关于做好2024年城市排水防涝工作的通知", "云政办字〔2024〕23号"]
PDF_TEXT = """
各区县人民政府，云州高新区管委会，市政府有关部门：

　　为减少汛期城区积水，根据《城镇排水与污水处理条例》，经市政府同意，现将有关工作通知如下。

　　一、疏通管网

　　（一）清掏雨水篦子。入汛前把主次干道的雨水篦子、检查井全部清掏一遍，破损井盖随查随换。
（责任单位：市城市管理局、市住房城乡建设局、市水务局，列第一位者为牵头单位，下同）

　　（二）改造积水点。2024年5月底前完成铁路桥洞、东关农贸市场等9处易积水点改造，
每处设置水位标尺和警示灯。

　　二、预警值守

　　（三）提前停学停运。发布暴雨红色预警后，一小时内通知学校停课、地下商场关门、公交绕行。
（责任单位：市应急管理局、市教育局、市商务局、市交通运输局）

　　（四）备足抢险力量。市城市管理局值班电话7650208，市排水服务中心组建6支抽排队，
每支不少于20人，配备移动泵车。

　　三、其他事项

　　本通知自印发之日起施行，有效期至2024年12月31日。
《关于做好2023年城区防汛排涝工作的通知》（云政办字〔2023〕19号）自行失效。
"""
PDF_SIGNED = ["云州市人民政府办公室", "2024年4月18日"]


def blocks(text: str) -> list[str]:
    """The paragraphs of a text above: parted by empty lines, their own line breaks taken out."""
    return [block.replace("\n", "") for block in text.strip("\n").split("\n\n")]


def packed_again(data: bytes) -> bytes:
    """The same archive with its members sorted and fixed times: equal content is equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, date_time=FIXED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            new.writestr(info, old.read(name), compresslevel=9)
    return out.getvalue()


def docx_bytes() -> bytes:
    """The DOCX sample: rules with chapters and articles, and a table of contacts."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "SimSun", Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")
    for block in blocks(DOCX_TEXT):
        style, _, text = block.partition(" ")
        if style == "TABLE":
            table = document.add_table(rows=0, cols=len(CONTACTS[0]), style="Table Grid")
            for row in CONTACTS:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
            continue
        if style == "H":
            document.add_heading(text, level=2)
            continue
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        if style == "T":
            run.bold = True
        if style in "TC":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif style == "R":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    about = document.core_properties
    about.title = "白泉区燃气安全投诉举报办理规程"
    about.author = about.last_modified_by = "zhize samples"
    about.created = about.modified = FIXED
    about.revision = 1
    raw = io.BytesIO()
    document.save(raw)
    return packed_again(raw.getvalue())


CLOSING, OPENING = "，。；：、）》”〕", "（《“〔"


def lines(text: str, width: int) -> Iterator[str]:
    """Break a paragraph into print lines: half-width takes half a place, no line begins with "，"."""
    line, used = "", 0.0
    for char in text:
        size = 0.5 if char.isascii() else 1.0
        if used + size > width and char not in CLOSING:
            keep = line[-1] if line[-1] in OPENING else ""
            yield line.removesuffix(keep)
            line, used = keep, float(len(keep))
        line += char
        used += size
    if line:
        yield line


def pdf_bytes() -> bytes:
    """The PDF sample: one short notice in two columns on A5 pages, with running heads and page numbers."""
    font, size, step = "STSong-Light", 11, 19
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    width, height = A5
    margin, gap, top, bottom = 40, 20, height - 56, 48
    places = int((width - 2 * margin - gap) / 2 // size)
    columns = (margin, margin + places * size + gap)
    raw = io.BytesIO()
    canvas = Canvas(raw, pagesize=A5, invariant=1, pageCompression=1)
    canvas.setTitle(f"{PDF_NAME} {PDF_ISSUE}")

    def open_page(number: int) -> None:
        canvas.setFont(font, 8)
        canvas.drawString(margin, height - 34, f"{PDF_NAME}　{PDF_ISSUE}")
        canvas.drawRightString(width - margin, height - 34, "市政府办公室文件")
        canvas.drawCentredString(width / 2, 26, f"— {number} —")
        canvas.setFont(font, size)

    page, column = 1, 0
    open_page(page)
    head = top - 10
    for text in PDF_HEAD:
        canvas.setFont(font, 13 if text != PDF_HEAD[-1] else size)
        canvas.drawCentredString(width / 2, head, text)
        head -= 24
    canvas.setFont(font, size)
    start = y = head - 6
    printed = [(line, False) for text in blocks(PDF_TEXT) for line in lines(text, places)]
    printed += [(line, True) for line in PDF_SIGNED]
    for line, signed in printed:
        if y < bottom:
            column += 1
            if column == len(columns):
                canvas.showPage()
                page, column, start = page + 1, 0, top
                open_page(page)
            y = start
        if signed:
            canvas.drawRightString(columns[column] + places * size, y, line)
        else:
            canvas.drawString(columns[column], y, line)
        y -= step
    canvas.save()
    return raw.getvalue()


def main(out: Path = GAZETTES) -> None:
    """Write both files into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "baiquan-2024-2.docx").write_bytes(docx_bytes())
    (out / "yunzhou-2024-3.pdf").write_bytes(pdf_bytes())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
