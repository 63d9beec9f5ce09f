"""`python -m tests.load.bench [name ...]`: every measurement, or those whose names contain a word."""

from __future__ import annotations

import sys

from tests.load import finding, keeping, telling
from tests.load.measuring import Goal, report

# Each harness brings its table; the database-bound ones are added here.
GOALS: list[Goal] = [*finding.GOALS, *keeping.GOALS, *telling.GOALS]


def main(words: list[str]) -> int:
    goals = [goal for goal in GOALS if not words or any(word in goal.name for word in words)]
    return 0 if report(goals) else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
