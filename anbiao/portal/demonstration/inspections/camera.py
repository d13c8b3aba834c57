"""Photos of the demonstration: drawn when somebody takes them, and received as every photo is; the worker makes their copies."""

from dataclasses import dataclass
from uuid import UUID

from anbiao.kit.actor import Actor
from anbiao.kit.photos.receiving import Position, receive
from anbiao.portal.demonstration import scenes
from anbiao.portal.demonstration.inspections.days import Ids
from anbiao.registry.models import Enterprise

SHORT = 14  # characters of a unit's name in the foot of a picture


@dataclass
class Camera:
    """Everybody's phone: each picture is another one."""

    ids: Ids
    seed: int
    taken: int = 0
    last: bytes = b""

    def take(self, actor: Actor, unit: Enterprise, scene: str, *, fixed: bool = False) -> UUID:
        """A photo of a scene at a unit, before or after rectification, here and now."""
        self.taken += 1
        caption = unit.name.partition("（")[0][:SHORT]
        self.last = scenes.picture(
            scene, seed=f"{self.seed} {self.taken}", fixed=fixed, at=actor.now, caption=caption
        )
        return self._receive(actor, unit, self.last, ".jpg")

    def send_again(self, actor: Actor, unit: Enterprise, content: bytes) -> UUID:
        """A photo that was sent before, as if it were new."""
        return self._receive(actor, unit, scenes.sent_again(content), ".jpg")

    def sign(self, actor: Actor, unit: Enterprise) -> UUID:
        """A signature on the screen."""
        self.taken += 1
        return self._receive(actor, unit, scenes.signature(seed=f"{self.seed} {self.taken}"), ".png")

    def _receive(self, actor: Actor, unit: Enterprise, content: bytes, ending: str) -> UUID:
        located = unit.longitude is not None and unit.latitude is not None
        made = receive(
            actor, photo_id=self.ids.made_at(actor.now), content=content, name=f"{actor.now:%Y%m%d_%H%M%S}{ending}", region=unit.region,
            enterprise=unit.pk, taken_at_device=actor.now, place=Position(unit.longitude, unit.latitude) if located else None,  # type: ignore[arg-type]
        )  # fmt: skip
        return made.id
