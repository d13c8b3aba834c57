"""The verbs of the street's own story: each lets somebody do something, at an instant, through the use-case that does it.

Nothing here writes a row. Hazards go by a short name that the story gives them when they are found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from anbiao.authority.models import User
from anbiao.inspection import actions
from anbiao.inspection.models import Check, Hazard
from anbiao.kit.actor import Actor
from anbiao.kit.clock import day_of
from anbiao.portal.demonstration.inspections.camera import Camera
from anbiao.portal.demonstration.inspections.days import Days
from anbiao.portal.demonstration.inspections.phrases import PLANT, Book
from anbiao.portal.demonstration.people import Cast
from anbiao.portal.demonstration.story import Story
from anbiao.registry.models import Enterprise
from anbiao.registry.queries import place_of
from anbiao.rules import hazards as law
from anbiao.rules.places import cut

DONE = "已整改"


@dataclass(frozen=True)
class Find:
    """Something wrong: its short name, the phrase of the library or words of one's own, days to the deadline, and what it looks like.

    `due_back` names the deadline as a working day before today instead; `item` is a word of the list's item that fails.
    """

    key: str
    phrase: str = ""
    title: str = ""
    place: str = ""
    days: int = 7
    due_back: int | None = None
    item: str = ""
    scene: str = ""
    note: str = ""
    on_spot: bool = False
    major: bool = False
    criterion: str = ""
    control: str = ""
    responsible: str = ""


@dataclass
class Play:
    """The stage: who acts, when, with which phrases and which camera. `units` and `people` are filled before the first visit."""

    story: Story
    cast: Cast
    days: Days
    book: Book
    camera: Camera
    random: Random
    units: dict[str, Enterprise] = field(default_factory=dict)
    people: dict[str, tuple[User, User]] = field(default_factory=dict)
    hazards: dict[str, UUID] = field(default_factory=dict)
    checks: dict[str, UUID] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    actors: dict[UUID, Actor] = field(default_factory=dict)

    def on(self, back: int, clock: str, happening: Callable[..., None], /, *given: Any, **more: Any) -> None:
        """Lets something happen on the working day so many back."""
        at = self.days.at(back, clock)
        self.story.happenings.append(
            (at, next(self.story.order), lambda then: happening(then, *given, **more))
        )

    def actor(self, who: str | User, at: Any) -> Actor:
        """One of the cast by sign-in name, or a user, at an instant. Nobody's duties change in these weeks: they are read once."""
        user = self.cast[who] if isinstance(who, str) else who
        if user.id not in self.actors:
            self.actors[user.id] = self.cast.acting(user, at)
        known = self.actors[user.id]
        return replace(known, now=at, scope=replace(known.scope, on=day_of(at)))

    def manager(self, unit: str, at: Any) -> Actor:
        """The safety manager of a unit."""
        return self.actor(self.people[unit][0], at)

    def second(self, unit: str, at: Any) -> Actor:
        """The other person of a unit, its principal."""
        return self.actor(self.people[unit][1], at)

    def hazard(self, key: str) -> Hazard:
        """A hazard by its short name, as it stands now."""
        rows = Hazard.objects.of_district(self.cast.district).select_related("enterprise")
        return rows.get(pk=self.hazards[key])

    # ---------- checks ----------

    def visit(
        self, back: int, clock: str, who: str, unit: str, kind: str, *finds: Find, outcome: str = "done", days_on: int = 0, note: str = "",
        companions: str = "", frequency: str = "", for_a_case: bool = False, refused: bool = False, pool: Sequence[str] = (),
        begun_only: bool = False, where_assigned: bool = False, key: str = "",
    ) -> None:  # fmt: skip
        """Somebody checks a unit: begun, answered and finished with what was found; or only begun. `where_assigned`: a small district
        assigns fewer units, and then this did not happen.
        """

        def happen(at: Any) -> None:
            row, actor = self.units[unit], self.visitor(who, unit, at)
            if where_assigned and not actor.scope.allows("make check", place_of(actor, row)):
                return
            check = actions.begin_check(actor, row, kind=kind, frequency=frequency, for_a_case=for_a_case)
            self.checks[key or unit] = check.pk
            if begun_only:
                return
            items = [self._item(check, find) for find in finds]
            found = [
                self._finding(actor, row, find, item, unit) for find, item in zip(finds, items, strict=True)
            ]
            is_other = kind != "self"
            done = outcome == "done"
            actions.finish_check(
                actor, check,
                actions.Visit(
                    outcome=outcome, answers=self._answers(check, finds, items) if done else {}, findings=found, note=note,
                    next_on=actor.today + timedelta(days=days_on) if days_on else None, companions=companions,
                    received_by=self.people[unit][0].name if is_other and done and not refused else "", refused_signature=refused,
                    unit_signature=self.camera.sign(actor, row) if is_other and done and not refused else None,
                    photos=[self.camera.take(actor, row, scene) for scene in pool],
                ),
            )  # fmt: skip
            made = Hazard.objects.of_district(self.cast.district).filter(check_made=check)
            ids = dict(made.values_list("title", "pk"))
            self.hazards |= {find.key: ids[finding.title] for find, finding in zip(finds, found, strict=True)}

        self.on(back, clock, happen)

    def visitor(self, who: str, unit: str, at: Any) -> Actor:
        """ "own" is the unit's safety manager, "grid" the grid member of its village, "town" the officer of its town."""
        region = self.units[unit].region
        if who in ("grid", "town"):
            return self.actor(
                self.cast.grid[region] if who == "grid" else self.cast.towns[cut(region, 4)], at
            )
        return self.manager(unit, at) if who == "own" else self.actor(who, at)

    def _item(self, check: Check, find: Find) -> str:
        return next((item["id"] for item in check.items if find.item and find.item in item["title"]), "")

    def _answers(
        self, check: Check, finds: Sequence[Find], items: Sequence[str]
    ) -> Mapping[str, Mapping[str, Any]]:
        """Most conform; what was found does not; a few do not concern this unit or were not seen."""
        failed = dict(zip(items, finds, strict=True))
        answers: dict[str, dict[str, Any]] = {}
        for number, item in enumerate(check.items):
            result = "na" if number % 11 == 7 else "unseen" if number % 17 == 13 else "conforms"
            answers[item["id"]] = {"result": result, "note": "", "photos": []}
            if item["id"] in failed:
                answers[item["id"]] = {"result": "fails", "note": failed[item["id"]].note, "photos": []}
        return answers

    def _finding(self, actor: Actor, row: Enterprise, find: Find, item: str, unit: str) -> actions.Finding:
        """What is said of it, from the library's phrase where there is one."""
        phrase = self.book.phrases.get(find.phrase)
        scene = find.scene or (phrase.scene if phrase else "exit")
        is_plant = row.sector in PLANT
        grade = law.MAJOR if find.major or (phrase and phrase.grade == law.MAJOR) else law.GENERAL
        return actions.Finding(
            title=find.title or (phrase.title if phrase else ""), due_on=self._due(actor, find), grade=grade, item=item, note=find.note,
            criterion=find.criterion or (phrase.criterion if phrase and grade == law.MAJOR else ""), control=find.control,
            responsible=find.responsible or self.people[unit][0].name, basis=phrase.basis if phrase else "",
            place=find.place or (phrase.place(self.random, is_plant=is_plant) if phrase else ""),
            measure=phrase.measure if phrase else "", photos=[self.camera.take(actor, row, scene)],
            fixed_photos=[self.camera.take(actor, row, scene, fixed=True)] if find.on_spot else (),
        )  # fmt: skip

    def _due(self, actor: Actor, find: Find) -> date:
        due = (
            self.days.on(find.due_back)
            if find.due_back is not None
            else actor.today + timedelta(days=find.days)
        )
        return max(due, actor.today)

    def report(
        self, back: int, clock: str, who: str | User, unit: str, find: Find, *, source: str = ""
    ) -> None:
        """A hazard found in passing (随手拍)."""

        def happen(at: Any) -> None:
            actor = self.visitor(who, unit, at) if isinstance(who, str) else self.actor(who, at)
            finding = self._finding(actor, self.units[unit], find, "", unit)
            if source:
                finding = actions.Finding(**{**finding.__dict__, "source": source})
            self.hazards[find.key] = actions.report_hazard(actor, self.units[unit], finding).pk

        self.on(back, clock, happen)

    # ---------- a hazard ----------

    def begins(self, back: int, clock: str, unit: str, key: str) -> None:
        """The unit begins to rectify."""
        self.on(back, clock, lambda at: actions.begin(self.manager(unit, at), self.hazard(key)))

    def fills_in(self, back: int, clock: str, unit: str, key: str, **values: Any) -> None:
        """The five fixings."""

        def happen(at: Any) -> None:
            row = self.hazard(key)
            actions.fill_in(self.manager(unit, at), row, values=values, version=row.version)

        self.on(back, clock, happen)

    def fixes(
        self, back: int, clock: str, unit: str, key: str, note: str = DONE, *, scene: str = "exit", photos: int = 1, again: str = ""
    ) -> None:  # fmt: skip
        """The unit reports that it is done; `again` names the kept photo that it sends once more."""

        def happen(at: Any) -> None:
            actor, row = self.manager(unit, at), self.hazard(key)
            if again:
                shown = [self.camera.send_again(actor, row.enterprise, self.kept[again])]
            else:
                shown = [self.camera.take(actor, row.enterprise, scene, fixed=True) for _ in range(photos)]
                self.kept[key] = self.camera.last
            actions.report_fixed(actor, row, fixed_on=actor.today, note=note, photos=shown)

        self.on(back, clock, happen)

    def verifies(
        self,
        back: int,
        clock: str,
        who: str,
        key: str,
        note: str = "现场查看，已整改到位",
        *,
        scene: str = "",
    ) -> None:
        """Somebody looked at it on the spot."""

        def happen(at: Any) -> None:
            actor, row = self.actor(who, at), self.hazard(key)
            photos = [self.camera.take(actor, row.enterprise, scene, fixed=True)] if scene else ()
            actions.verify(actor, row, note=note, photos=photos)

        self.on(back, clock, happen)

    def sends_back(
        self, back: int, clock: str, who: str, key: str, note: str, *, days: int, scene: str
    ) -> None:
        """Looked at and not fixed."""

        def happen(at: Any) -> None:
            row = self.hazard(key)
            actor = self.actor(self.cast.grid[row.enterprise.region] if who == "grid" else who, at)
            photos = [self.camera.take(actor, row.enterprise, scene)]
            actions.send_back(actor, row, note=note, due_on=actor.today + timedelta(days=days), photos=photos)

        self.on(back, clock, happen)

    def closes_inside(self, back: int, clock: str, unit: str, key: str, note: str = "复查合格") -> None:
        """The other person of the unit closes its own find."""
        self.on(
            back, clock, lambda at: actions.close_inside(self.second(unit, at), self.hazard(key), note=note)
        )

    def approves(self, back: int, clock: str, who: str, key: str, note: str = "") -> None:
        """The second person closes a major hazard."""
        self.on(back, clock, lambda at: actions.approve(self.actor(who, at), self.hazard(key), note=note))

    def voids(self, back: int, clock: str, who: str, key: str, note: str) -> None:
        """The district voids what was entered in error."""
        self.on(back, clock, lambda at: actions.void(self.actor(who, at), self.hazard(key), note=note))

    def voids_check(self, back: int, clock: str, who: str, key: str, note: str) -> None:
        """The district voids a check that was entered in error."""

        def happen(at: Any) -> None:
            row = Check.objects.of_district(self.cast.district).get(pk=self.checks[key])
            actions.void_check(self.actor(who, at), row, note=note)

        self.on(back, clock, happen)

    def names_same(self, back: int, clock: str, who: str, key: str, other: str) -> None:
        """Two teams reported the same."""
        self.on(
            back,
            clock,
            lambda at: actions.point_out_same(self.actor(who, at), self.hazard(key), self.hazard(other)),
        )
