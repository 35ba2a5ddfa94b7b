"""What a resident confirmed is what is registered: no field of the draft stays behind."""

from datetime import date

from api.intake.service import _intake
from models.law.channels import Channel
from models.wire import CaseCreate, ResidentRef


def test_every_field_of_a_confirmed_draft_is_registered() -> None:
    told = {name: object() for name in CaseCreate.model_fields if name != "resident"}
    resident = ResidentRef(channel=Channel.WEB, address="lin")
    intake = _intake("key", CaseCreate.model_construct(**told, resident=resident), date(2026, 11, 28))
    assert {name: getattr(intake, name) for name in told} == told
    assert (intake.resident, intake.channel) == (resident, Channel.WEB)
