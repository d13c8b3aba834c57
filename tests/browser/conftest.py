"""The real program, started as a user starts it, with a small demonstration district; and a Chromium that looks at it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from anbiao.kit.database import Cluster, socket_folder
from tests import cluster

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "build" / "shots"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
UNITS = "1000"
PIN = "482915"
# The rows of a list, whoever grouped it before: without the heads of its groups.
ROWS = "tbody[data-rows] tr:not(.group)"
PROGRAM = str(Path(sys.executable).parent / "anbiao")


def built() -> Path:
    """The data folder of a demonstration that nobody has touched: built once a run, by whichever worker asks first."""
    data = cluster.folder() / "demonstration"
    with cluster.alone("demonstration"):
        if not (data / "built").exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir(mode=0o711)
            empty = Cluster(folder=data / "postgres", sockets=socket_folder(data), fast=True)
            empty.start()
            cluster.load(empty)  # 150 migrations take longer than the units do
            empty.stop()
            made = [PROGRAM, "demo", "--size", UNITS]
            subprocess.run(made, env=_env(data), check=True, capture_output=True)
            played = [sys.executable, "-m", "tests.browser.played"]
            environment = _env(data) | {"DJANGO_SETTINGS_MODULE": "anbiao.portal.settings"}
            subprocess.run(played, env=environment, cwd=ROOT, check=True, capture_output=True)
            (data / "built").touch()
    return data


def copied(source: Path) -> Path:
    """A copy of a data folder whose server is stopped; the copy's server listens in a folder of its own."""
    data = Path(tempfile.mkdtemp(prefix="anbiao-browser-"))
    data.chmod(0o711)
    subprocess.run(["cp", "-a", f"{source}/.", str(data)], check=True)
    config = data / "postgres" / "postgresql.conf"
    config.write_text(config.read_text().replace(str(socket_folder(source)), str(socket_folder(data))))
    return data


def _env(data: Path) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return env | {"ANBIAO_DATA": str(data), "ANBIAO_MODE": "demonstration"}


@pytest.fixture(scope="session", autouse=True)
def dump(template: str) -> None:
    """What the demonstration's tables are loaded from."""


@pytest.fixture(scope="package")
def site() -> Iterator[str]:
    """The address of a running Anbiao with 1,000 units, its own database, its own worker."""
    with serving() as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving(**settings: str) -> Iterator[int]:
    """The port of a program of its own, on a copy of the data; `{port}` in a setting is that port."""
    data = copied(built())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = _env(data) | {name: value.replace("{port}", str(port)) for name, value in settings.items()}
    server = subprocess.Popen([PROGRAM, "up", "--port", str(port)], env=env, start_new_session=True)
    try:
        _until_healthy(f"http://127.0.0.1:{port}")
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        shutil.rmtree(data, ignore_errors=True)


def _until_healthy(address: str) -> None:
    for _ in range(400):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310 - our own server
                if json.load(answer)["ok"]:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("the program did not become healthy within 40 seconds")


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """An installed Chromium, else Playwright's; Chinese renders from the fonts wheel, without system fonts."""
    folder = tmp_path_factory.mktemp("fonts")
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    (folder / "fonts.conf").write_text(
        f"<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig><dir>{fonts}</dir>"
        f"<dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    found = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            args=FLAGS,
            env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")},
        )
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person at a screen. Everything the browser complains about is kept and must be empty in the end."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def enters_as(self, username: str) -> "Visitor":
        """Clicks her card on the sign-in page of the demonstration."""
        self.page.goto(f"{self.site}/signin/")
        self.page.locator(f"form[action$='/signin/as/{username}/'] button").click()
        self.page.wait_for_url(f"{self.site}/")
        return self

    def is_forgotten(self) -> "Visitor":
        """Her cookies are gone. The page goes first, with what it still asked: a late answer would bring a cookie back."""
        self.page.wait_for_load_state("networkidle")
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        return self

    def goes_to(self, path: str) -> "Visitor":
        """Opens an address of the site; the field screens ask for a PIN at their door."""
        self.page.goto(self.site + path)
        return self.passes_the_pin() if path.startswith("/field/") else self

    def passes_the_pin(self) -> "Visitor":
        """Chooses a PIN where the field screens want a new one, enters it where they are locked."""
        self.page.locator("#pin-new, #pin, .p-bar").first.wait_for()
        for box in ("#pin-new", "#pin-again", "#pin"):
            if self.page.locator(box).count():
                self.page.fill(box, PIN)
        if self.page.locator("#pin-new").count():
            self.page.press("#pin-again", "Enter")
        self.page.locator(".p-bar").wait_for()
        return self

    def reads(self) -> str:
        """The words on the page; of a page that is gone, why."""
        try:
            return self.page.locator("body").inner_text(timeout=2_000)
        except Error as gone:
            return str(gone)

    def shows(self, name: str) -> None:
        """Keeps a picture, and checks the page with axe and for sideways scrolling."""
        self.page.wait_for_load_state()
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.jpg", full_page=True, quality=85)
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{name} scrolls sideways by {wide} px"
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
        serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        told = [f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in serious]
        assert not told, f"{name}: " + "\n".join(told)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """What a journey that failed had before it, and what the program last said."""
    report = yield
    if report.failed and call.when == "call":
        for made in getattr(item, "visitors", ()):
            report.sections.append(("page", f"{made.page.url}\n{made.reads()[:2000]}"))
    return report


@pytest.fixture
def visitor(site: str, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: `visitor(wide=True, language="zh-CN")`."""
    contexts: list[Any] = []
    visitors: list[Visitor] = []
    request.node.visitors = visitors

    def make(*, narrow: bool = False, language: str = "zh-CN", dark: bool = False) -> Visitor:
        context = chromium.new_context(
            viewport=NARROW if narrow else WIDE, locale=language, color_scheme="dark" if dark else "light",
            accept_downloads=True, has_touch=narrow, timezone_id="Asia/Shanghai",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(10_000)
        made = Visitor(context.new_page(), site)
        made.page.on("console", lambda m: made.complaints.append(m.text) if m.type == "error" else None)
        made.page.on("pageerror", lambda e: made.complaints.append(str(e)))
        made.page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith((made.site, "data:", "blob:", "about:"))
                else made.complaints.append(r.url)
            ),
        )
        visitors.append(made)
        return made

    yield make
    for context in contexts:
        context.close()
    assert [complaint for made in visitors for complaint in made.complaints] == []
