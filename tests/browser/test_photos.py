"""What was drawn over a photo lies over its picture in a real browser, at the right places, and as words for who cannot see it."""

import json
from pathlib import Path

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2] / "anbiao/portal/static/portal"
SHAPES = [
    {"kind": "circle", "x": 0.25, "y": 0.5, "rx": 0.1, "ry": 0.2},
    {"kind": "arrow", "x1": 0.0, "y1": 0.0, "x2": 0.5, "y2": 1.0},
    {"kind": "text", "x": 0.9, "y": 0.99, "text": "<b>通道</b>"},
    {"kind": "unheard of"},
]


def test_shapes_are_drawn_where_they_belong(chromium: Browser) -> None:
    page = chromium.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content(
        "<figure class='photo' data-width='800' data-height='400' data-drawn-label='drawn'>"
        "<a class='photo-frame' href='#'><img alt='' width='320' height='240'></a></figure>"
    )
    page.locator("figure").evaluate(
        "(figure, drawn) => { figure.dataset.drawn = drawn; }", json.dumps(SHAPES)
    )
    page.add_style_tag(content=(ROOT / "tokens.css").read_text() + (ROOT / "photos.css").read_text())
    page.add_script_tag(content=(ROOT / "photos.js").read_text(), type="module")
    page.locator("svg").wait_for()
    drawn = page.locator("svg")
    assert drawn.get_attribute("viewBox") == "0 0 1000 500"
    assert (drawn.get_attribute("role"), drawn.get_attribute("aria-label")) == ("img", "drawn")
    circle = page.locator("ellipse").last
    assert [circle.get_attribute(name) for name in ("cx", "cy", "rx", "ry")] == ["250", "250", "100", "100"]
    tip = page.locator("polygon").last.get_attribute("points") or ""
    assert tip.startswith("500,500 ")
    words = page.locator("svg text")
    assert words.text_content() == "<b>通道</b>", "words are words"
    assert words.get_attribute("text-anchor") == "end"
    assert page.locator("svg b").count() == 0
    # The overlay covers its picture exactly, whatever the shape of the frame.
    frame, over = page.locator("img").bounding_box(), drawn.bounding_box()
    assert frame is not None and over is not None
    assert all(abs(frame[side] - over[side]) < 1 for side in ("x", "y", "width", "height"))
    page.add_script_tag(content=(ROOT / "photos.js").read_text(), type="module")
    page.wait_for_timeout(100)
    assert page.locator("svg").count() == 1, "nothing is drawn twice"
    assert complaints == []
    page.close()
