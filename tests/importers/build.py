"""Files made on the fly: tables in any encoding and separator, and small workbooks written by hand."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures"
ONDE_HEADERS = (
    "Nom élève",
    "Nom d'usage élève",
    "Prénom élève",
    "Date naissance",
    "Sexe",
    "INE",
    "Adresse1",
    "Cp1",
    "Commune1",
    "Pays1",
    "Adresse2",
    "Cp2",
    "Commune2",
    "Pays2",
    " Cycle",
    "Niveau",
    "Libellé classe",
    "Identifiant classe",
    "Attestation fournie",
    "Autorisation associations",
    "Autorisation photo",
    "Décision de passage",
)


def pupil(
    last="DUPONT",
    first="Zoé",
    birth="2019-03-02",
    ine="999000001AA",
    *,
    usage="",
    sex="F",
    level="CE1",
    label="CE1 A",
    address="1 rue des Prés",
    postal="78990",
    city="VALMONT",
    reference="77001",
    decision="",
) -> list[str]:
    """One line of an ONDE export."""
    return [
        last,
        usage,
        first,
        birth,
        sex,
        ine,
        address,
        postal,
        city,
        "FRANCE",
        "",
        "",
        "",
        "",
        "CYCLE II",
        level,
        label,
        reference,
        "Oui",
        "Non",
        "Non",
        decision,
    ]


def table(
    rows, headers=ONDE_HEADERS, *, separator=";", encoding="cp1252", quoted=False, end="\r\n", before="", mark=b""
) -> bytes:
    """A CSV file."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    if headers:
        writer.writerow(headers)
    writer.writerows(rows)
    return mark + (before + stream.getvalue()).encode(encoding)


def raw(*lines: str, headers=";".join(ONDE_HEADERS), encoding="utf-8", end="\r\n") -> bytes:
    """A CSV file typed line by line."""
    return end.join((headers, *lines, "")).encode(encoding)


def workbook(
    sheet: str | bytes, *, extra: dict[str, bytes] | None = None, book: str | None = None, strings: str = "", styles: str = ""
) -> bytes:
    """An xlsx with one worksheet, given its ``sheetData``."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content = sheet if isinstance(sheet, bytes) else f"<worksheet {space}><sheetData>{sheet}</sheetData></worksheet>".encode()
    members = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": (
            book or f'<workbook {space} xmlns:r="{link}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships><Relationship Id="rId1" Type="{link}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ).encode(),
        "xl/worksheets/sheet1.xml": content,
        **({"xl/sharedStrings.xml": f"<sst {space}>{strings}</sst>".encode()} if strings else {}),
        **({"xl/styles.xml": f"<styleSheet {space}>{styles}</styleSheet>".encode()} if styles else {}),
        **(extra or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()
