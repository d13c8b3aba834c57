"""Finds or installs a Chromium for the browser tests; fails naming what to install."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str:
    """The path of a Chromium that is there already, or ""."""
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def playwright() -> bool:
    """Playwright's own Chromium, where its host can be reached."""
    done = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"],
        capture_output=True,
        timeout=300,
        check=False,
    )
    return done.returncode == 0


def package() -> bool:
    """The distribution's package, as root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        "check": False,
        "capture_output": True,
    }
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    return subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], **quiet).returncode == 0 and bool(
        installed()
    )


def main() -> None:
    """Installed, else Playwright's, else the package."""
    found = installed() or (playwright() and "playwright") or (package() and installed())
    if not found:
        sys.exit(
            "No browser for the tests. Install Chromium: `apt-get install chromium` as root, then run make test again."
        )
    print(f"browser: {found}")


if __name__ == "__main__":
    main()
