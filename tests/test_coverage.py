"""docs/coverage.md names only what there is: rules, advice, sources, parts of the protocol, and pages."""

import re
from pathlib import Path

import pytest
from flask import Flask

from companion.aftercare.protocol import Protocol, bundled

TEXT = (Path(__file__).parents[1] / "docs" / "coverage.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in TEXT.splitlines() if re.match(r"\| (?!asked for)", line)]
HEADINGS = re.findall(r"^## (.+)$", TEXT, re.M)


def names_of(protocol: Protocol) -> set[str]:
    advice = {item.id for item in [*protocol.before_next.items, *protocol.over_time.items]}
    fields = {"why", "evidence", "differs"}
    return {*protocol.rule, *advice, *type(protocol).model_fields, *fields}


def unknown_names(cells: list[str]) -> set[str]:
    return {name for cell in cells for name in re.findall(r"`([^`/]+)`", cell)} - names_of(bundled())


def test_every_rule_and_part_that_is_named_exists() -> None:
    assert not unknown_names([row[2] for row in ROWS])


def test_a_name_that_does_not_exist_would_be_found() -> None:
    assert unknown_names(["`no-alcohol`, `no-fun`"]) == {"no-fun"}


def test_every_page_that_is_named_exists(app: Flask) -> None:
    paths = set(re.findall(r"`(/[^`]*)`", TEXT))
    assert {"/now", "/plan", "/help", "/choosing"} <= paths
    assert paths <= {str(rule) for rule in app.url_map.iter_rules()}


def test_every_row_has_a_page_and_a_part_of_the_protocol() -> None:
    assert len(ROWS) > 35
    for asked, page, part in ROWS:
        assert asked.strip()
        assert re.search(r"`/", page), asked
        assert "`" in part, asked


def test_every_source_that_is_called_on_exists() -> None:
    called = set(re.findall(r"\b[a-z]+(?:20\d\d)\b|\blbl_\w+", TEXT))
    assert {"joan2018", "cdc2024"} <= called <= set(bundled().sources)


@pytest.mark.parametrize("rule", sorted(rule.id for rule in bundled().rules if "seed" in rule.sources))
def test_every_rule_that_rests_on_the_article_has_its_row(rule: str) -> None:
    assert f"`{rule}`" in TEXT


def test_the_sections_are_those_of_the_article() -> None:
    assert len(HEADINGS) == 7
