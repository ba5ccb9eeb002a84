"""What a phone calls itself, so that people know it again in a list."""

DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Macintosh", "Mac"))
MORE_DEVICES = (("CrOS", "Chromebook"), ("Windows", "Windows"), ("Linux", "Linux"))
BROWSERS = (("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("OPR", "Opera"), ("FxiOS", "Firefox"))
MORE_BROWSERS = (("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))


def phone_name(user_agent: str) -> str | None:
    """`iPhone, Safari`; None for something that gives no name we know."""
    device = _first(user_agent, (*DEVICES, *MORE_DEVICES))
    browser = _first(user_agent, (*BROWSERS, *MORE_BROWSERS))
    return ", ".join(name for name in (device, browser) if name) or None


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str | None:
    return next((name for mark, name in names if mark in text), None)
