"""Copies the pinned browser assets to build/vendor, without references to source maps that do not ship."""

import re
import shutil
from pathlib import Path

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
    print(f"{len(FILES)} browser assets in {target}")


if __name__ == "__main__":
    main()
