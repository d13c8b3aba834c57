"""Writes docs/rules-book.md, or with --check fails when it differs: the command `anbiao rules-book` without a database."""

import argparse
import sys

from anbiao.portal.commands import rules_book_
from anbiao.portal.commands.main import CommandError

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    rules_book_.add(parser)
    try:
        sys.stdout.write("\n".join(rules_book_.run(parser.parse_args()).lines) + "\n")
    except CommandError as error:
        sys.exit(str(error))
