"""How the web server logs: as everything else does, one JSON object a line (gunicorn's --logger-class)."""

import logging
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from anbiao.kit.logs import JsonFormatter


class JsonLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own log of starts, ends and time-outs; requests are logged by `portal/numbered.py`."""

    def setup(self, cfg: Any) -> None:
        """Its handlers, with our form."""
        super().setup(cfg)
        for handler in logging.getLogger("gunicorn.error").handlers:
            handler.setFormatter(JsonFormatter())
