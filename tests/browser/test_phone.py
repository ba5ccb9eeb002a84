"""A phone in these tests notices what goes wrong on it; else the silence of all others would mean nothing."""

import pytest

from tests.browser.phone import Phone

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("trouble", "script"),
    [
        ("exception: oops", "setTimeout(() => { throw new Error('oops'); })"),
        ("error: oops", "console.error('oops')"),
        ("error: policy: style-src-attr inline", "document.body.setAttribute('style', 'color: red')"),
        (
            "error: policy: script-src-elem inline",
            "document.head.append(new Range().createContextualFragment('<script>0</script>'))",
        ),
        ("404: ", "fetch('/nowhere')"),
    ],
)
def test_it_notices(trouble: str, script: str, phone: Phone) -> None:
    phone.open("/")
    phone.measure(f"() => {{ {script} }}")
    phone.page.wait_for_timeout(200)
    assert any(heard.startswith(trouble) for heard in phone.troubles), phone.troubles
    phone.troubles.clear()
