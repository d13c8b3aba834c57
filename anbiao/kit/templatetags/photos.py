"""`{% photo row label="…" by="…" unit=… used=… copy="view" %}`: one photo with what is drawn over it and what stands below it."""

import json
from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from anbiao.kit.models import Photo
from anbiao.kit.photos import showing

register = template.Library()


@register.inclusion_tag("kit/photo.html", takes_context=True)
def photo(
    context: Context, row: Photo, label: str = "", by: str = "", unit: showing.Spot | None = None,
    used: Sequence[tuple[str, str]] = (), copy: str = "thumb", url: str = "",
) -> dict[str, Any]:  # fmt: skip
    """A photo: `label` over its times ("before"), `by` who took it, `unit` where its unit stands (longitude, latitude), `used`
    the places of its use before that the reader may open, as (words, address); `copy` is "view" where it stands large;
    `url` the address where it is shown to whoever may not open the photos of the unit. The page loads photos.css and photos.js.
    """
    texts = [str(shape["text"]) for shape in row.annotation if "text" in shape]
    large = url or reverse("photo", args=[row.pk])
    return {
        "photo": row, "url": large, "source": large if url or copy == "view" else reverse("photo-thumb", args=[row.pk]), "label": label, "by": by, "used": used, "times": showing.times(row, context["today"]),
        "marks": showing.marks(row, unit), "drawn": json.dumps(row.annotation) if row.annotation else "", "texts": texts,
    }  # fmt: skip
