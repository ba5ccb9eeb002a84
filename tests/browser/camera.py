"""The guided camera in somebody's hand."""

from playwright.sync_api import Page

MIRRORED = "(element) => getComputedStyle(element).transform"


def opened(page: Page, *, says_yes: bool = True) -> Page:
    page.locator("main[data-live]").wait_for()
    if says_yes:
        page.locator("[name=consent]").check()
    page.get_by_role("button", name="Use the camera").click()
    return page


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
