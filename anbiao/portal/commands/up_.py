"""`anbiao up`: migrate, load what ships, demonstrate when empty, serve, work; Ctrl-C stops everything it started."""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

from anbiao.portal.commands.main import CommandError, Outcome

PR_SET_PDEATHSIG = 1
HELP = "serve on 127.0.0.1, with the background worker; the first start makes the demonstration district"


def add(parser: argparse.ArgumentParser) -> None:
    """The port, and how many web processes."""
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--web", type=int, default=2, help="web processes")


def run(given: argparse.Namespace) -> Outcome:
    """Serves until it is told to stop."""
    from anbiao.portal.commands import setup

    for line in setup.prepare():
        print(line, flush=True)
    serve(given)
    return Outcome({"stopped": True}, ("Stopped. Nothing was lost.",))


def serve(given: argparse.Namespace) -> None:
    """Starts web and worker and restarts whichever dies, until SIGINT or SIGTERM."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    starts: dict[str, Callable[[], subprocess.Popen[bytes]]] = {"web": lambda: _web(given), "worker": _worker}
    children = {name: start() for name, start in starts.items()}
    try:
        _announce(given, children["web"])
        while not stopping:
            time.sleep(0.3)
            for name, child in children.items():
                if child.poll() is not None and not stopping:
                    print(
                        f"{name} ended ({child.returncode}); starting it again", file=sys.stderr, flush=True
                    )
                    time.sleep(1)
                    children[name] = starts[name]()
    finally:
        for child in children.values():
            child.terminate()
        for child in children.values():
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()


def _end_with_parent() -> None:
    """What is started ends by itself when this program is killed: no old web or worker goes on beside those of the next start (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _web(given: argparse.Namespace) -> subprocess.Popen[bytes]:
    from anbiao.portal import measures

    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "anbiao.portal.wsgi", "--bind", f"{given.host}:{given.port}",
         "--workers", str(given.web), "--worker-class", "gthread", "--threads", "8", "--preload",
         "--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket",
         "--logger-class", "anbiao.portal.serving.JsonLogger"],
        start_new_session=True,
        preexec_fn=_end_with_parent,
        env={**os.environ, measures.SHARED: str(measures.shared_folder(str(given.port)))},
    )  # fmt: skip


def _worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "django",
            "procrastinate",
            "worker",
            "--concurrency",
            "2",
            "--delete-jobs",
            "successful",
        ],
        start_new_session=True,
        preexec_fn=_end_with_parent,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "anbiao.portal.settings"},
        stdout=subprocess.DEVNULL,
    )


def _announce(given: argparse.Namespace, web: subprocess.Popen[bytes]) -> None:
    """Says where it is open, once it answers."""
    from django.conf import settings

    address = f"http://{given.host}:{given.port}"
    # In production only the names of ANBIAO_HOSTS are answered; ".example.test" stands for all below it.
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    asked = urllib.request.Request(f"{address}/signin/", headers={"Host": host})  # noqa: S310
    for _ in range(200):
        try:
            with urllib.request.urlopen(asked, timeout=2):  # noqa: S310 - our own server
                break
        except urllib.error.HTTPError:
            break
        except OSError:
            if web.poll() is not None:
                raise CommandError(
                    f"The web server did not start; is port {given.port} in use? Try PORT=8010."
                ) from None
            time.sleep(0.1)
    print(f"\n  安标 Anbiao   {address}\n  Ctrl-C stops it; all data stay.\n", flush=True)
