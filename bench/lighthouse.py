"""Lighthouse on the pages that families open: performance, accessibility, best practices, SEO, as on a phone.

Lighthouse comes from npm and is no part of the project: `npm install lighthouse` anywhere, and LIGHTHOUSE names the
program.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.stage import built
from tests.processes import chromium

LEAST = 95
PATHS = ("", "phieu/", "phieu/status/", "privacy/")
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_CHROMIUM = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"


def run(folder: Path) -> None:
    """Each page once, with Lighthouse's own phone and network (simulated, so that the machine's pace matters less)."""
    program = os.environ.get("LIGHTHOUSE")
    if not program:
        print("LIGHTHOUSE does not name the program, so nothing was measured.")
        return
    with built(folder) as stage:
        from forms_intake.slips.online import SLIPS

        print(f"{'page':<28}" + "".join(f"{name:>16}" for name in _CATEGORIES))
        for path in (*PATHS, *(f"phieu/{name}/" for name in SLIPS)):
            report = audited(program, f"{stage.site.base_url}/{path}", folder / "report.json")
            scores = [round(100 * (report["categories"][name]["score"] or 0)) for name in _CATEGORIES]
            print(
                f"/{path:<27}" + "".join(f"{score:>16}" for score in scores), *failed(report), sep="\n    ", flush=True
            )
    print(f"target {LEAST} everywhere; load of this machine: {os.getloadavg()[0]:.1f}")


def audited(program: str, address: str, report: Path) -> dict[str, Any]:
    """What Lighthouse says about one address."""
    options = ["--quiet", "--output=json", f"--output-path={report}", f"--only-categories={','.join(_CATEGORIES)}"]
    environment = os.environ | {"CHROME_PATH": str(chromium())}
    command = [program, address, *options, f"--chrome-flags={_CHROMIUM}"]
    for _try in range(2):  # on a busy machine Chromium may not be there in time
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)  # noqa: S603 - the developer names it
        if not done.returncode:
            break
    else:
        sys.exit(f"Lighthouse failed: {done.stderr[:600]}")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def failed(report: dict[str, Any]) -> list[str]:
    """The audits that cost points, by name."""
    weighed = {
        audit["id"] for name in _CATEGORIES for audit in report["categories"][name]["auditRefs"] if audit["weight"]
    }
    return [
        f"{name}: {audit.get('title')} {audit.get('displayValue', '')}"
        for name, audit in report["audits"].items()
        if name in weighed and audit.get("score") is not None and audit["score"] < 0.9
    ]
