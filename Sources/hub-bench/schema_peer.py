#!/usr/bin/env python3
"""Measures orjson with jsonschema-rs from bytes to verdict, on the file and schema of `hub-bench schema`.

usage: schema_peer.py SCHEMA MESSAGES.ndjson [HUB_BENCH [--unevaluated]]

Prints one line of JSON with the nanoseconds a message: medians and minima of seven rounds after one that warms up. Schemas
referred to are found by their $id in the folder schemas/ of this repository. With HUB_BENCH, that program is run between the
rounds' halves, so that both see the same machine, and `ratio` says how many times as fast it is (medians), `ratio_min`
the same of the minima. With --unevaluated `unevaluatedProperties` stands in place of `additionalProperties` on both sides,
here as there.
"""
import glob, json, os, statistics, subprocess, sys, time

import jsonschema_rs
import orjson


def main():
    schema_file, messages = sys.argv[1:3]
    schemas = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../schemas")
    is_unevaluated = "--unevaluated" in sys.argv

    def load(path):
        text = open(path, encoding="utf-8").read()
        return json.loads(text.replace('"additionalProperties"', '"unevaluatedProperties"') if is_unevaluated else text)

    documents = [load(path) for path in glob.glob(schemas + "/**/*.json", recursive=True)
                 if "/examples/" not in path]
    registry = jsonschema_rs.Registry([(d["$id"], d) for d in documents if "$id" in d])
    validator = jsonschema_rs.Draft202012Validator(
        load(schema_file), registry=registry, validate_formats=True)
    lines = [line for line in open(messages, "rb").read().split(b"\n") if line.strip()]
    loads, is_valid = orjson.loads, validator.is_valid
    times, valid, ours = [], 0, None

    def rounds(count):
        nonlocal valid
        for _ in range(count):
            valid = 0
            start = time.perf_counter_ns()
            for line in lines:
                if is_valid(loads(line)):
                    valid += 1
            times.append((time.perf_counter_ns() - start) / len(lines))

    rounds(1)
    times.clear()
    rounds(4)
    if len(sys.argv) > 3:
        run = subprocess.run([sys.argv[3], "schema", "--schema", schema_file, "--messages", messages, *sys.argv[4:]],
                             capture_output=True, text=True, check=True)
        ours = json.loads(run.stdout)
    rounds(3)
    result = {"messages": len(lines), "valid": valid, "peer_end_to_end_ns": round(statistics.median(times), 1),
              "peer_end_to_end_ns_min": round(min(times), 1)}
    if ours:
        result |= {name: ours[name] for name in ("end_to_end_ns", "end_to_end_ns_min")}
        result["ratio"] = round(statistics.median(times) / ours["end_to_end_ns"], 2)
        result["ratio_min"] = round(min(times) / ours["end_to_end_ns_min"], 2)
        if ours["valid"] != valid:
            sys.exit(f"verdicts differ: {ours['valid']} valid there, {valid} here")
    print(json.dumps(result))


main()
