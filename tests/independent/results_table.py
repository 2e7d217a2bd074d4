#!/usr/bin/env python3
"""Recomputes the table of an attempt from its CSV alone, with Python's standard library alone.

It is written from docs/results.md and knows nothing of the program's code: what both say must be the same.

    python3 results_table.py FILE.csv        one JSON object a cell on standard output
"""
import csv
import json
import math
import statistics
import sys

# What every CSV has; a column of another name is a factor, or a metric where it ends in a unit in brackets.
FIXED = set(
    "attempt origin block session layout workload phase run state exit_code began_unix_seconds wall_seconds seconds"
    " clock verified counted left_out_because marks tries earlier_runs session_order session_outlier".split()
)


def factors_of(head):
    return [name for name in head if name not in FIXED and not name.endswith("]")]


def is_of_guests(factor):
    return factor.startswith("guest.") or factor in ("nic", "technique")


def cell_of(row, factors):
    levels = tuple((name, row[name]) for name in factors if row[name] != "")
    return row["layout"], row["workload"], row["phase"], levels


def baseline_of(cell):
    """The native cell of the same program, phase and levels, of which those of guests are none of its own."""
    _, workload, phase, levels = cell
    kept = tuple((name, level) for name, level in levels if not is_of_guests(name))
    return "native", workload, phase, kept


def grouped(pairs):
    groups = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def session_times(rows):
    """(block, median seconds) of each session: a session is one replicate."""
    sessions = grouped(((int(row["block"]), row["session"]), float(row["seconds"])) for row in rows)
    return [(block, statistics.median(own)) for (block, _), own in sessions.items()]


def block_times(times):
    return {block: statistics.median(own) for block, own in grouped(times).items()}


def slowdown(times, base):
    """Geometric mean over blocks that have both, less one."""
    one, other = block_times(times), block_times(base)
    logs = [math.log(one[block] / other[block]) for block in one if block in other]
    return math.expm1(statistics.fmean(logs)) if logs else None


def table(rows, factors):
    counted = [row for row in rows if row["counted"] == "true" and float(row["seconds"]) > 0]
    cells = grouped((cell_of(row, factors), row) for row in counted)
    times = {cell: session_times(own) for cell, own in cells.items()}
    for cell, own in times.items():
        layout, workload, phase, levels = cell
        seconds = [time for _, time in own]
        base = None if layout == "native" else times.get(baseline_of(cell))
        yield {
            "layout": layout,
            "workload": workload,
            "phase": phase,
            "levels": dict(levels),
            "sessions": len(own),
            "runs": len(cells[cell]),
            "medianSeconds": statistics.median(seconds),
            "meanSeconds": statistics.fmean(seconds),
            "sdSeconds": statistics.stdev(seconds) if len(seconds) > 1 else None,
            "slowdown": None if base is None else slowdown(own, base),
        }


def main():
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    for cell in table(rows, factors_of(reader.fieldnames)):
        print(json.dumps(cell))


if __name__ == "__main__":
    main()
