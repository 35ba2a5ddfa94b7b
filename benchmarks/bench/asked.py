"""The pages and lists of staff that are asked at two sizes: by whom, where, and with which filters."""

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks.bench.traces import COMMON, COMMON_WORDS, RARE

UNIT = "bench-unit"
"""Who works in one unit, and supervises it; few cases lie there."""


class Asked(NamedTuple):
    """`who`: the login; `sought`: what the find field holds. In path and query stand `{open}` and `{closed}`, numbers
    of cases, `{deep}`, a place in the middle of the list, `{event}`, one of the feed, `{unit}`, the unit of `UNIT`."""

    path: str
    query: Mapping[str, str] = {}
    who: str = "demo"
    sought: str = ""


def _list(**query: str) -> Asked:
    return Asked("/v1/cases", query)


def _find(words: str) -> Asked:
    return Asked("/v1/find", sought=words)


PAGES: Mapping[str, Asked] = {
    "today": Asked("/staff"),
    "today_part": Asked("/staff/today/part"),
    "today_watch": Asked("/staff/today/watch"),
    "cases": Asked("/staff/cases"),
    "cases_due": Asked("/staff/cases", {"state": "assigned", "sort": "due_at"}),
    "cases_mine": Asked("/staff/cases", {"view": "mine"}),
    "cases_to_close": Asked("/staff/cases", {"view": "to_close"}),
    "cases_late": Asked("/staff/cases", {"view": "late"}),
    "cases_deep": Asked("/staff/cases", {"cursor": "{deep}"}),
    "cases_common": Asked("/staff/cases", {"q": COMMON}),
    "case_open": Asked("/staff/cases/{open}"),
    "case_closed": Asked("/staff/cases/{closed}"),
    "on_behalf": Asked("/staff/on-behalf/{open}"),
    "papers": Asked("/staff/papers/{open}"),
    "person": Asked("/staff/people/{closed}"),
    "register": Asked("/staff/register"),
    "board": Asked("/staff/board"),
    "supervision": Asked("/staff/supervision"),
    "proposals": Asked("/staff/proposals"),
    "tasks": Asked("/staff/tasks"),
    "tasks_done": Asked("/staff/tasks", {"done": "1"}),
    "improvements": Asked("/staff/improvements"),
    "visits": Asked("/staff/visits"),
    "visits_keep": Asked("/staff/visits/keep"),
    "responsibilities": Asked("/staff/responsibilities"),
    "live": Asked("/staff/live"),
    "duty": Asked("/staff/duty"),
    "me": Asked("/staff/me"),
    "settings": Asked("/staff/settings"),
    "posters": Asked("/staff/posters"),
    "reports": Asked("/staff/reports"),
    "reports_unit": Asked("/staff/reports/by/unit"),
    "reports_area": Asked("/staff/reports/by/area"),
    "reports_topic": Asked("/staff/reports/by/topic"),
    "reports_channel": Asked("/staff/reports/by/channel"),
    "reports_month": Asked("/staff/reports/by/month"),
    "accounts": Asked("/staff/accounts", who="admin"),
    "account": Asked("/staff/accounts/demo", who="admin"),
    "audit": Asked("/staff/office/audit", who="admin"),
    "audit_of": Asked("/staff/office/audit", {"q": "reveal"}, "admin"),
    "missing": Asked("/staff/office/missing", who="admin"),
    "office": Asked("/staff/office", who="admin"),
    "walled_cases": Asked("/staff/cases", who="demo-jw1"),
    "walled_today": Asked("/staff", who="demo-jw1"),
    "unit_today": Asked("/staff", who=UNIT),
    "unit_cases": Asked("/staff/cases", who=UNIT),
    "unit_late": Asked("/staff/cases", {"view": "late"}, UNIT),
    "unit_board": Asked("/staff/board", who=UNIT),
    "unit_supervision": Asked("/staff/supervision", who=UNIT),
    "unit_reports": Asked("/staff/reports", who=UNIT),
    "unit_by_area": Asked("/staff/reports/by/area", who=UNIT),
    "unit_by_month": Asked("/staff/reports/by/month", who=UNIT),
    "unit_find": Asked("/v1/find", who=UNIT, sought=COMMON),
    "unit_common": Asked("/v1/cases", {"q": COMMON}, UNIT),
    "v1_cases": _list(),
    "v1_oldest": _list(sort="registered_at"),
    "v1_deep": _list(cursor="{deep}"),
    "v1_due": _list(state="assigned", unit="QH-ZJ", sort="due_at"),
    "v1_updated": _list(area="990121", topic="030500", sort="-updated_at"),
    "v1_state_topic": _list(state="closed", topic="030500", sort="-updated_at"),
    "v1_rating": _list(rating="unsatisfied", unit="QH-ZJ"),
    "v1_handler": _list(handler="demo", state="closed"),
    "v1_owner": _list(owner="demo", sort="due_at"),
    "v1_ended": _list(ended_from="2025-01-01", ended_until="2025-01-31"),
    "v1_counted": _list(counted="answer_in_time", watched="true", unit="{unit}"),
    "v1_unasked": _list(state="review"),
    "v1_mine": _list(view="mine"),
    "v1_unassigned": _list(view="unassigned"),
    "v1_asked": _list(view="asked"),
    "v1_to_close": _list(view="to_close"),
    "v1_urged": _list(view="urged"),
    "v1_to_write_up": _list(to_write_up="true"),
    "v1_overdue": _list(overdue="true", sort="due_at"),
    "v1_no_topic": _list(no_topic="true"),
    "v1_common_2": _list(q=COMMON),
    "v1_common_4": _list(q=COMMON_WORDS),
    "v1_common_closed": _list(q=COMMON, state="assigned"),
    "v1_rare": _list(q=RARE, limit="5"),  # as many as ten thousand cases have: what is asked grows, not the answer
    "v1_none": _list(q="无此字样"),
    "v1_find_common": _find(COMMON),
    "v1_find_rare": _find(RARE),
    "v1_find_name": _find("王秀兰"),
    "v1_find_last4": _find("0420"),
    "v1_find_place": _find("石桥镇"),
    "v1_likely": Asked("/v1/cases/{open}/likely"),
    "v1_person": Asked("/v1/cases/{closed}/person"),
    "v1_events": Asked("/v1/events", {"after": "{event}"}),
    "v1_proposals": Asked("/v1/proposals"),
    "v1_proposals_me": Asked("/v1/proposals", {"waiting": "me"}),
    "v1_tasks_done": Asked("/v1/tasks", {"open": "false"}),
    "v1_improvements": Asked("/v1/improvements", {"open": "true"}),
    "v1_supervision": Asked("/v1/supervision"),
    "v1_supervision_open": Asked("/v1/supervision", {"open": "true", "trigger": "past_limit"}),
    "v1_supervision_mine": Asked("/v1/supervision", {"mine": "true"}),
    "v1_inbox": Asked("/v1/inbox"),
    "v1_today": Asked("/v1/today"),
    "v1_board": Asked("/v1/board"),
    "v1_board_late": Asked("/v1/board/late"),
    "v1_endings": Asked("/v1/reports/endings"),
    "v1_guarantee": Asked("/v1/reports/guarantee"),
    "v1_joint": Asked("/v1/reports/joint"),
    "v1_by_area": Asked("/v1/reports/by/area"),
    "v1_by_topic_days": Asked("/v1/reports/by/topic", {"from": "2025-03-10", "until": "2025-05-20"}),
    "v1_audit": Asked("/v1/audit", {"q": "demo"}, "admin"),
    "v1_holdings": Asked("/v1/accounts/demo/holdings", who="admin"),
    "v1_visit_days": Asked("/v1/office/visit-days"),
}
