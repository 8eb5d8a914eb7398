"""Tries to work small counts out from all that a release shows: reads published summaries of the partner and public tiers and what
lies in what as JSON on stdin, writes what it found.

Unknown are the records of each LSOA and month by day, by night and not known which, in every revision; the attacker knows
exactly what was added and withdrawn between revisions. Every published figure is a constraint: 0 is 0, a number n is n - 2 to n + 2 (10 is 8
to 12), and * is at least 1, or
at least 0 where it was * in an earlier revision; the bold attacker takes every * whose count is small for 1 to 7. A figure is recovered when no
whole-numbered solution gives it another value than its own.
"""
import json
import sys

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

PARTS = {"count": (0, 1, 2), "day": (0,), "night": (1,)}


def months_of(label):
    shape, _, text = label.partition(":")
    if shape == "month":
        return [text]
    year, quarter = int(text[:4]), int(text[6])
    last = year * 12 + quarter * 3 - 1
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(last - (2 if shape == "quarter" else 11), last + 1)]


def main():
    case = json.load(sys.stdin)
    parents = case["parents"]
    truth = {(code, month): counts for code, month, counts in case["truth"]}
    members = {}
    for code, larger in parents.items():
        for area in [code, *larger]:
            members.setdefault(area, []).append(code)
    # Where an LSOA's month is shown as 0 nothing can be; elsewhere there are three unknowns.
    known = {(code, month) for code, month in truth}
    index = {key: number * 3 for number, key in enumerate(sorted(known))}
    columns, rows, low, high, figures = [], [], [], [], []
    starred, zero = {}, set()
    for number, revision in enumerate(case["revisions"]):
        added = {(code, month): counts for code, month, counts in revision["added"]}
        for document in revision["documents"]:
            months = months_of(document["window"]["label"])
            for item in document["items"]:
                keys = [(c, m) for c in members.get(item["area"]["code"], []) for m in months if (c, m) in index]
                for part, offsets in PARTS.items():
                    unknown = [index[key] + offset for key in keys for offset in offsets]
                    value = sum(truth[key][offset] for key in keys for offset in offsets)
                    more = sum(added.get(key, (0, 0, 0))[offset] for key in keys for offset in offsets)
                    shown = item[part]
                    name = (item["area"]["code"], document["window"]["label"], part)
                    now = value + more
                    if shown == "*":
                        isSmall = 1 <= now <= 7
                        least = 1 if starred.setdefault(name, number) == number else 0
                        bounds = (1, 7) if case["bold"] and isSmall else (least, numpy.inf)
                        if isSmall and unknown and value > 0:
                            figures.append((name, unknown, value))
                    else:
                        bounds = (0, 0) if shown == 0 else (max(8, shown - 2), shown + 2)
                        # What was shown as 0 once is no secret to who knows what was added.
                        if shown == 0:
                            zero.add(name)
                        assert bounds[0] <= now <= bounds[1], (item, part, now)
                    if not unknown:
                        continue
                    row = len(low)
                    rows += [row] * len(unknown)
                    columns += unknown
                    low.append(bounds[0] - more)
                    high.append(bounds[1] - more)
    figures = [(unknown, value) for name, unknown, value in figures if name not in zero]
    size = len(index) * 3
    matrix = csr_array((numpy.ones(len(rows)), (rows, columns)), shape=(len(low), size))
    low, high = numpy.array(low), numpy.array(high)
    start = numpy.zeros(size)
    for key, place in index.items():
        start[place:place + 3] = truth[key]

    def holds(world):
        sums = matrix @ world
        return (world >= 0).all() and (sums >= low - 1e-6).all() and (sums <= high + 1e-6).all()

    assert holds(start)
    # Rows that say nothing cost time.
    telling = numpy.flatnonzero((low > 0) | (high < numpy.inf))
    constraint = LinearConstraint(matrix[telling], low[telling], high[telling])
    open_figures = set(range(len(figures)))
    generator = numpy.random.default_rng(case["seed"])
    upper = start + 8

    def solve(weights, isWhole=False):
        found = milp(
            weights, constraints=[constraint], integrality=numpy.full(size, 1 if isWhole else 0), bounds=Bounds(0, upper),
            options={"time_limit": 30, "mip_rel_gap": 0.9})
        return None if found.x is None else found.x

    def strike(world):
        world = numpy.rint(world)
        if not holds(world):
            return False
        for number in list(open_figures):
            unknown, value = figures[number]
            if world[unknown].sum() != value:
                open_figures.discard(number)
        return True

    worlds, idle = 0, 0
    while idle < 4 and worlds < case["worlds"] and open_figures:
        # At first anywhere, then where something is still open.
        weights = generator.normal(size=size)
        if worlds > 2:
            weights = numpy.zeros(size)
            for number in open_figures:
                weights[figures[number][0]] += generator.choice((-1.0, 1.0))
        before = len(open_figures)
        world = solve(weights)
        if world is None or not strike(world):
            world = solve(weights, isWhole=True)
            if world is not None:
                strike(world)
        worlds += 1
        idle = 0 if len(open_figures) < before or worlds < 4 else idle + 1
    recovered = []
    for number in sorted(open_figures):
        if number not in open_figures:
            continue
        unknown, value = figures[number]
        for sign in (1.0, -1.0):
            weights = numpy.zeros(size)
            weights[unknown] = sign
            world = solve(weights)
            if world is not None and abs(world[unknown].sum() - value) > 1 - 1e-6 and strike(world):
                break
            # Where fractions alone tell the two apart, whole numbers are tried.
            if world is not None and abs(world[unknown].sum() - value) > 1e-6:
                world = solve(weights, isWhole=True)
                if world is not None and strike(world) and number not in open_figures:
                    break
        if number in open_figures:
            recovered.append(number)
            if len(recovered) >= case["stop"]:
                break
    json.dump(
        {"small": len(figures), "constraints": len(low), "unknowns": size, "worlds": worlds, "recovered": len(recovered)},
        sys.stdout)


main()
