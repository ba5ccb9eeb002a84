"""What a browser has to do for a story, whichever it is."""

from typing import Any, Protocol


class Engine(Protocol):
    """`script` is a JavaScript function, called with `values`; a promise is waited for."""

    def go(self, address: str) -> None: ...

    def run(self, script: str, *values: Any) -> Any: ...

    def tap(self, script: str, *values: Any) -> None:
        """Tap, as a finger does, the element that the function finds."""
        ...

    def type(self, text: str) -> None: ...

    def picture(self) -> bytes:
        """What is on the screen, as PNG."""
        ...

    def troubles(self) -> list[str]:
        """Console errors, exceptions and failed answers, as far as the browser tells them."""
        ...
