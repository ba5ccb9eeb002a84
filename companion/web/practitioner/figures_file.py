"""The figures as a table for a spreadsheet: one line each, with counts, days and definition."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from companion.services.figure_days import FEWEST, Share
from companion.services.figures import Figures
from companion.web.practitioner.figures_page import sections_of, told_of
from companion.web.practitioner.figures_span import Days
from companion.web.practitioner.figures_words import told_counts

HEAD = ["from", "to", "figure", "product", "day", "what", "part", "of", "percent", "seconds", "counts", "definition"]


def table_of(figures: Figures, days: Days) -> str:
    """CSV with a first line of names; a cell of too few treatments has no numbers."""
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(HEAD)
    for line in (*_sections(figures), *_told(figures)):
        lines.writerow([days.first, days.last, *line])
    return file.getvalue()


def _sections(figures: Figures) -> Iterator[list[Any]]:
    for section in sections_of(figures):
        for row in section.rows:
            yield [section.title, "", "", row.name, *_numbers(row.share), row.seconds, row.counts, section.definition]


def _told(figures: Figures) -> Iterator[list[Any]]:
    definition = told_counts()
    for table in told_of(figures):
        for row in table.rows:
            for name, share in row.shares:
                yield ["What was told", table.product, row.day, name, *_numbers(share), "", "", definition]
            if not row.treatments:
                few = [None, None, None, "", f"fewer than {FEWEST}"]
                yield ["What was told", table.product, row.day, "", *few, definition]


def _numbers(share: Share | None) -> tuple[int | None, int | None, int | None]:
    return (share.part, share.whole, share.percent) if share else (None, None, None)
