"""The examples of docs/api.md, run as they stand against the whole service."""

import os
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.service import Huiyin

ROOT = Path(__file__).parents[2]
BLOCKS = re.compile(r"^```bash\n(.*?)^```", re.M | re.S)


def test_every_example_runs(huiyin_server: Huiyin, tmp_path: Path) -> None:
    blocks = BLOCKS.findall((ROOT / "docs/api.md").read_text())
    assert len(blocks) > 8
    env = {**os.environ, "HUIYIN_VAR": str(huiyin_server.var)}
    made = subprocess.run(
        [sys.executable, "huiyin.py", "token", "kiosk", "--scope", "intake", "--scope", "deliver"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    env |= {"HUIYIN": huiyin_server.url, "PASSWORD": huiyin_server.admin_password, "BOT": made.stdout.strip()}
    env["PATH"] = f"{Path(sys.executable).parent}:{env['PATH']}"
    script = "set -euo pipefail\n" + "\n".join(blocks)
    ran = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{ran.stdout[-1500:]}\n{ran.stderr[-1500:]}"
