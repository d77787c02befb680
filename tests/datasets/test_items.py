from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from chatrec.catalog import Catalog
from chatrec.datasets.items import line_of, read_items
from chatrec.errors import CatalogueError
from tests.films import FILMS

RECORDS = [
    {"id": "1", "title": "Heat", "year": 1995, "genres": ["Crime", "Drama"], "rated": True},
    {"id": "2", "title": "Amélie", "text": "In Paris.", "price": 9.5, "year": None, "brand": ""},
]


def written(path: Path, text: str) -> str:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as file:  # type: ignore[operator]
        file.write(text)
    return str(path)


def as_lines(records: list[dict[str, object]]) -> str:
    return "\n".join(json.dumps(record) for record in records)


def check(catalog: Catalog) -> None:
    assert [item.title for item in catalog] == ["Heat", "Amélie"]
    assert catalog["1"].attributes["year"] == 1995
    assert catalog["1"].attributes["genres"] == ("Crime", "Drama")
    assert catalog["2"].text == "In Paris."
    assert catalog["2"].attributes["price"] == 9.5
    assert "year" not in catalog["2"].attributes
    assert "brand" not in catalog["2"].attributes


@pytest.mark.parametrize("name", ["items.jsonl", "items.jsonl.gz"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    check(read_items(written(tmp_path / name, as_lines(RECORDS))).catalog)


@pytest.mark.parametrize("name", ["items.csv", "items.csv.gz"])
@pytest.mark.parametrize(
    "genres", ["Crime|Drama", "Crime; Drama", '"Crime, Drama"', '"[""Crime"", ""Drama""]"']
)
def test_csv(tmp_path: Path, name: str, genres: str) -> None:
    text = f"id,title,year,genres,text,price\n1,Heat,1995,{genres},,\n2,Amélie,,,In Paris.,9.5\n"
    check(read_items(written(tmp_path / name, text)).catalog)


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {name: [record.get(name) for record in RECORDS] for name in RECORDS[0] | RECORDS[1]}
    parquet.write_table(pyarrow.table(columns), tmp_path / "items.parquet")
    check(read_items(str(tmp_path / "items.parquet")).catalog)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(as_lines(RECORDS)))
    check(read_items("-").catalog)


def test_columns_are_renamed(tmp_path: Path) -> None:
    text = '{"key": 7, "name": "Heat", "plot": "A thief.", "title": "ignored"}'
    path = written(tmp_path / "items.jsonl", text)
    columns = {"id": "key", "title": "name", "text": "plot"}
    item = next(iter(read_items(path, columns).catalog))
    assert (item.id, item.title, item.text) == ("7", "Heat", "A thief.")
    with pytest.raises(CatalogueError, match="'nom'"):
        read_items(path, columns | {"title": "nom"})


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{broken", "line 2: not JSON"),
        ("[1]", "line 2: not a JSON object"),
        ("[" * 100_000, "line 2: not JSON"),
        ('{"id": "3"}', "line 2: title is missing"),
        ('{"title": "x"}', "line 2: id is missing"),
        ('{"id": "1", "title": "again"}', "line 2: id '1' stands twice"),
        ('{"id": "3", "title": "x", "year": "soon"}', "line 2: year 'soon' is no number"),
        ('{"id": "3", "title": "x", "more": {"a": 1}}', "line 2: more is a dict"),
        ('{"id": "3", "title": "x", "genres": 5}', "line 2: genres 5 is no list"),
    ],
)
def test_a_bad_line_is_named_or_skipped(tmp_path: Path, line: str, fault: str) -> None:
    path = written(tmp_path / "items.jsonl", '{"id": "1", "title": "Heat"}\n' + line + "\n")
    with pytest.raises(CatalogueError) as error:
        read_items(path)
    assert f"items.jsonl, {fault}" in str(error.value)
    read = read_items(path, skip_bad_lines=True)
    assert len(read.catalog) == 1
    assert fault in read.problems[0]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("gone.jsonl", None, "cannot read"),
        ("empty.jsonl", b"", "holds no item"),
        ("latin.jsonl", b'{"id": "1", "title": "Am\xe9lie"}', "not UTF-8"),
        ("bad.jsonl.gz", b"not gzip", "cannot read"),
        ("half.jsonl.gz", gzip.compress(b"\n" * 9, mtime=0)[:-9], "broken off or damaged"),
        ("bad.csv.gz", gzip.compress(b"id", mtime=0)[:10] + b"\xff" * 9, "broken off or damaged"),
        ("bad.parquet", b"not parquet", "no parquet"),
        ("wide.csv", b"id,title\n1,Heat,9\n", "more fields"),
    ],
)
def test_a_bad_file_is_told(tmp_path: Path, name: str, content: bytes | None, fault: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CatalogueError, match=fault):
        read_items(str(path))


def test_a_line_reads_back_as_the_item(tmp_path: Path) -> None:
    path = written(tmp_path / "items.jsonl", "\n".join(line_of(item) for item in FILMS))
    assert tuple(read_items(path).catalog) == FILMS


def test_fields_between_tabs_are_never_quoted(tmp_path: Path) -> None:
    text = 'id\ttitle\ttext\n1\t"Heat" and dust\tIn "L.A.\n2\tAmélie\t\n'
    catalog = read_items(written(tmp_path / "items.tsv", text)).catalog
    assert [item.title for item in catalog] == ['"Heat" and dust', "Amélie"]
    assert catalog["1"].text == 'In "L.A.'


def test_a_table_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "items.csv", "id,title\n1," + "x" * 200_000 + "\n")
    with pytest.raises(CatalogueError, match="no table that can be read: field larger"):
        read_items(path)
