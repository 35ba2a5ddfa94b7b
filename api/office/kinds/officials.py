"""Officials: who receives on visit days and takes cases on; an account of the same person is named by its login."""

from api.office.kind import Kind, Ref
from models.tables import Official, Staff
from models.wire import OfficialEntries, OfficialEntry, OfficialWanted

OFFICIALS = Kind(
    "officials", Official, OfficialWanted, OfficialEntry, OfficialEntries,
    ("code", "name", "post", "level", "account"), {"account": Ref(Staff, "staff_id", "login")},
    sought=("code", "name", "post"),
)  # fmt: skip
