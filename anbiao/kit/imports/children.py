"""Programs that touch what others sent run as children of this one: no environment, no site hooks, limits of their own."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from anbiao.kit.imports.limits import Limits

_PROJECT = Path(__file__).parents[3]


def ask(
    program: Path, *arguments: str, limits: Limits, given: bytes = b"", folder: str = ""
) -> tuple[int | None, bytes]:
    """What the child ends with and answers, when it is `given` this; (None, b"") for one that waits instead of working. `folder` is
    where it may put files on its way.

    It is started as `python -I -S PROGRAM SITE_PACKAGES PROJECT ARGUMENTS… LIMITS`.
    """
    calamine = find_spec("python_calamine")
    if calamine is None or calamine.origin is None:
        raise ModuleNotFoundError("python_calamine")
    site_packages = str(Path(calamine.origin).parents[1])
    command = [sys.executable, "-I", "-S", str(program), site_packages, str(_PROJECT), *arguments]
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    try:
        child = subprocess.run(
            [*command, json.dumps(limits)],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | {"RUST_BACKTRACE": "0", "LC_ALL": "C.UTF-8", "TMPDIR": folder},
            timeout=limits.seconds * 1.5,  # for a child that waits instead of working
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, b""
    return child.returncode, child.stdout
