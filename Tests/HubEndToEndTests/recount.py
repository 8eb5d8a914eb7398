#!/usr/bin/env python3
"""Counts a raw street-level CSV of data.police.uk by itself: the second opinion that the hub is held against.

usage: recount.py STREET.csv LOOKUP.csv
Prints one JSON document. LOOKUP has the columns lsoa and lad_name.
"""
import collections
import csv
import json
import sys

street, lookup = sys.argv[1:]
with open(lookup, newline="", encoding="utf-8") as file:
    districts = {row["lsoa"]: row["lad_name"] for row in csv.DictReader(file)}

rows = 0
other = collections.Counter()
by_lsoa = collections.Counter()
by_district = collections.Counter()
months = collections.Counter()
outside = unlocated = 0
bad_month = []
with open(street, newline="", encoding="utf-8-sig") as file:
    for number, row in enumerate(csv.DictReader(file), start=2):
        rows += 1
        if row["Crime type"] != "Anti-social behaviour":
            other[row["Crime type"]] += 1
            continue
        month = row["Month"]
        if not (len(month) == 7 and month[4] == "-" and (month[:4] + month[5:]).isdigit()):
            bad_month.append(number)
            continue
        months[month] += 1
        code = row["LSOA code"]
        if code in districts:
            by_lsoa[code] += 1
            by_district[districts[code]] += 1
        elif code:
            outside += 1
        else:
            unlocated += 1

json.dump(
    {
        "rows": rows,
        "asb": sum(months.values()),
        "by_lsoa": by_lsoa,
        "by_district": by_district,
        "outside": outside,
        "unlocated": unlocated,
        "other": other,
        "bad_month": bad_month,
    },
    sys.stdout,
)
