"""The field store in real Chromium: enciphered, locked by a PIN, and never lost with it."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PIN, Visitor
from tests.browser.test_three_lists import photo

GRID, OTHER, MANAGER = "wangxiuzhu", "chenxiaolan", "huangmin"
SECRET = "二号出口堵了周转箱"

# Everything that lies in the store as bytes would show it, and how many rows of each kind.
RAW = """async () => {
  const db = await new Promise((done, fail) => { const asked = indexedDB.open('anbiao-field'); asked.onsuccess = () => done(asked.result); asked.onerror = fail; });
  const bytes = async (value) => {
    if (value instanceof Blob) return bytes(await value.arrayBuffer());
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return Array.from(new Uint8Array(value.buffer ?? value), (b) => String.fromCharCode(b)).join('');
    if (value && typeof value === 'object') return (await Promise.all(Object.entries(value).map(async ([k, v]) => k + '=' + await bytes(v)))).join(';');
    return unescape(encodeURIComponent(String(value)));
  };
  const found = { text: '', rows: {} };
  for (const name of db.objectStoreNames) {
    const rows = await new Promise((done) => { const asked = db.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
    found.rows[name] = rows.length;
    if (name !== 'vaults') found.text += await bytes(rows);
  }
  db.close();
  return found;
}"""

# A draft with a photo, begun through the modules that the page itself has loaded.
BEGIN = """async ({ title, words, picture, original }) => {
  const module = (name) => import(document.querySelector(`link[rel=modulepreload][href*="field/${name}."]`).href);
  const [made, store, me] = await Promise.all([module('drafts'), module('store'), module('me')]);
  const { account } = me.last();
  const unit = { id: '00000000-0000-7000-8000-000000000001', name: '试验单位', address: '' };
  const brief = { people: [], criteria: [], rules: { deadlines: { major_most: 90, general_most: 30 } } };
  const draft = await made.begin(account, 'hazard', unit, title, { hazard: { ...made.newHazard(), title: words } }, brief);
  const file = () => new Blob([Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0))], { type: 'image/jpeg' });
  const blob = file();
  await store.savePhoto({ ...(original ? { original: file() } : {}), id: crypto.randomUUID(), draft: draft.id, account, made_at: Date.now(), use: { hazard: draft.work.hazard.key }, annotation: [], sent: null,
    taken_at: new Date().toISOString(), place: null, blob, width: 4, height: 3, thumb: '' });
  return draft.id;
}"""


@cache
def picture() -> str:
    """A JPEG in base64, the same whenever it is asked for: it bears the time at which it was made."""
    import base64

    made: Any = photo(fixed=False)["buffer"]
    return base64.b64encode(made).decode()


def begins(page: Page, title: str = "试验单位 · 随手拍", *, original: bool = False) -> str:
    """A draft with a photo in the store of whoever is here; with the file of the camera beside the smaller picture, or without."""
    given = {"title": title, "words": SECRET, "picture": picture(), "original": original}
    found: str = page.evaluate(BEGIN, given)
    return found


def raw(page: Page) -> tuple[str, dict[str, int]]:
    """What lies in the store, and how many rows."""
    found = page.evaluate(RAW)
    return found["text"].encode("latin-1").decode("utf-8", errors="ignore"), found["rows"]


def forgets_the_pin(member: Visitor) -> None:
    """The way of a forgotten PIN, until the sign-in page."""
    member.page.get_by_role("button", name="忘记 PIN").click()
    member.page.get_by_role("button", name=re.compile("并清空")).click()
    member.page.wait_for_url(re.compile("/signin/"))


def test_nothing_in_the_store_is_readable_and_a_wrong_pin_waits(visitor: Callable[..., Visitor]) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    member.page.goto(f"{member.site}/field/")
    member.page.locator("#pin-new").wait_for()
    member.shows("field-pin-new-390-zh")
    member.passes_the_pin()
    page = member.page
    key = begins(page)
    page.goto(f"{member.site}/field/#/snap/{key}")
    note = page.locator("[id^=what-]")
    expect(note).to_have_value(SECRET)
    note.fill(SECRET + "，还有纸箱")
    text, rows = raw(page)
    assert "出口" not in text
    assert "试验单位" not in text
    assert "\xff\xd8\xff" not in text
    assert "JFIF" not in text
    assert (rows["drafts"], rows["photos"], rows["blobs"], rows["vaults"]) == (1, 1, 1, 1)
    # A reload in the same tab asks for nothing; nobody there for a while, and a lock, ask for the PIN.
    page.reload()
    expect(note).to_have_value(SECRET + "，还有纸箱")
    page.evaluate(IDLE)
    expect(page.locator("#pin")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('anbiao-field-open')") is None
    member.passes_the_pin()
    expect(note).to_have_value(SECRET + "，还有纸箱")
    page.goto(f"{member.site}/field/#/device")
    page.locator("#lock-now").click()
    for left in (9, 8):
        page.fill("#pin", "111222")
        expect(page.get_by_text(f"还可试 {left} 次")).to_be_visible()
    page.fill("#pin", "111222")
    expect(page.get_by_text("秒后可再试")).to_be_visible()
    member.shows("field-pin-wrong-390-zh")
    expect(page.locator("#pin")).to_be_visible(timeout=10_000)
    member.passes_the_pin()
    page.goto(f"{member.site}/field/#/snap/{key}")
    expect(note).to_have_value(SECRET + "，还有纸箱")


IDLE = """async () => {
  const device = await import(document.querySelector('link[rel=modulepreload][href*="field/device."]').href);
  device.rules().idle_minutes = -1;
  document.dispatchEvent(new Event('visibilitychange'));
}"""
SILENT = """async (days) => {
  const device = await import(document.querySelector('link[rel=modulepreload][href*="field/device."]').href);
  device.known().contact_at = Date.now() - days * 24 * 3600 * 1000;
}"""


def test_after_seven_days_without_contact_it_opens_only_to_send(visitor: Callable[..., Visitor]) -> None:
    member = visitor(narrow=True, language="en")
    member.enters_as(MANAGER).goes_to("/field/#/device")
    page = member.page
    member.shows("field-device-390-en")
    page.evaluate(SILENT, 5.5)
    page.evaluate("location.hash = '#/'")
    expect(page.get_by_text("No contact for days: 2 are left.")).to_be_visible()
    page.evaluate(SILENT, 7.1)
    page.evaluate("location.hash = '#/hazards'")
    expect(page.get_by_role("heading", name="Too long without contact")).to_be_visible()
    member.shows("field-silent-390-en")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_role("heading", name="Too long without contact")).to_have_count(0)


OLD = """async ({ account, picture }) => {
  const db = await new Promise((done) => {
    const asked = indexedDB.open('anbiao-field', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('drafts', { keyPath: 'id' }).createIndex('account', 'account');
      asked.result.createObjectStore('photos', { keyPath: 'id' }).createIndex('draft', 'draft');
      asked.result.createObjectStore('kept');
    };
    asked.onsuccess = () => done(asked.result);
  });
  const tx = db.transaction(['drafts', 'photos', 'kept'], 'readwrite');
  const blob = new Blob([Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0))], { type: 'image/jpeg' });
  for (const [id, whose] of [['00000000-0000-7000-8000-00000000000a', account], ['00000000-0000-7000-8000-00000000000b', 'another']]) {
    tx.objectStore('drafts').put({ id, account: whose, kind: 'hazard', phase: 'draft', rev: 3, saved_at: 5, begun_at: 4, title: '旧版本的草稿', unit: { id: 'x', name: 'x', address: '' },
      work: { hazard: { key: 'k', item: '', title: '二号出口堵了周转箱', grade: '', responsible: '', choice: '' } }, brief: { people: [], criteria: [], rules: {} }, refusals: [], frozen: null });
    tx.objectStore('photos').put({ id: 'p' + id, draft: id, account: whose, made_at: 1, use: {}, annotation: [], sent: null, blob, thumb: '', taken_at: new Date().toISOString() });
  }
  tx.objectStore('kept').put({ at: 1, data: { name: '二号出口堵了周转箱' } }, account + ' zh-CN /field-unit/x.json');
  await new Promise((done) => { tx.oncomplete = done; });
  db.close();
}"""
BYTES = """async (id) => {
  const store = await import(document.querySelector('link[rel=modulepreload][href*="field/store."]').href);
  const [one] = await store.photos(id);
  const { account } = JSON.parse(localStorage.getItem('anbiao-field-me'));
  const copy = await store.kept(account + ' zh-CN /field-unit/x.json');
  return [(await store.draft(id)).title, btoa(String.fromCharCode(...new Uint8Array(await one.blob.arrayBuffer()))), copy?.data.name];
}"""


def test_what_lay_open_before_is_sealed_without_loss(visitor: Callable[..., Visitor]) -> None:
    member = visitor(narrow=True).enters_as(GRID)
    page, taken = member.page, picture()
    account = page.request.get(f"{member.site}/field/api/me.json").json()["account"]
    page.evaluate(OLD, {"account": account, "picture": taken})
    member.goes_to("/field/")
    old, of_another = "00000000-0000-7000-8000-00000000000a", "00000000-0000-7000-8000-00000000000b"
    assert page.evaluate(BYTES, old) == ["旧版本的草稿", taken, SECRET]
    text, rows = raw(page)
    assert (rows["drafts"], rows["photos"]) == (2, 2)
    assert text.count(SECRET) == 1  # another's, who has no key here yet
    assert of_another in text


ORIGINAL = """async (id) => {
  const store = await import(document.querySelector('link[rel=modulepreload][href*="field/store."]').href);
  const [one] = await store.photos(id);
  return btoa(String.fromCharCode(...new Uint8Array(await one.original.arrayBuffer())));
}"""


def test_a_forgotten_pin_loses_nothing(visitor: Callable[..., Visitor]) -> None:
    member = visitor(narrow=True).enters_as(GRID).goes_to("/field/")
    page, taken = member.page, picture()
    key = begins(page, original=True)
    text, before = raw(page)
    assert before["blobs"] == 2
    assert "JFIF" not in text
    page.goto(f"{member.site}/field/#/device")
    page.locator("#lock-now").click()
    page.get_by_role("button", name="忘记 PIN").click()
    member.shows("field-pin-forgotten-390-zh")
    page.get_by_role("button", name="返回").click()
    forgets_the_pin(member)
    assert raw(page)[1]["drafts"] == raw(page)[1]["vaults"] == raw(page)[1]["blobs"] == 0
    member.enters_as(GRID).goes_to("/field/#/device")
    expect(page.get_by_text("1 条记录，1 张照片").first).to_be_visible()
    member.shows("field-device-390-zh")
    page.get_by_role("button", name="取回").first.click()
    expect(page.get_by_text("1 条记录已回到此设备")).to_be_visible()
    title, bytes_, _copy = page.evaluate(BYTES, key)
    assert (title, bytes_) == ("试验单位 · 随手拍", taken)
    assert page.evaluate(ORIGINAL, key) == taken
    page.goto(f"{member.site}/field/#/snap/{key}")
    expect(page.locator("[id^=what-]")).to_have_value(SECRET)
    assert SECRET not in raw(page)[0]


def test_a_revoked_phone_hands_over_and_empties_itself_of_its_owner_alone(
    visitor: Callable[..., Visitor],
) -> None:
    phone = visitor(narrow=True).enters_as(MANAGER).goes_to("/field/")
    page = phone.page
    others = begins(page)
    phone.is_forgotten().enters_as(GRID).goes_to("/field/")
    begins(page)
    expect(page.get_by_text(SECRET)).to_have_count(0)
    assert raw(page)[1]["vaults"] == 2
    # An office account has one session: signing in elsewhere ends the phone's, and the lost phone is known by its token alone.
    desk = visitor().enters_as(GRID).goes_to("/my-devices/")
    desk.shows("my-devices-1440-zh")
    desk.page.locator("summary", has_text="丢失").first.click()
    desk.page.get_by_role("button", name="停用").first.click()
    expect(desk.page.get_by_text("已停用，尚未联系上").first).to_be_visible()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("1 条未发送记录和 1 张照片已代管")).to_be_visible()
    phone.shows("field-revoked-390-zh")
    rows = raw(page)[1]
    assert (rows["drafts"], rows["photos"], rows["blobs"], rows["vaults"]) == (1, 1, 1, 1)
    desk.goes_to("/my-devices/")
    expect(desk.page.get_by_text("已停用并清空").first).to_be_visible()
    phone.is_forgotten().enters_as(MANAGER).goes_to(f"/field/#/snap/{others}")
    expect(page.locator("[id^=what-]")).to_have_value(SECRET)


def test_signing_out_with_unsent_work_warns_and_offers_a_copy(visitor: Callable[..., Visitor]) -> None:
    member = visitor(narrow=True).enters_as(MANAGER).goes_to("/field/")
    page = member.page
    key = begins(page)
    page.goto(f"{member.site}/account/")
    page.locator("header .menu summary").last.click()
    page.locator("form[action$='/signout/'] button").first.click()
    page.wait_for_url(re.compile("/field/#/device"))
    expect(page.get_by_text("1 条记录和 1 张照片还没有发送")).to_be_visible()
    member.shows("field-leaving-390-zh")
    with page.expect_download() as handed:
        page.locator("#save-copy").click()
    archive = zipfile.ZipFile(io.BytesIO(handed.value.path().read_bytes()))
    assert archive.testzip() is None
    sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())  # type: ignore[misc]
    assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in sums} == sums
    assert len(sums) == 2
    assert SECRET in archive.read("records.json").decode()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("button", name="带着 1 条未发送退出").click()
    page.wait_for_url(re.compile("/signin/"))
    assert raw(page)[1]["drafts"] == 1
    # Signed in again the tab is locked: the PIN opens what stayed.
    member.enters_as(MANAGER)
    page.goto(f"{member.site}/field/#/snap/{key}")
    page.locator("#pin").fill(PIN)
    expect(page.locator("[id^=what-]")).to_have_value(SECRET)
