"""No route is made ready for building before somebody asks for its URL."""

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from companion.app import create_app


def test_the_start_makes_no_urls_ready(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, really = list[Rule](), Rule._compile_builder

    def compile_noted(rule: Rule, append_unknown: bool = True) -> object:
        compiled.append(rule)
        return really(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", compile_noted)
    fresh = create_app(app.config["COMPANION"])
    assert compiled == []
    with fresh.test_request_context():
        assert [url_for("public.help_page") for _ in range(2)] == ["/help", "/help"]
        assert url_for("public.help_page", q="a b") == "/help?q=a+b"
    assert {rule.endpoint for rule in compiled} == {"public.help_page"}
