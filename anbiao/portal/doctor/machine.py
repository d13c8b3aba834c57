"""What can be examined without settings and without a database: folder, disk, port, time zone, libraries, texts, static files."""

import http.client
import json
import os
import pwd
import re
import shutil
import socket
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from anbiao.portal.doctor.found import OK, Found, checked

FREE_GIGABYTES = 2
FREE_NAMES = 10_000
OURS = ("files", "pieces", "heads.jsonl", "field-key.pem", "secret-key", "library.sha256")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\]+)([^\\\n]*)", re.MULTILINE)
SECONDS = 3


def data_folder(data: Path, uid: int, *, private: bool) -> Iterator[Found]:
    """Whether it is there, ours, writable, and, where it has to be, closed to everybody else."""
    name = f"data folder {data}"
    if not data.is_dir():
        what = "is no folder" if data.exists() else "is not there"
        yield checked(
            name, False, f"it {what}; make it for the service user (install -d -m 700), or set ANBIAO_DATA"
        )
        return
    owner = data.stat().st_uid
    yield checked(
        f"{name} belongs to who runs this", owner == uid,
        f"it is {_user(owner)}'s and this is {_user(uid)}: run anbiao as {_user(owner)} (runuser -u {_user(owner)}), or chown -R it",
    )  # fmt: skip
    wrong = _unwritable(data)
    yield checked(
        f"{name} takes writing", not wrong, f"{wrong}; chown and chmod it, make room, or mount it writable"
    )
    others = [each for each in OURS if (data / each).exists() and (data / each).stat().st_uid != owner]
    yield checked(
        f"{name} holds only what is its owner's", not others,
        f"{', '.join(others)} belong to somebody else, as after a command run as root: chown -R {_user(owner)} them",
    )  # fmt: skip
    if private:
        open_to_all = bool(data.stat().st_mode & 0o007)
        yield checked(
            f"{name} is closed to others",
            not open_to_all,
            f"anybody on this machine enters it: chmod 700 {data}",
        )


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _unwritable(data: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=data) as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return f"writing ends in: {error.strerror}"
    return ""


def disk(data: Path) -> Iterator[Found]:
    """Room for bytes and for names."""
    free = shutil.disk_usage(data).free / 1e9
    yield checked(
        f"at least {FREE_GIGABYTES} GB free in {data}", free >= FREE_GIGABYTES, f"only {free:.1f} GB are; make room, or move ANBIAO_DATA",
    )  # fmt: skip
    names = os.statvfs(data)
    yield checked(
        f"room for {FREE_NAMES:,} more files in {data}", not names.f_files or names.f_favail >= FREE_NAMES,
        f"the file system has names for {names.f_favail:,} files left; make a larger one",
    )  # fmt: skip


def zone(name: str = "Asia/Shanghai") -> Iterator[Found]:
    """Days and deadlines are those of the district's zone, whatever the machine's own is."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError):
        yield checked(f"time zone {name}", False, "the machine does not know it: install tzdata")
    else:
        yield Found(f"time zone {name}", OK)


def libraries(lock: Path) -> Iterator[Found]:
    """What is installed against what is pinned: an upgrade without `make setup` is found here."""
    if not lock.exists():
        return
    wrong = []
    for name, pinned, marker in PINNED.findall(lock.read_text()):
        if ";" in marker:
            continue  # only for another system or Python
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "missing"
        if found != pinned:
            wrong.append(f"{name} {found} instead of {pinned}")
    yield checked("libraries as pinned", not wrong, f"{'; '.join(wrong[:5])}: run make setup")


def texts(root: Path) -> Iterator[Found]:
    """Each catalogue of texts compiled after it was last changed."""
    stale = [
        po.parent.parent.parent.parent.name
        for po in sorted(root.glob("*/locale/*/LC_MESSAGES/*.po"))
        if not (mo := po.with_suffix(".mo")).exists() or mo.stat().st_mtime < po.stat().st_mtime
    ]
    yield checked(
        "texts compiled",
        not stale,
        f"those of {', '.join(stale)} are not, pages show English: run make setup",
    )


def assets(collected: Path, sources: Iterable[Path]) -> Found:
    """Style sheets and scripts are collected, and none of ours is missing among them."""
    name, remedy = f"static files in {collected}", "run make setup"
    try:
        paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    except FileNotFoundError:
        return checked(name, False, f"they were never collected, pages end in an error: {remedy}")
    except (OSError, ValueError, KeyError, TypeError):
        return checked(name, False, f"their list staticfiles.json is damaged: {remedy}")
    ours = {
        str(file.relative_to(folder))
        for source in sources
        for folder in source.glob("*/static")
        for file in folder.rglob("*")
        if file.is_file()
    }
    missing = sorted(ours - paths.keys()) + sorted(p for p in paths.values() if not (collected / p).exists())
    return checked(
        name, not missing, f"{len(missing)} are missing, {', '.join(missing[:3])} among them: {remedy}"
    )


def port(number: int, host: str = "127.0.0.1") -> Found:
    """Free, or ours; another program there keeps ours from starting."""
    name = f"port {number}"
    with socket.socket() as tried:
        tried.settimeout(SECONDS)
        if tried.connect_ex((host, number)) != 0:
            return Found(f"{name} is free: anbiao does not run there", OK)
    try:
        with urllib.request.urlopen(f"http://{host}:{number}/healthz", timeout=SECONDS) as answer:
            ours = b'"worker"' in answer.read(1000)
    except urllib.error.HTTPError as error:
        ours = b'"worker"' in error.read(1000)
    except (OSError, http.client.HTTPException):
        ours = False
    return checked(
        f"{name} is anbiao's",
        ours,
        "another program answers there: end it, or take another port (anbiao up --port, doctor --port)",
    )
