"""What `anbiao up` does before it serves, and nothing else: tables, rights, shipped lists, the key for field devices."""

import sys

from anbiao.portal.commands.main import database

if __name__ == "__main__":
    with database():
        from anbiao.portal.commands import setup

        for line in setup.prepare():
            sys.stdout.write(line + "\n")
