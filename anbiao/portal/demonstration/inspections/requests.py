"""More verbs of the street's own story: lists and risk points of a unit, requests, stops, listings, colours by hand, accidents, look-backs."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from anbiao.inspection import actions
from anbiao.inspection.models import ColourProposal, Extension, Listing, Look, Suspension
from anbiao.inspection.queries import tables
from anbiao.kit.bulk import joined_by_hash
from anbiao.portal.demonstration.inspections.firms import RISKS, risk_values
from anbiao.portal.demonstration.inspections.lists import Lists
from anbiao.portal.demonstration.inspections.play import Play

Items = Sequence[Mapping[str, str]]


class Stage(Play):
    """Everything that the story lets people do."""

    # ---------- a unit's own ----------

    def keeps_list(self, back: int, clock: str, unit: str, lists: Lists, *, most: int = 24) -> None:
        """A unit begins its list from its sector's, shortened to what it has."""

        def happen(at: Any) -> None:
            row = self.units[unit]
            items, names = lists.of_sector(row.sector, row.size_class, row.features)
            self.kept[f"list {unit}"] = kept = _spread(items, most)
            actions.keep_list(self.manager(unit, at), row, kept, version=0, note="", begun_from=names)

        self.on(back, clock, happen)

    def changes_list(
        self, back: int, clock: str, unit: str, version: int, note: str, *more: Mapping[str, str]
    ) -> None:
        """A later version: a few items more."""

        def happen(at: Any) -> None:
            kept = self.kept[f"list {unit}"] = [*self.kept[f"list {unit}"], *more]
            actions.keep_list(self.manager(unit, at), self.units[unit], kept, version=version, note=note)

        self.on(back, clock, happen)

    def rates_risks(
        self, back: int, clock: str, unit: str, *features: str, responsible: str = "", plan: bool = False
    ) -> None:
        """The risk points of a unit, marked on its floor plan where it has one."""

        def happen(at: Any) -> None:
            actor, row = self.manager(unit, at), self.units[unit]
            drawn = (
                actions.add_floor_plan(
                    actor, row, name="厂区平面图", photo=self.camera.take(actor, row, "plan")
                )
                if plan
                else None
            )
            for number, feature in enumerate(features):
                place = next(place for place, risk in enumerate(RISKS) if risk[0] == feature)
                values = risk_values(place, responsible or self.people[unit][0].name)
                rating = tables.method(values.pop("method")).rating
                for derived in ("product", "colour"):
                    del values[derived]
                if drawn:
                    values |= {
                        "floor_plan": drawn,
                        "x": (0.78, 0.22, 0.3)[number % 3],
                        "y": (0.75, 0.75, 0.3)[number % 3],
                    }
                actions.keep_risk(actor, row, values=values, rating=rating)

        self.on(back, clock, happen)

    # ---------- requests ----------

    def asks_for_time(self, back: int, clock: str, unit: str, key: str, *, days: int, reason: str) -> None:
        """More time, so many days after the deadline."""

        def happen(at: Any) -> None:
            row = self.hazard(key)
            actions.ask_extension(
                self.manager(unit, at), row, until_on=row.due_on + timedelta(days=days), reason=reason
            )

        self.on(back, clock, happen)

    def decides_time(self, back: int, clock: str, who: str, key: str, step: str, note: str = "") -> None:
        """Granted or refused."""

        def happen(at: Any) -> None:
            row = self._of(Extension, key, state="asked")
            actions.decide_extension(self.actor(who, at), row, step, note=note)

        self.on(back, clock, happen)

    def stops_work(self, back: int, clock: str, who: str, key: str, *, scope: str, basis: str) -> None:
        """An agency stops work."""

        def happen(at: Any) -> None:
            actions.stop_work(self.actor(who, at), self.hazard(key), scope=scope, basis=basis)

        self.on(back, clock, happen)

    def asks_to_resume(self, back: int, clock: str, unit: str, key: str, note: str) -> None:
        """The unit asks to work again."""
        self.on(
            back, clock, lambda at: actions.move_suspension(self.manager(unit, at), self._of(Suspension, key), "ask_resumption", note=note)
        )  # fmt: skip

    def lets_resume(self, back: int, clock: str, who: str, key: str) -> None:
        """The agency approves it."""
        self.on(
            back,
            clock,
            lambda at: actions.move_suspension(
                self.actor(who, at), self._of(Suspension, key), "approve_resumption"
            ),
        )

    def proposes_listing(self, back: int, clock: str, who: str, key: str, *, days: int, reason: str) -> None:
        """A major hazard for listed supervision under the leader of the cast."""

        def happen(at: Any) -> None:
            actor = self.actor(who, at)
            due = actor.today + timedelta(days=days)
            actions.propose_listing(
                actor, self.hazard(key), leader=self.cast["wujianming"].name, due_on=due, reason=reason
            )

        self.on(back, clock, happen)

    def decides_listing(
        self, back: int, clock: str, who: str, key: str, step: str, note: str = "", published: str = ""
    ) -> None:
        """Listed, not listed, taken off."""

        def happen(at: Any) -> None:
            state = "listed" if step == "delist" else "proposed"
            actions.decide_listing(
                self.actor(who, at), self._of(Listing, key, state=state), step, note=note, published=published
            )

        self.on(back, clock, happen)

    def _of(self, model: Any, key: str, **states: Any) -> Any:
        """The row of a request of a hazard."""
        rows = model.objects.of_district(self.cast.district).select_related("hazard__enterprise")
        return rows.filter(hazard_id=self.hazards[key], **states).latest("id")

    # ---------- colours ----------

    def proposes_colour(
        self, back: int, clock: str, who: str, unit: str, colour: str, *, days: int, reason: str
    ) -> None:
        """Another colour than the rule gives."""

        def happen(at: Any) -> None:
            actor = self.actor(who, at)
            expires = actor.today + timedelta(days=days)
            actions.propose_colour(actor, self.units[unit], colour=colour, reason=reason, expires_on=expires)

        self.on(back, clock, happen)

    def decides_colour(self, back: int, clock: str, who: str, unit: str, step: str, note: str = "") -> None:
        """Approved or refused by a second person."""

        def happen(at: Any) -> None:
            rows = ColourProposal.objects.of_district(self.cast.district).select_related("enterprise")
            row = rows.filter(enterprise=self.units[unit]).latest("id")
            actions.decide_colour(self.actor(who, at), row, step, note=note)

        self.on(back, clock, happen)

    # ---------- accidents, look-back ----------

    def records_accident(
        self, back: int, clock: str, who: str, unit: str, kind: str, *, hours: int, **values: Any
    ) -> None:
        """An accident that happened so many hours before it was recorded; `kind` in the words of the list in force."""

        def happen(at: Any) -> None:
            actor, row = self.visitor(who, unit, at), self.units[unit]
            happened_at = at - timedelta(hours=hours)
            name, kinds = tables.accident_kinds(actor.district, actor.today)
            code = next((each.ref for each in kinds if each.title_zh == kind), kinds[-1].ref)
            given = {
                "dead": 0, "injured": 0, "hurt": 0, "loss": 0, "cause": "", "is_road_or_fire": False,
                "reported_at": happened_at + timedelta(minutes=40), "kind": code, "kind_list": name, **values,
            }  # fmt: skip
            self.kept[f"accident {unit}"] = actions.record_accident(
                actor, unit=row, region=row.region, happened_at=happened_at, values=given
            )

        self.on(back, clock, happen)

    def follows_up(self, back: int, clock: str, who: str, unit: str, key: str) -> None:
        """A hazard that the accident uncovered."""
        self.on(
            back,
            clock,
            lambda at: actions.follow_up(
                self.actor(who, at), self.kept[f"accident {unit}"], self.hazard(key)
            ),
        )

    def draws(
        self,
        back: int,
        clock: str,
        who: str,
        region: str,
        *,
        name: str,
        from_back: int,
        to_back: int,
        wanted: int,
    ) -> None:
        """A look-back of about so many of the closings of a period; nothing where nothing was closed."""

        def happen(at: Any) -> None:
            actor = self.actor(who, at)
            period: dict[str, Any] = {
                "region": region,
                "from_on": self.days.on(from_back),
                "to_on": self.days.on(to_back),
            }
            seed = f"洛江回头看 {actor.today:%Y%m%d}"
            with joined_by_hash():
                closed, _ = actions.drawn(actor, **period, sample={}, seed=seed)
                if not closed:
                    return
                ratio = min(100.0, round(100 * wanted / closed + 0.5))
                sample = {"general": ratio, "major": 100.0}
                self.kept["look-back"] = actions.begin_look_back(
                    actor, name=name, **period, sample=sample, seed=seed
                )

        self.on(back, clock, happen)

    def looks(self, back: int, clock: str, who: str, steps: Sequence[tuple[str, str]]) -> None:
        """What somebody saw at the next hazards of the draw, in its order: step and note; who closed one leaves it to others."""

        def happen(at: Any) -> None:
            if "look-back" not in self.kept:
                return
            actor = self.actor(who, at)
            rows = Look.objects.of_district(actor.district).filter(
                look_back=self.kept["look-back"], state="to_look"
            )
            others = rows.exclude(hazard__verified_by=actor.human).exclude(hazard__approved_by=actor.human)
            chosen = others.select_related("hazard__enterprise").order_by("hazard_id")[: len(steps)]
            for row, (step, note) in zip(list(chosen), steps, strict=False):
                scene = self.book.scene_of(row.hazard.title)
                photos = (
                    [self.camera.take(actor, row.hazard.enterprise, scene, fixed=step == "keep")]
                    if step != "miss"
                    else ()
                )
                actions.look(actor, row, step, note=note, photos=photos)

        self.on(back, clock, happen)


def _spread(items: Items, most: int) -> list[Mapping[str, str]]:
    """So many of the items, evenly over the whole list."""
    if len(items) <= most:
        return list(items)
    return [items[number * len(items) // most] for number in range(most)]
