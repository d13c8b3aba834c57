"""Tables of the machinery: the journal with its seals, first answers, stored files, photos, saved views, imports."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anbiao.kit.district import DistrictForeignKey, DistrictModel, new_id
from anbiao.kit.notices.models import Attempt, Delivery, DigestRun, Happening, Notice, Wishes
from anbiao.kit.scope import Lies
from anbiao.rules.importing import IMPORTS
from anbiao.rules.machine import Machine
from anbiao.rules.photos import PHOTO

__all__ = [
    "Answer",
    "Attempt",
    "BulkAct",
    "Delivery",
    "DigestRun",
    "Entry",
    "Followed",
    "Happening",
    "ImportRun",
    "ImportShape",
    "Notice",
    "PersonalValue",
    "Photo",
    "PhotoPrint",
    "SavedView",
    "Seal",
    "Serial",
    "StoredFile",
    "ViewUse",
    "Wishes",
]


class Entry(models.Model):
    """One write: who, for whom, when, by which door, before and after. Triggers refuse UPDATE, DELETE and TRUNCATE."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=new_id, editable=False)
    district = models.CharField(max_length=6)
    at = models.DateTimeField()
    person = models.UUIDField(null=True)
    who = models.TextField()
    on_behalf_of = models.TextField(default="")
    via = models.CharField(max_length=20)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    note = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index("district", "object_id", F("number").desc(), name="entry_of_object"),
            models.Index("district", "number", name="entry_in_order"),
            # What deputies did: "deputy" and the number of a delegation, the few among all.
            models.Index(
                "district", "via", name="entry_of_deputy", condition=Q(via__gt="deputy ", via__lt="deputy!")
            ),
        ]


class PersonalValue(models.Model):
    """Personal values of an entry, erasable: the entry itself keeps only their salted hashes."""

    entry = models.UUIDField(primary_key=True)
    district = models.CharField(max_length=6)
    salt = models.BinaryField()
    values = models.JSONField()


class Seal(models.Model):
    """The hashes of the entries not yet sealed, and the seal before it. As unchangeable as an entry."""

    district = models.CharField(max_length=6)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    numbers = ArrayField(models.BigIntegerField())
    hashes = ArrayField(models.CharField(max_length=64))
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("district", "number"), name="one_seal_a_number")]


class Answer(models.Model):
    """The first answer to a keyed write; a repeated key gets it again (reliability R3)."""

    person = models.CharField(max_length=40)
    key = models.UUIDField()
    path = models.TextField()
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("person", "key"), name="one_answer_a_key")]


class StoredFile(DistrictModel):
    """A file that was handed in: its bytes lie under their own name in ANBIAO_DATA/files, hashed and synced to disk."""

    name = models.TextField()
    kind = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)

    lies = Lies("stored file", person="by")


class Photo(DistrictModel):
    """A photograph: its original is a stored file that nobody changes, its copies are made in the background.

    `taken_at`, `taken_offset` (minutes east of UTC, null where the camera did not say) and the position are what EXIF says,
    `device_…` what the sending device says; neither is corrected by the other, and server time stands beside both.
    `region` and `enterprise` say where it lies; the unit is known by its id only. `seen_before` lists photos received earlier that
    show the same picture: [[id, distance], …], nearest first.
    """

    file = DistrictForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    # What the camera made, where the device sent a smaller picture first and an office wants the original.
    original = DistrictForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    original_sha256 = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=12, default="waiting")
    region = models.CharField(max_length=12)
    enterprise = models.UUIDField(null=True)
    kind = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    trailing = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    taken_offset = models.SmallIntegerField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    make = models.CharField(max_length=60, default="")
    model = models.CharField(max_length=60, default="")
    device_at = models.DateTimeField(null=True)
    device_longitude = models.FloatField(null=True)
    device_latitude = models.FloatField(null=True)
    annotation = models.JSONField(default=list)
    seen_before = models.JSONField(default=list)
    flaw = models.CharField(max_length=40, default="")
    received_at = models.DateTimeField()
    by = models.UUIDField(null=True)

    lies = Lies("photo", region="region", enterprise="enterprise")
    machine: ClassVar[Machine] = PHOTO
    # Where somebody stood, and with whose telephone.
    personal = frozenset({"longitude", "latitude", "device_longitude", "device_latitude", "make", "model"})

    class Meta:
        indexes = [
            models.Index("district", "sha256", name="photo_by_content"),
            models.Index("district", "enterprise", F("received_at").desc(), name="photo_of_unit"),
            models.Index("received_at", condition=Q(state="waiting"), name="photo_waiting"),
        ]


class BegunPhoto(DistrictModel):
    """A photo that comes piece by piece: how much is here of how much, and the hash that the device named at its beginning.

    `what` is "photo", or "original" for the larger file that follows it. The bytes lie outside the store of files until they are whole.
    """

    photo = models.UUIDField()
    what = models.CharField(max_length=8)
    account = models.UUIDField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    lies = Lies("begun photo", person="account")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "account", "photo", "what"), name="one_begun_photo"),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="begun_photo_within_its_size"),
        ]


class PhotoPrint(models.Model):
    """What a photo is known again by: hashes and a miniature (kit/photos/prints.py). Photos with nothing in them have none."""

    number = models.BigAutoField(primary_key=True)
    district = models.CharField(max_length=6)
    photo = models.UUIDField()
    hashes = models.BinaryField()
    mini = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("district", "photo"), name="one_print_a_photo")]
        indexes = [models.Index("district", "number", name="print_in_order")]


class SavedView(DistrictModel):
    """The address of a list under a name that its owner gave it; without a name, how she last set up the columns of that list.

    With a `duty` it is shared with whoever holds that duty: in one office where `organisation` names one, else in the district.
    """

    person = models.UUIDField()
    register = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    query = models.TextField()
    duty = models.CharField(max_length=40, default="")
    organisation = models.UUIDField(null=True)

    lies = Lies("view", person="person")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "person", "register", "name"), name="one_view_a_name")
        ]
        indexes = [models.Index("district", "duty", "register", name="shared_view", condition=~Q(duty=""))]


class ViewUse(DistrictModel):
    """What one person does with a view that she may see: pinned to her home page, read by a calendar or a feed reader.

    Of the feed's secret only the hash is kept: it is shown once.
    """

    person = models.UUIDField()
    view = DistrictForeignKey(SavedView, on_delete=models.CASCADE, related_name="uses")
    pinned_at = models.DateTimeField(null=True)
    token_sha256 = models.CharField(max_length=64, default="")
    feed_since = models.DateTimeField(null=True)
    # The hash of what was last handed out whole: an export is in the journal once, however often a program asks for it.
    sent_sha256 = models.CharField(max_length=64, default="")

    lies = Lies("view", person="person")
    personal = frozenset({"token_sha256"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "person", "view"), name="one_use_a_view"),
            models.UniqueConstraint(
                fields=("district", "token_sha256"), name="one_feed_a_token", condition=~Q(token_sha256="")
            ),
        ]
        indexes = [models.Index("token_sha256", name="feed_by_token", condition=~Q(token_sha256=""))]


class BulkAct(DistrictModel):
    """What a person did to many rows at once, kept so that she can take it back within a day (register/undoing.py)."""

    person = models.UUIDField()
    register = models.CharField(max_length=40)
    bulk = models.CharField(max_length=40)
    at = models.DateTimeField()
    ids = ArrayField(models.UUIDField())
    undone_at = models.DateTimeField(null=True)

    lies = Lies("view", person="person")

    class Meta:
        indexes = [models.Index("district", "person", F("at").desc(), name="bulk_act_of_person")]


class Followed(DistrictModel):
    """A star: one person follows one row of a list."""

    person = models.UUIDField()
    type = models.CharField(max_length=40)
    row = models.UUIDField()
    at = models.DateTimeField()

    lies = Lies("view", person="person")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "person", "type", "row"), name="one_star_a_row")
        ]


class ImportRun(DistrictModel):
    """A spreadsheet on its way in: uploaded, mapped, checked, written. Nothing is written before it is confirmed."""

    spec = models.CharField(max_length=40)
    state = models.CharField(max_length=12, default="uploaded")
    region = models.CharField(max_length=12)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    by = models.UUIDField(null=True)
    who = models.TextField()
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # What is read of the file, in its order: [[sheet, {column: index there}], …].
    tables = models.JSONField(default=list)
    corrections = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    progress = models.PositiveSmallIntegerField(default=0)
    seconds = models.FloatField(default=0)

    lies = Lies("import run", region="region", person="by")
    personal = frozenset({"corrections"})  # what was typed may be a name or a telephone number

    class Meta:
        indexes = [models.Index("district", F("started_at").desc(), name="import_run_latest")]

    @property
    def machine(self) -> Machine:
        """What may happen to it, by what it brings."""
        return IMPORTS[self.spec]

    @property
    def sheets(self) -> list[str]:
        """The sheets that are read; [""] of a file that has none, and of a plain import."""
        return [sheet for sheet, _ in self.tables]

    @property
    def sheet(self) -> str:
        """The first of them."""
        return self.sheets[0] if self.tables else ""

    @property
    def mapping(self) -> dict[str, int]:
        """Column → its index in the first sheet."""
        return dict(self.tables[0][1]) if self.tables else {}

    def facts(self) -> dict[str, Any]:
        """What the journal keeps: state, columns, decisions and the counts, not the rows."""
        counts = self.result.get("counts", {})
        return {
            "state": self.state, "tables": self.tables, "corrections": self.corrections, "decisions": self.decisions,
            "counts": counts,
        }  # fmt: skip


class ImportShape(DistrictModel):
    """What an office confirmed of a table with these headings: which column each is (heading → name, "" for none).

    `shape` is the hash of the headings in their order; `office` the organisation by whose duty it was confirmed, "" for a duty of none.
    One row of a district has neither: what its offices had confirmed heading by heading, when they shared it.
    """

    spec = models.CharField(max_length=40)
    office = models.CharField(max_length=40)
    shape = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField()

    lies = Lies("import shape")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "spec", "office", "shape"), name="one_choice_a_shape")
        ]


class Serial(models.Model):
    """The last serial number given for a kind of record of a district in a year (kit/numbers.py)."""

    district = models.CharField(max_length=6)
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("district", "kind", "year"), name="one_serial_a_kind_and_year")
        ]
