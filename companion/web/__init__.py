"""Pages: a file an actor. Every request passes the guard, every answer gets the headers."""

from flask import Flask

from companion.web import access, assets, errors, filters, headers, public
from companion.web.patient import can_i, now, plan, start
from companion.web.requests import CompanionRequest


def init_app(app: Flask) -> None:
    app.request_class = CompanionRequest
    app.before_request(access.guard)
    app.after_request(headers.secure)
    for blueprint in (assets.bp, public.bp, access.bp, start.bp, now.bp, plan.bp, can_i.bp):
        app.register_blueprint(blueprint)
    errors.init_app(app)
    filters.init_app(app)
    assets.init_app(app)
