"""Who works in the demonstration: one user of each role for the sign-in page, and the grid members of every village."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

from django.contrib.auth.hashers import make_password

from anbiao.authority import queries
from anbiao.authority.actions import grant_duty
from anbiao.authority.models import Grant, Organisation, User
from anbiao.authority.people import actor_of, operator
from anbiao.kit import journal
from anbiao.kit.actor import Actor
from anbiao.kit.bulk import copy_models
from anbiao.portal.demonstration import names

REASON = "演示：到任"
# key: sign-in name, name, duty, slug of the organisation, post, region (the district when empty)
OFFICE: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("linzhiyuan", "林志远", "district_officer", "committee_office", "综合科", ""),
    ("wujianming", "吴建明", "leader", "leader_office", "区领导", ""),
    ("zhengyating", "郑雅婷", "bureau_officer", "industry_commerce", "行业监管", ""),
    ("chenxiaolan", "陈晓岚", "town_officer", "350504002", "应急管理站", "350504002"),
    ("hongqiwen", "洪启文", "town_officer", "350504102", "应急管理站", "350504102"),
    ("wangxiuzhu", "王秀珠", "grid_member", "350504002001", "网格员", "350504002001"),
    ("xuzhenbang", "许振邦", "enforcement_officer", "enforcement", "执法", ""),
    ("zhengguodong", "郑国栋", "expert", "service-agency", "安全专家", ""),
    ("suwanqing", "苏婉清", "insurer", "insurer", "安责险服务", ""),
    ("yemingxuan", "叶明轩", "system_admin", "committee_office", "系统管理员", ""),
    ("zhouwenjing", "周文静", "security_admin", "committee_office", "安全管理员", ""),
    ("laiguohua", "赖国华", "auditor", "committee_office", "审计员", ""),
)
UNIT_PEOPLE = (
    ("liumingda", "刘明达", "enterprise_manager", "企业主要负责人"),
    ("huangmin", "黄敏", "enterprise_manager", "企业安全管理人员"),
    ("panguohui", "潘国辉", "enterprise_staff", "班组长"),
)
AGENCIES = (
    ("service-agency", "service_agency", "泉安技术服务（示例）", "Quan'an Safety Services (fictitious)", "泉安安全技术服务（示例）有限公司"),
    ("insurer", "insurer", "闽信财险（示例）", "Minxin Insurance (fictitious)", "闽信财产保险（示例）股份有限公司洛江营业部"),
)  # fmt: skip


@dataclass
class Cast:
    """The people of the demonstration by sign-in name; `grid` by village, `towns` by town."""

    district: str
    now: datetime
    users: dict[str, User] = field(default_factory=dict)
    towns: dict[str, User] = field(default_factory=dict)
    grid: dict[str, User] = field(default_factory=dict)
    phones: "count[int]" = field(default_factory=lambda: count(9001))

    def acting(self, user: User, at: datetime) -> Actor:
        """A user at an instant, with the grants of that day. One query."""
        return actor_of(user, at, "web")

    def __getitem__(self, username: str) -> User:
        return self.users[username]

    # ---------- making ----------

    def agencies(self) -> None:
        """The service agency and the insurer; both fictitious, as their names say."""
        actor = operator(self.district, self.now, who="operator demonstration")
        for slug, kind, name, name_en, full in AGENCIES:
            made = Organisation.objects.create(
                district=self.district, slug=slug, kind=kind, name=name, name_en=name_en, full_name=full, region=self.district,
            )  # fmt: skip
            journal.record(
                actor, journal.Event("found", "organisation", made.id, after={"slug": slug, "name": name})
            )

    def offices(self, random: Random, places: dict[str, str]) -> None:
        """Everybody who works for the district: those of the sign-in page, an officer in each town, a member in each grid."""
        for username, name, duty, slug, post, region in OFFICE:
            user = self._user(username, name, slug=slug, post=post, shown=True)
            self._appoint(user, duty, region=region or self.district)
            self._place(user, duty, region)
        taken = {user.name for user in self.users.values()}
        others = (name for name in names.people(random) if name not in taken)
        for code in sorted(places):
            if len(code) == 9 and code not in self.towns:
                self._other(f"town{code}", next(others), "town_officer", code, "应急管理站")
            elif len(code) == 12 and code not in self.grid:
                self._other(f"grid{code}", next(others), "grid_member", code, "网格员")

    def unit_people(self, enterprise: UUID) -> None:
        """The three accounts of one unit."""
        for username, name, duty, post in UNIT_PEOPLE:
            user = self._user(username, name, slug="", post=post, shown=True)
            grant_duty(
                self._granting(),
                user,
                duty=duty,
                from_on=self._granting().today,
                reason=REASON,
                enterprise=enterprise,
            )

    def activate(self, at: datetime, people: Sequence[tuple[UUID, str, str]]) -> list[User]:
        """Accounts of units that were activated by their printed codes: (unit, name, post) → its manager. One COPY a table."""
        maker = operator(self.district, at, who="operator demonstration", duty="system_admin")
        giver = operator(self.district, at, who="operator demonstration", duty="security_admin")
        users, grants = [], []
        for number, (unit, name, post) in enumerate(people, 1):
            user = User(
                username=f"unit{number:04d}", name=name, name_en=names.english(name), phone=names.phone(next(self.phones)),
                district=self.district, post=post, password=make_password(None), created_at=at,
            )  # fmt: skip
            users.append(user)
            grants.append(
                Grant(district=self.district, user=user, duty="enterprise_manager", enterprise=unit, from_on=giver.today, reason=REASON)
            )  # fmt: skip
        copy_models(User, users)
        copy_models(Grant, grants)
        events = [
            journal.Event("create", "account", user.id, after=user.facts(), personal=User.personal)
            for user in users
        ]
        journal.record_many(maker, events)
        journal.record_many(giver, [journal.event("grant", grant) for grant in grants])
        return users

    def _other(self, username: str, name: str, duty: str, code: str, post: str) -> None:
        user = self._user(username, name, slug=code, post=post, shown=False)
        self._appoint(user, duty, region=code)
        self._place(user, duty, code)

    def _place(self, user: User, duty: str, region: str) -> None:
        if duty == "town_officer":
            self.towns[region] = user
        elif duty == "grid_member":
            self.grid[region] = user

    def _user(self, username: str, name: str, *, slug: str, post: str, shown: bool) -> User:
        office = Organisation.objects.get(district=self.district, slug=slug) if slug else None
        user = User(
            username=username, name=name, name_en=names.english(name), phone=names.phone(next(self.phones)),
            district=self.district, organisation=office, post=post, is_demonstration=shown, password=make_password(None),
            created_at=self.now + timedelta(seconds=len(self.users)),
        )  # fmt: skip
        user.save(force_insert=True)
        maker = operator(self.district, self.now, who="operator demonstration", duty="system_admin")
        journal.record(
            maker, journal.Event("create", "account", user.id, after=user.facts(), personal=User.personal)
        )
        self.users[username] = user
        return user

    def _granting(self) -> Actor:
        return operator(self.district, self.now, who="operator demonstration", duty="security_admin")

    def _appoint(self, user: User, duty: str, *, region: str) -> None:
        actor, by_name = self._granting(), duty in ("expert", "insurer")
        grant_duty(
            actor, user, duty=duty, from_on=actor.today, reason=REASON, organisation=user.organisation,
            region="" if by_name else region, assignee=user.id if by_name else None, sectors=self._sectors(user, duty),
        )  # fmt: skip

    def _sectors(self, user: User, duty: str) -> Iterable[str] | None:
        if duty != "bureau_officer" or user.organisation is None:
            return None
        return queries.sectors_of(user.organisation)
