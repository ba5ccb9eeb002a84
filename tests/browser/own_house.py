"""A house of a test's own, whose server can be stopped, started again on the same port, and frozen."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from companion.app import ROOT
from tests.browser.house import House, free_port, running
from tests.browser.serving import serving


class OwnHouse:
    """`at` is the house while its server runs. `model`: a house that was run once, whose folder is copied."""

    def __init__(self, folder: Path, model: House) -> None:
        shutil.copytree(model.folder, folder)
        self.folder, self.port, self._links = folder, free_port(), model.links[:1]
        self.address = f"http://localhost:{self.port}"
        self._open = ExitStack()
        self.at: House = self.start()

    def start(self, root: Path = ROOT) -> House:
        """`root` is where the program stands: another folder is another version."""
        elsewhere = running(self.folder, self.port, root)
        here = serving(self.folder, self.port, self._links)
        self.at = self._open.enter_context(here if root == ROOT else elsewhere)
        assert self.at.address == self.address
        assert self.at.is_ours()
        return self.at

    def stop(self) -> None:
        """End the server process; nothing answers on its port."""
        self._open.close()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """A network so slow that nothing comes through it: the server takes connections and says nothing."""
        processes = list(_listening(self.port))
        assert processes
        try:
            for process in processes:
                os.kill(process, signal.SIGSTOP)
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)


def _listening(port: int) -> Iterator[int]:
    """Our own server processes: those whose command names the port."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            words = _command(folder)
            if b"granian" in words and str(port).encode() in words:
                yield int(folder.name)


def _command(folder: Path) -> list[bytes]:
    try:
        return folder.joinpath("cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
