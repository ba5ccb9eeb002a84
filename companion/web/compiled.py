"""Compiled templates are kept, so that a process that starts does not compile them again."""

from contextlib import suppress
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class Compiled(FileSystemBytecodeCache):
    """What cannot be kept, as on a full disk, is compiled again at the next start."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            Path(self.directory).mkdir(mode=0o700, exist_ok=True)
            super().dump_bytecode(bucket)


def init_app(app: Flask, folder: Path) -> None:
    """Keep them there; nobody else may write there, as it is code."""
    app.jinja_env.bytecode_cache = Compiled(str(folder))
