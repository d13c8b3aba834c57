"""What the phone carries of the server's photos and hazards, and which of the devices it is, in a real Chromium."""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_offline import GRID, carried, out_of_reach

RETIRED = "/field-hazard/00000000-0000-7000-8000-000000000001.json"
MODULE = """const module = (name) => import(document.querySelector(`link[rel=modulepreload][href*="field/${name}."]`).href);
  const { account } = JSON.parse(localStorage.getItem('anbiao-field-me'));"""
SMALL = f"""async (id) => {{
  {MODULE}
  return (await module('pictures')).ofPhoto(account, id);
}}"""
# A copy that came down once and that the server no longer names; the day is to come down anew.
RETIRE = f"""async (path) => {{
  {MODULE}
  const api = await module('api');
  const {{ data }} = await api.copyOf(account, 'bundle state');
  await api.keepCopy(account, path, {{ id: 'gone' }});
  await api.keepCopy(account, 'bundle state', {{ ...data, hazards: '', at: 0, copies: [...data.copies, path] }});
}}"""
KEPT = f"""async (path) => {{
  {MODULE}
  return (await module('api')).copyOf(account, path);
}}"""
# Asked again in the page: the policy of the page lets nobody wait by a sentence of code.
GONE = f"""async (path) => {{
  {MODULE}
  for (let asked = 0; asked < 200; asked += 1) {{
    if (await (await module('api')).copyOf(account, path) === null) return true;
    await new Promise((again) => setTimeout(again, 100));
  }}
  return false;
}}"""


def with_photos(member: Visitor) -> list[tuple[str, str]]:
    """Her hazards and the newest photo of each, once the background has made a small copy of it."""
    for _ in range(360):
        answer = member.page.request.get(f"{member.site}/field/api/bundle-hazards.json")
        told: dict[str, Any] = json.loads(answer.text())
        found = [
            (hazard["id"], ready[-1]["id"])
            for hazard in told["told"]["hazards"]
            if (ready := [photo for photo in hazard["before"] if photo["state"] == "ready"])
        ]
        if found:
            return found
        member.page.wait_for_timeout(500)
    raise AssertionError("no photo of a hazard of hers became ready within three minutes")


def test_a_hazard_is_seen_with_its_photos_without_a_network_as_long_as_it_is_to_be_done(
    visitor: Callable[..., Visitor],
) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    hazard, photo = with_photos(member)[0]
    page = carried(member)
    assert page.evaluate(SMALL, photo).startswith("data:image/jpeg;base64,")
    with out_of_reach(member):
        page.evaluate(f"location.hash = '#/hazard/{hazard}'")
        expect(page.locator(".cmp img, figure img").first).to_have_attribute(
            "src", page.evaluate(SMALL, photo)
        )
        member.shows("field-hazard-offline-390-zh")
    page.evaluate(RETIRE, RETIRED)
    page.evaluate("location.hash = '#/'")
    page.reload()
    expect(page.locator("#bundle[data-whole]")).to_be_visible(timeout=60_000)
    assert page.evaluate(GONE, RETIRED)
    assert page.evaluate(KEPT, f"/field-hazard/{hazard}.json")
    member.goes_to("/my-devices/")
    expect(page.locator("[data-device]:not([hidden])")).to_have_count(1)
    expect(page.get_by_text("本机").locator("visible=true")).to_have_count(1)
