"""What a change of a local rule would do: upper parts tell it, since they know what they read the rule for.

register_effect("visits.interval", lambda actor, value: [ngettext(…)])
"""

from collections.abc import Callable, Sequence
from typing import Any

from anbiao.kit.actor import Actor

Effect = Callable[[Actor, Any], Sequence[str]]
_effects: dict[str, list[Effect]] = {}


def register_effect(code: str, effect: Effect) -> Effect:
    """Adds what one part knows of a rule's effect, at its import: sentences in the reader's language, [] for none."""
    _effects.setdefault(code, []).append(effect)
    return effect


def effects(actor: Actor, code: str, value: Any) -> list[str]:
    """What would change if the rule had this value today, told by every part that reads it. Writes nothing."""
    return [sentence for effect in _effects.get(code, ()) for sentence in effect(actor, value)]


def is_read(code: str) -> bool:
    """True when some part has said that it reads the rule."""
    return code in _effects
