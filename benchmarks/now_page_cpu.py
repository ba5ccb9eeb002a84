"""Server CPU of the Now page against a bare Flask view that renders the same items from a constant with Jinja."""

import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from flask import Flask, render_template_string
from sqlalchemy import event

from benchmarks.alice import AtHome, alice
from companion.extensions import db

BUDGET, STATEMENTS, ROUNDS, VIEWS = 2.0, 2, 15, 20
PIECE = re.compile(r"(<details class=\"rule\".*?</details>)", re.S)
ROW = re.compile(
    r'<details class="rule"(?P<attributes>[^>]*)><summary>(?P<icon><svg.*?</svg>)(?P<head>.*?)</summary>'
    r'<div class="body">(?P<body>.*)</div></details>',
    re.S,
)
TEMPLATE = """{% macro row(item) %}<details class="rule"{{ item.attributes|safe }}><summary>{{ item.icon|safe }}
{% for words in item.head %}<span>{{ words }}</span>{% endfor %}</summary><div class="body">
{% for words in item.body %}<p>{{ words }}</p>{% endfor %}</div></details>{% endmacro %}
{% for piece in pieces %}{% if piece is string %}{{ piece|safe }}{% else %}{{ row(piece) }}{% endif %}{% endfor %}"""


def bare(page: str) -> Callable[[], int]:
    """A view that renders the very items of that page, each text escaped on its own, out of a constant."""
    app = Flask(__name__)
    pieces = [_item(piece) for piece in PIECE.split(page)]
    app.add_url_rule("/", view_func=lambda: render_template_string(TEMPLATE, pieces=pieces))
    client = app.test_client()
    return lambda: len(client.get("/").data)


def _item(piece: str) -> str | dict[str, object]:
    found = ROW.fullmatch(piece)
    if not found:
        return piece
    texts = {part: [text for text in re.split(r"<[^>]+>", found[part]) if text.strip()] for part in ("head", "body")}
    return {"attributes": found["attributes"], "icon": found["icon"], **texts}


def cpu(view: Callable[[], int]) -> float:
    """Milliseconds of CPU for one view: the fastest of several rounds, so that neighbours do not count."""
    started = time.process_time()
    for _ in range(VIEWS):
        view()
    return (time.process_time() - started) / VIEWS * 1000


def main() -> int:
    with alice() as person:
        statements = count_statements(person)
        page = person.phone.get(person.page).text
        etag = person.phone.get(person.page).headers["ETag"]

        def ours() -> int:
            return len(person.phone.get(person.page).data)

        def unchanged() -> int:
            return person.phone.get(person.page, headers={"If-None-Match": etag}).status_code

        peer = bare(page)
        assert peer() > 0
        assert unchanged() == 304
        rounds = [(cpu(ours), cpu(peer), cpu(unchanged)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b, _ in rounds)
    mine, bared, kept = (min(column) for column in zip(*rounds, strict=True))
    print(
        f"Now page: {mine:.2f} ms of CPU, {ratio:.2f}x of Flask and Jinja rendering the same items ({bared:.2f} ms; "
        f"budget {BUDGET}x); unchanged {kept:.2f} ms; {statements} SQL statements (budget {STATEMENTS})"
    )
    return int(ratio > BUDGET or statements > STATEMENTS)


def count_statements(person: AtHome) -> int:
    seen: list[str] = []
    with person.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(str(args[2])))
    person.phone.get("/now")
    person.phone.get("/now")
    return len(seen) - len(seen) // 2


if __name__ == "__main__":
    sys.exit(main())
