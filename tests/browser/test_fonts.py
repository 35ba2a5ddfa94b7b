from playwright.async_api import Page

PAGE = """<style>div { width: 40px; height: 40px; font: 32px/40px sans-serif }</style>
<div id=first>回</div> <div id=second>音</div> <div id=again>回</div>"""


async def test_chinese_characters_are_drawn_not_boxed(page: Page) -> None:
    """Without a Chinese font every character is the same empty box, and no screenshot would tell."""
    await page.set_content(PAGE)
    first, second, again = [await page.locator(f"#{name}").screenshot() for name in ("first", "second", "again")]
    assert first == again, "two drawings of one character differ, so this test could not tell"
    assert first != second
