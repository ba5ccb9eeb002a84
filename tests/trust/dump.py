"""Every row of every table, as the file holds it."""

import sqlite3

from flask import Flask

Rows = dict[str, list[tuple[object, ...]]]


def rows_of_every_table(app: Flask) -> Rows:
    connection = sqlite3.connect(app.config["COMPANION"].instance / "companion.sqlite")
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for (name,) in tables}
    finally:
        connection.close()
