"""`python -m naru_torch train <job.json>`: starts a run, or goes on with it where it was."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m naru_torch", description=__doc__)
    jobs = parser.add_subparsers(dest="job", required=True)
    train = jobs.add_parser("train", help="fine-tune an adapter; run again, it resumes")
    train.add_argument("job_json", type=Path, metavar="job.json")
    arguments = parser.parse_args()

    from naru_torch.train import train as run

    return run(arguments.job_json)


if __name__ == "__main__":
    sys.exit(main())
