"""Residents through the whole loop over HTTP, as `make journey` takes them; the words are fictional."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.journey import rows_of

CSV = Path(__file__).parent / "residents.csv"


def test_everybody_gets_a_number_a_reply_word_for_word_and_a_rating(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "benchmarks.journey", "--csv", str(CSV), "--out", str(out)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    result = json.loads(ran.stdout.splitlines()[-1])
    assert (result["residents"], result["cases"], result["replies_delivered"], result["rated"]) == (6, 6, 6, 6)
    assert [result[k] for k in ("lost", "duplicated", "altered", "server_errors")] == [0, 0, 0, 0]
    assert result["conversations_per_second"] > 0

    lines = {line["message_id"]: line for line in map(json.loads, out.read_text().splitlines())}
    for row in rows_of(CSV, 100):
        line = lines[row["message_id"]]
        assert line["sent"] == line["stored"] == hashlib.sha256(row["text"].encode()).hexdigest()
        assert line["posted"] == line["shown"] == hashlib.sha256(row["reply"].encode()).hexdigest()
    assert len({line["case_no"] for line in lines.values()}) == 6
