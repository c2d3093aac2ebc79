"""`python -m naru_torch <job> <job.json>`: runs one job.

train starts a run, or goes on with it where it was; tokenize counts rows in tokens; score says
how likely answers are.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m naru_torch", description=__doc__)
    jobs = parser.add_subparsers(dest="job", required=True)
    train = jobs.add_parser("train", help="fine-tune an adapter; run again, it resumes")
    train.add_argument("job_json", type=Path, metavar="job.json")
    tokenize = jobs.add_parser("tokenize", help="count rows in tokens, as training would see them")
    tokenize.add_argument("job_json", type=Path, metavar="job.json")
    score = jobs.add_parser("score", help="log-likelihoods of answers and of choices")
    score.add_argument("job_json", type=Path, metavar="job.json")
    arguments = parser.parse_args()

    if arguments.job == "tokenize":
        from naru_torch.tokenize import tokenize as run
    elif arguments.job == "score":
        from naru_torch.score import score as run
    else:
        from naru_torch.train import train as run
    return run(arguments.job_json)


if __name__ == "__main__":
    sys.exit(main())
