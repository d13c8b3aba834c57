"""By what somebody acts besides her password and her own grants: tokens of programs, names at services outside, delegations."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from anbiao.authority.models.accounts import User
from anbiao.kit.district import DistrictModel, new_id
from anbiao.kit.scope import Lies
from anbiao.rules.delegation import DELEGATION
from anbiao.rules.machine import Machine


class Token(DistrictModel):
    """By what a program acts for a person: a secret of which only the hash is kept, and what of her rights it may use till a day.

    `capabilities`, `region` and `sectors` narrow her rights, "" and None where they do not. `minute` and `calls` count what was asked in
    the last minute in which something was.
    """

    name = models.TextField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    secret_sha256 = models.CharField(max_length=64)
    capabilities = ArrayField(models.CharField(max_length=60))
    region = models.CharField(max_length=12, default="")
    sectors = ArrayField(models.CharField(max_length=40), null=True)
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True)
    minute = models.DateTimeField(null=True)
    calls = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(default="")

    lies = Lies("token", region="user__organisation__region")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "secret_sha256"), name="one_token_a_secret"),
            models.CheckConstraint(condition=~Q(capabilities=[]), name="a_token_may_something"),
        ]
        indexes = [models.Index("district", "user", "made_at", name="token_of_user")]

    @property
    def number(self) -> str:
        """What the journal and the lists call it: the end of its id, which is by chance."""
        return str(self.id.hex[-8:])

    def facts(self) -> dict[str, Any]:
        """What the journal keeps: neither the hash of the secret nor how often it was used."""
        keys = ("name", "number", "capabilities", "region", "sectors")
        revoked = self.revoked_at.isoformat() if self.revoked_at else None
        return {
            **{key: getattr(self, key) for key in keys},
            "user_id": str(self.user_id), "expires_on": self.expires_on.isoformat(), "revoked_at": revoked,
        }  # fmt: skip


class OutsideIdentity(models.Model):
    """The name that a service outside (OIDC, WeCom, DingTalk) gives to the holder of an account: whoever proves there to be this name
    signs in here as her. It lies beside the accounts, not in a district: at the door nobody knows yet whose district it is.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="identities")
    way = models.CharField(max_length=20)
    source = models.TextField()
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()
    linked_by = models.TextField()
    used_at = models.DateTimeField(null=True)

    personal = frozenset({"subject"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("way", "source", "subject"), name="one_account_an_identity"),
            models.UniqueConstraint(fields=("user", "way", "source"), name="one_identity_a_source"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps, the name as a hash only."""
        return {"way": self.way, "source": self.source, "subject": self.subject}


class Delegation(DistrictModel):
    """That somebody acts for somebody else from a day to a day, with the chosen ones of her grants.

    `persons` are both persons, since what was done by this delegation counts as done by both, for ever. `grants` are ids: what the deputy
    may is read from the grants themselves at each request, so that it ends with them.
    """

    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    persons = ArrayField(models.UUIDField())
    grants = ArrayField(models.UUIDField())
    duties = ArrayField(models.CharField(max_length=30))
    region = models.CharField(max_length=12)
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=12, default=DELEGATION.initial)
    named_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(default="")
    remark = models.TextField(default="")

    lies = Lies("delegation", region="region")
    machine: ClassVar[Machine] = DELEGATION

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("deputy")), name="a_delegation_has_two_people"),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="a_delegation_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(grants=[]), name="a_delegation_passes_something"),
        ]
        indexes = [
            GinIndex("persons", name="delegation_of_person"),
            models.Index("district", "from_on", "id", name="delegation_by_day"),
        ]  # fmt: skip

    @property
    def number(self) -> str:
        """What the journal and the lists call it: the end of its id, which is by chance."""
        return str(self.id.hex[-8:])

    def facts(self) -> dict[str, Any]:
        """What the journal keeps and the guards read."""
        return {
            "giver_id": str(self.giver_id), "deputy_id": str(self.deputy_id), "duties": self.duties,
            "grants": [str(each) for each in self.grants], "from_on": self.from_on.isoformat(), "to_on": self.to_on.isoformat(),
            "reason": self.reason, "state": self.state, "number": self.number, "giver_person": str(self.giver.person),
            "deputy_person": str(self.deputy.person), "deputy_name": self.deputy.name,
        }  # fmt: skip
