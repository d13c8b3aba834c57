"""A short run of what `make api-fuzz` does at length: no answer is a server error, and each is what the description promises."""

import pytest

from anbiao.inspection.registers import HAZARDS
from anbiao.registry.registers import ENTERPRISES
from tests.api_load.sending import send
from tests.api_load.standing import stand

COUNT = 40
FEW = (ENTERPRISES, HAZARDS)


@pytest.mark.django_db
def test_made_up_requests_are_answered_as_described() -> None:
    told = send(*stand(FEW), COUNT).as_json()
    assert told["errors"] == []
    assert told["requests"] == COUNT
