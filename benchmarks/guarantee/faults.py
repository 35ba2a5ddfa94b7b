"""What goes wrong during the two made-up years."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.guarantee.plan import FURTHER_FROM
from models.clock import ZONE
from models.wire import HolidayNotice

NEVER_ANSWERS = "QH-WJ"
"""A unit that never does anything with what it has."""


@dataclass(frozen=True)
class Faults:
    """Half-open spans of local time. `notice_comes`: when the holidays of the second year are made known, after dates
    were counted through them."""

    silent_unit: str | None = None
    no_worker: tuple[datetime, datetime] | None = None
    no_channel: tuple[datetime, datetime] | None = None
    notice_comes: datetime | None = None

    def worker_stands(self, at: datetime) -> bool:
        return self.no_worker is not None and self.no_worker[0] <= at < self.no_worker[1]

    def channel_down(self, at: datetime) -> bool:
        return self.no_channel is not None and self.no_channel[0] <= at < self.no_channel[1]


NONE = Faults()
WEEK = FURTHER_FROM + timedelta(days=150)
DAY = FURTHER_FROM + timedelta(days=260)
ALL = Faults(
    silent_unit=NEVER_ANSWERS,
    no_worker=(WEEK, WEEK + timedelta(days=7)),
    no_channel=(DAY, DAY + timedelta(days=1)),
    notice_comes=datetime(2027, 1, 25, 9, 30, tzinfo=ZONE),
)
LATE_NOTICE = HolidayNotice.model_validate(
    {
        "year": 2027,
        "source": "made up for this run",
        "arrangements": [
            {"name": "元旦", "first": "2027-01-01", "last": "2027-01-03"},
            {"name": "春节", "first": "2027-02-05", "last": "2027-02-12", "make_up": ["2027-01-30", "2027-02-13"]},
            {"name": "清明节", "first": "2027-04-03", "last": "2027-04-05"},
            {"name": "劳动节", "first": "2027-05-01", "last": "2027-05-05", "make_up": ["2027-05-08"]},
            {"name": "端午节", "first": "2027-06-09", "last": "2027-06-11"},
            {"name": "中秋节", "first": "2027-09-15", "last": "2027-09-17"},
            {"name": "国庆节", "first": "2027-10-01", "last": "2027-10-07", "make_up": ["2027-09-26", "2027-10-09"]},
        ],
    }
)
