#!/usr/bin/env python3
"""Compares hub validate with jsonschema-rs: the same verdict on each instance, or a stated reason why ours is right.

usage: schema_peers.py HUB SCHEMAS [--mutations N] [--schemas N] [--seed S] [--asyncapi SCHEMA]
       schema_peers.py --cases FILE SCHEMAS [--mutations N] [--schemas N] [--seed S]

HUB is the command, SCHEMAS the folder schemas/. Mutations are of the shipped example messages; generated schemas get 20
instances each. Both sides assert formats. Prints the counts and each difference; ends with 1 where one has no reason.

With --cases nothing is compared: FILE gets, for whoever compares, a line `file PATH` or `schema JSON` for each schema and
after it a line `VR INSTANCE` for each instance: V is the verdict here, 1 or 0, and R is 1 where another has a reason.
"""
import argparse, glob, json, os, random, re, subprocess, sys, tempfile

import jsonschema_rs

# Where we decide otherwise, and why: a predicate over the schema's text, the instance's text and our verdict.
REASONS = [
    ("jsonschema-rs rounds to doubles; we compare exactly",
     lambda s, i, ours: any(len(t) > 15 for t in digits(i) + digits(s))),
    ("jsonschema-rs takes other characters for digits in a date or time; RFC 3339, section 5.6, does not",
     lambda s, i, ours: not ours and any(not DATE.fullmatch(t) for t in LIKE_A_DATE.findall(i))),
]
LIKE_A_DATE = re.compile(r'"([^"]{4}-[^"]{2}-[^"]{2}(?:[Tt][^"]{2}:[^"]{2}:[^"]{2}[^"]*)?)"')
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?")


def digits(text):
    runs, run = [], ""
    for c in text + " ":
        if c.isdigit() or c in ".eE+-":
            run += c
        else:
            if run.strip(".eE+-"):
                runs.append(run)
            run = ""
    return runs


def hub(command, schema, instances, folder, *more):
    lines = os.path.join(folder, "i.ndjson")
    with open(lines, "w", encoding="utf-8") as out:
        for text in instances:
            out.write(text + "\n")
    run = subprocess.run([command, "validate", schema, lines, "--lines", "--output", "flag", "--assert-formats", *more],
                         capture_output=True, text=True)
    if run.returncode > 1:
        return None, run.stderr.strip()
    return [json.loads(line)["valid"] for line in run.stdout.splitlines()], ""


SCALARS = [None, True, False, 0, -1, 1, 2, 3.5, 1e3, 10**18, "", "a", "report", "2026-02-30", "2026-03-01",
           "2026-03-01T10:00:00Z", "2026-03-01T10:00:00+01:00", "2026-13-01T10:00:00Z", "E01010568", "https://x.example/a",
           "é", "\u0000", "\U0001f409", "x" * 70, [], {}, [1], [1, 1], {"a": 1}, "leeds", "/partners/leeds", "lsoa", 2011]


def mutate(random, value, depth=0):
    """One change somewhere in a value."""
    if isinstance(value, dict) and value and (depth == 0 or random.random() < 0.8):
        value = dict(value)
        key = random.choice(list(value))
        kind = random.random()
        if kind < 0.12:
            del value[key]
        elif kind < 0.2:
            value[random.choice(["x", "extra", key + "x", "data", "kind"])] = random.choice(SCALARS)
        elif kind < 0.25:
            items = list(value.items())
            random.shuffle(items)
            value = dict(items)
        else:
            value[key] = mutate(random, value[key], depth + 1)
        return value
    if isinstance(value, list) and value and random.random() < 0.7:
        value = list(value)
        place = random.randrange(len(value))
        kind = random.random()
        if kind < 0.2:
            del value[place]
        elif kind < 0.4:
            value.append(value[place])
        else:
            value[place] = mutate(random, value[place], depth + 1)
        return value
    if isinstance(value, str) and value and random.random() < 0.6:
        place = random.randrange(len(value))
        return value[:place] + random.choice(["", "0", "9", "a", "-", ":", "T", "Z", " ", "é", "/"]) + value[place + 1:]
    if isinstance(value, (int, float)) and not isinstance(value, bool) and random.random() < 0.5:
        return random.choice([value + 1, -value, value * 10, value + 0.5, float(value)])
    return random.choice(SCALARS)


NAMES = ["a", "b", "c", "ab", "a/b", "é", "a long name of a member", "twelve bytes", "sixteen bytes 16"]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]
PATTERNS = ["^a", "b$", "^[a-z]{1,2}$", "a|b", "^(ab)*$", "\\d", "^\\S+$", "[^a]", "^[0-9a-f]{2}-[0-9]{2}$", "^.{3}$",
            "^(?!a)", "é", "^\\w+$", "^[^\\x00-\\x1f]+$", "(a)\\1", "^[a-z ]+$"]
FORMATS = ["date", "date-time", "time", "uuid", "ipv4", "ipv6", "json-pointer", "uri", "uri-reference", "email", "hostname",
           "relative-json-pointer", "uri-template", "duration"]


def scalar(random):
    return random.choice([None, True, False, 0, 1, 2, 3, -1, 1.0, 1.5, 2.5, "", "a", "b", "ab", "abc", "é",
                          "2026-03-01", "10:00:00Z", "127.0.0.1", "::1", "/a~1b", "https://x.example/", 0.07, 19.99, -0.5, 1e3, 100,
                          2**40, "aa", "0a-12", "a b", "abababab", "0b5cc4c8-21d8-4fbb-9c1b-3e4b0f1b2f0e", "P1DT2H",
                          "2026-03-01T10:00:00Z", "2026-02-29T10:00:00Z", "ann@x.example", "x.example", "1/a", "{a}/b"])


def schema(random, depth):
    if random.random() < 0.06:
        return random.random() < 0.6
    made = {}
    for _ in range(random.randint(1, 4)):
        keyword(random, made, depth)
    return made


def keyword(random, made, depth):
    below = lambda: schema(random, depth - 1)
    some = lambda: [n for n in NAMES if random.random() < 0.4]
    count = lambda: random.randint(0, 3)
    kind = random.randint(0, 36 if depth > 0 else 17)
    if kind <= 1:
        made["type"] = random.choice(TYPES)
    elif kind == 2:
        made["type"] = random.sample(TYPES, 2)
    elif kind == 3:
        values = []
        for _ in range(random.randint(1, 4)):
            v = random.choice([scalar(random), [1], {"a": 1}, [1.0], {}])
            if not any(json.dumps(v) == json.dumps(w) or v == w for w in values):
                values.append(v)
        made["enum"] = values
    elif kind == 4:
        made["const"] = random.choice([scalar(random), [1, 2], {"a": [1]}])
    elif kind == 5:
        made[random.choice(["minimum", "exclusiveMinimum"])] = random.choice([-1, 0, 1, 1.5, 2])
    elif kind == 6:
        made[random.choice(["maximum", "exclusiveMaximum"])] = random.choice([0, 1, 2.5, 3])
    elif kind == 7:
        made["multipleOf"] = random.choice([1, 2, 0.5, 1.5, 0.01, 0.1, 2.5])
    elif kind == 8:
        made[random.choice(["minLength", "maxLength"])] = count()
    elif kind == 9:
        made["pattern"] = random.choice(PATTERNS)
    elif kind == 10:
        made["format"] = random.choice(FORMATS)
    elif kind == 11:
        made["required"] = some()
    elif kind == 12:
        made[random.choice(["minProperties", "maxProperties"])] = count()
    elif kind == 13:
        made[random.choice(["minItems", "maxItems"])] = count()
    elif kind == 14:
        made["uniqueItems"] = random.random() < 0.8
    elif kind == 15:
        made["dependentRequired"] = {random.choice(NAMES): some()}
    elif kind <= 17:
        made[random.choice(["$ref", "$ref", "$dynamicRef"])] = random.choice(["#/$defs/x", "#/$defs/y", "#x", "#d", "y", "#"])
    elif kind <= 21:
        made["properties"] = {n: below() for n in some()}
    elif kind == 22:
        made["patternProperties"] = {random.choice(PATTERNS): below()}
    elif kind <= 24:
        made["additionalProperties"] = random.choice([False, False, below()])
    elif kind == 25:
        made["propertyNames"] = schema(random, 0)
    elif kind == 26:
        made["items"] = below()
    elif kind == 27:
        made["prefixItems"] = [below() for _ in range(random.randint(1, 2))]
    elif kind == 28:
        made["contains"] = below()
        for bound in ["minContains", "maxContains"]:
            if random.random() < 0.3:
                made[bound] = count()
    elif kind == 29:
        made[random.choice(["anyOf", "oneOf", "allOf"])] = [below() for _ in range(random.randint(1, 3))]
    elif kind == 30:
        made["not"] = below()
    elif kind == 31:
        made["if"] = below()
        made[random.choice(["then", "else"])] = below()
        made.setdefault("then", below())
    elif kind == 32:
        made["dependentSchemas"] = {random.choice(NAMES): below()}
    elif kind == 33:
        # Told apart by a constant, as most alternatives are.
        name, texts = random.choice(NAMES), random.sample(["a", "b", "ab", "abc", "é"], 3)
        made[random.choice(["oneOf", "anyOf"])] = [
            {"properties": {name: {"const": text}, **{n: below() for n in some() if n != name}},
             **random.choice([{}, {"required": [name]}, {"additionalProperties": False}])} for text in texts]
    else:
        made[random.choice(["unevaluatedProperties", "unevaluatedItems"])] = random.choice([False, False, below()])


def whole(random):
    """A schema with definitions, an anchor, one that a dynamic reference may find, and one with an identifier."""
    value = schema(random, 3)
    if isinstance(value, dict):
        value["$defs"] = {"x": schema(random, 1), "y": schema(random, 0), "d": schema(random, 1)}
        for name, word in [("x", "$anchor"), ("d", "$dynamicAnchor")]:
            if value["$defs"][name] is True:
                value["$defs"][name] = {}
            if isinstance(value["$defs"][name], dict):
                value["$defs"][name][word] = name
            else:
                value["$defs"][name] = {word: name, "not": {}}
        value["$defs"]["i"] = {"$id": "y", "type": random.choice(TYPES), "$dynamicAnchor": "d"}
        value["$id"] = "https://x.example/" + random.choice(["s", "t"])
    return value


def aimed(random, wanted, root, depth):
    """An instance that may well fit a schema."""
    if not isinstance(wanted, dict) or depth == 0 or random.random() < 0.1:
        return instance(random, min(depth, 2))
    if "const" in wanted:
        return wanted["const"]
    if wanted.get("enum"):
        return random.choice(wanted["enum"])
    for word in ["allOf", "anyOf", "oneOf"]:
        if word in wanted and random.random() < 0.7:
            return aimed(random, random.choice(wanted[word]), root, depth - 1)
    if wanted.get("$ref", "").startswith("#/$defs/") and random.random() < 0.7:
        return aimed(random, root["$defs"][wanted["$ref"][8:]], root, depth - 1)
    if any(k in wanted for k in ["properties", "required", "patternProperties", "additionalProperties"]):
        known = wanted.get("properties", {})
        names = [n for n in known if random.random() < 0.8] + wanted.get("required", [])
        if random.random() < 0.3:
            names.append(random.choice(NAMES))
        if random.random() < 0.2:
            random.shuffle(names)
        return {n: aimed(random, known.get(n), root, depth - 1) for n in names}
    if any(k in wanted for k in ["items", "prefixItems", "contains", "minItems", "uniqueItems"]):
        first = wanted.get("prefixItems", [])
        rest = [s for s in (wanted.get("items"), wanted.get("contains")) if s is not None] or [None]
        made = [aimed(random, s, root, depth - 1) for s in first]
        return made + [aimed(random, random.choice(rest), root, depth - 1) for _ in range(random.randint(0, 3))]
    return instance(random, 1)


def instance(random, depth):
    if depth == 0 or random.random() < 0.35:
        return scalar(random)
    if random.random() < 0.35:
        return [instance(random, depth - 1) for _ in range(random.randint(0, 4))]
    return {n: instance(random, depth - 1) for n in NAMES if random.random() < 0.5}


class Tally:
    def __init__(self):
        self.cases = self.valid = self.reasoned = 0
        self.differences = []

    def compare(self, text, instances, ours, theirs):
        for line, mine, other in zip(instances, ours, theirs, strict=True):
            self.cases += 1
            self.valid += mine
            if mine != other:
                if any(holds(text, line, mine) for _, holds in REASONS):
                    self.reasoned += 1
                else:
                    self.differences.append((text, line, mine))


def registry(folder):
    documents = [json.load(open(f, encoding="utf-8")) for f in glob.glob(folder + "/**/*.json", recursive=True)
                 if "/examples/" not in f]
    return jsonschema_rs.Registry([(d["$id"], d) for d in documents if "$id" in d])


def messages(options):
    """Mutations of the example messages: file of the schema, its text for reasons, lines, verdicts."""
    known = registry(options.folder)
    types = [os.path.dirname(p) for p in sorted(glob.glob(options.folder + "/*/v1/examples"))]
    types = [t for t in types if os.path.exists(t + "/schema.json") and glob.glob(t + "/examples/*/*.json")]
    rng = random.Random(options.seed)
    for kind in types:
        schema_file = kind + "/schema.json"
        examples = [json.load(open(f, encoding="utf-8")) for f in sorted(glob.glob(kind + "/examples/*/*.json"))]
        peer = jsonschema_rs.Draft202012Validator(json.load(open(schema_file)), registry=known, validate_formats=True)
        lines, verdicts = [], []
        for _ in range(-(-options.mutations // len(types))):
            value = rng.choice(examples)
            for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
                value = mutate(rng, value)
            lines.append(json.dumps(value, ensure_ascii=False))
            verdicts.append(peer.is_valid(value))
        yield schema_file, schema_file, lines, verdicts


def generated(options):
    """Generated schemas without end: the schema, lines, verdicts."""
    rng = random.Random(options.seed + 1)
    while True:
        value = whole(rng)
        try:
            peer = jsonschema_rs.Draft202012Validator(value, validate_formats=True)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
            continue
        made = [instance(rng, 3) if rng.random() < 0.4 else aimed(rng, value, value, 5) for _ in range(20)]
        yield json.dumps(value), [json.dumps(i, ensure_ascii=False) for i in made], [peer.is_valid(i) for i in made]


def compare_messages(options, folder, tally):
    for schema_file, text, lines, verdicts in messages(options):
        ours, fault = hub(options.hub, schema_file, lines, folder)
        if ours is None:
            sys.exit(fault)
        tally.compare(text, lines, ours, verdicts)


def compare_generated(options, folder, tally):
    made = refused = 0
    for text, lines, verdicts in generated(options):
        if made >= options.schemas:
            return made
        path = os.path.join(folder, "s.json")
        open(path, "w").write(text)
        ours, fault = hub(options.hub, path, lines, folder)
        if ours is None:
            # A loop of references that consumes nothing: the peer compiles it and then says something or other.
            if "loop" not in fault:
                tally.differences.append((text, "", fault))
            refused += 1
            if refused > options.schemas + 100:
                sys.exit("too many schemas refused")
            continue
        made += 1
        tally.compare(text, lines, ours, verdicts)


def write_cases(options):
    def reasons(text, line, verdict):
        return any(holds(text, line, not verdict) for _, holds in REASONS)

    with open(options.cases, "w", encoding="utf-8") as out:
        def write(head, text, lines, verdicts):
            out.write(head + "\n")
            for line, verdict in zip(lines, verdicts, strict=True):
                out.write(f"{verdict:d}{reasons(text, line, verdict):d} {line}\n")

        for schema_file, text, lines, verdicts in messages(options):
            write("file " + schema_file, text, lines, verdicts)
        for _, (text, lines, verdicts) in zip(range(options.schemas), generated(options)):
            write("schema " + text, text, lines, verdicts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("hub", nargs="?")
    parser.add_argument("folder")
    parser.add_argument("--cases")
    parser.add_argument("--mutations", type=int, default=5000)
    parser.add_argument("--schemas", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20160731)
    parser.add_argument("--asyncapi")
    options = parser.parse_args()
    if options.cases:
        return write_cases(options)
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        compare_messages(options, folder, tally)
        of_messages = tally.cases
        made = compare_generated(options, folder, tally)
    if options.asyncapi:
        run = subprocess.run([options.hub, "schema", "asyncapi"], capture_output=True, text=True, check=True)
        peer = jsonschema_rs.Draft7Validator(json.load(open(options.asyncapi)))
        for error in peer.iter_errors(json.loads(run.stdout)):
            tally.differences.append(("asyncapi", "/".join(map(str, error.instance_path)), error.message[:300]))
    print(json.dumps({"seed": options.seed, "mutations": of_messages, "schemas": made, "cases": tally.cases,
                      "valid": tally.valid, "reasoned": tally.reasoned, "different": len(tally.differences)}))
    for text, line, mine in tally.differences[:20]:
        print("hub says", mine, "of", line[:500], "in", text[:1500])
    sys.exit(1 if tally.differences else 0)


main()
