"""Freezing figures."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from anbiao.kit.actor import Actor
from anbiao.oversight.models import Snapshot


def canonical(content: Mapping[str, Any]) -> str:
    """The one way of writing `content` down: sorted keys, no spaces, days as ISO."""
    return json.dumps(
        content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def freeze(
    actor: Actor,
    *,
    kind: str,
    first_on: date,
    last_on: date,
    as_of: date,
    content: Mapping[str, Any],
    corrects: UUID | None = None,
) -> Snapshot:
    """Keeps `content` for ever. Who publishes asks beforehand whether the actor may, and records the publication."""
    text = canonical(content)
    return Snapshot.objects.create(
        district=actor.district,
        kind=kind,
        first_on=first_on,
        last_on=last_on,
        as_of=as_of,
        taken_at=actor.now,
        taken_by=actor.who,
        corrects=corrects,
        content=json.loads(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
