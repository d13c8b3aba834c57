"""Copies the pinned browser assets to build/vendor, without references to source maps that do not ship, and writes down beside them whose
work is used: for what goes to the browser the whole licence, for what runs on the server its name.
"""

import json
import re
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "echarts/dist/echarts.common.min.js": "echarts.min.js",  # lines and bars; the whole library is half as large again
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "idb/build/index.js": "idb.js",
    "jsqr/dist/jsQR.js": "jsqr.js",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    # Named by its style sheet; hashed static storage follows every name.
    "leaflet/dist/images/layers.png": "leaflet/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
}
# Files of a package that say on which terms it may be used, and the names that the lock of the server gives.
TEXTS = re.compile("(?i)licen[cs]e|notice|copying")
LICENCE = re.compile("(?i)licen[cs]e|copying")
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", re.MULTILINE)
SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=[^\n]*\n?$")


def main() -> None:
    """Copies each file; fails when one is missing."""
    target = ROOT / "build" / "vendor"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for source, name in FILES.items():
        content = (ROOT / "node_modules" / source).read_bytes()
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(SOURCE_MAP.sub(b"", content))
    notices = {"browser": _in_browsers(), "server": _on_servers()}
    (target / "notices.json").write_text(json.dumps(notices, ensure_ascii=False, indent=1))
    print(f"{len(FILES)} browser assets in {target}")


def _in_browsers() -> list[dict[str, str]]:
    """What the lock names and is not for tests, also what others have built in; each with every text of its licence."""
    locked: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    found = []
    for path, package in locked.items():
        if path and not package.get("dev"):
            folder = ROOT / path
            told = json.loads((folder / "package.json").read_text())
            found.append(_notice(told["name"], told["version"], told["license"]) | {"text": _licence(folder)})
    return found


def _licence(folder: Path) -> str:
    files = sorted(each for each in folder.iterdir() if TEXTS.match(each.name))
    if not any(LICENCE.match(each.name) for each in files):
        raise FileNotFoundError(f"{folder} has no licence")
    kept = [each for file in files for each in (sorted(file.iterdir()) if file.is_dir() else [file])]
    return "\n\n".join(each.read_text().strip() for each in kept)


def _on_servers() -> list[dict[str, str]]:
    names = LOCKED.findall((ROOT / "requirements" / "run.txt").read_text())
    return [_notice(name, metadata.version(name), _said(metadata.metadata(name))) for name in names]


def _said(told: metadata.PackageMetadata) -> str:
    """The licence as a package names it: by its expression, its classifiers, else the first line of what it says."""
    expression = told.get("License-Expression")
    if expression:
        return str(expression)
    signs = [
        each.split(" :: ")[-1] for each in told.get_all("Classifier") or [] if each.startswith("License ::")
    ]
    return ", ".join(signs) or str(told.get("License") or "").strip().partition("\n")[0][:80]


def _notice(name: str, version: str, licence: str) -> dict[str, str]:
    return {"name": name, "version": version, "licence": licence}


if __name__ == "__main__":
    main()
