import HubJSON

extension SchemaComparison {
    /// The keywords about members.
    mutating func showObjects(
        _ facts: SchemaFacts, _ known: Conjunction, _ asked: Conjunct, _ path: [String]
    ) -> [SchemaBreak] {
        if known.types & TypeMask.object == 0 { return [] }
        let (node, schema) = (asked.node, asked.schema)
        var breaks: [SchemaBreak] = []
        for name in (schema["required"]?.array ?? []).compactMap(\.string) where !known.required.contains(name) {
            breaks += fault(node, "required", path, "the member \"\(Excerpt.cut(name))\" may be missing")
        }
        if let least = schema["minProperties"]?.count,
            max(known.largest("minProperties") ?? 0, known.required.count) < least
        {
            breaks += fault(node, "minProperties", path, "objects of fewer than \(least) members may come")
        }
        if let most = schema["maxProperties"]?.count, (known.smallest("maxProperties") ?? .max) > most {
            breaks += fault(node, "maxProperties", path, "objects of more than \(most) members may come")
        }
        breaks += showMembers(known, asked, path)
        if let names = schema["propertyNames"] { breaks += showNames(names, known, asked, path) }
        for (name, value) in schema["dependentRequired"]?.object ?? JSONObject() {
            var with = facts
            with.present.insert(name)
            let promised = conjunction(with).required.union(dependents(of: name, known))
            for needed in (value.array ?? []).compactMap(\.string) where !promised.contains(needed) {
                if isForbidden(name, known) { continue }
                breaks += fault(
                    node.appending("dependentRequired"), name, path, "\"\(Excerpt.cut(needed))\" may be missing")
            }
        }
        for name in schema["dependentSchemas"]?.object?.keys ?? [] {
            if isForbidden(name, known) { continue }
            var with = facts
            with.present.insert(name)
            for part in known.parts where part.schema["dependentSchemas"]?.object?[name] != nil {
                with.nodes.insert(part.node.appending("dependentSchemas", name))
            }
            breaks += show(with, node.appending("dependentSchemas", name), path)
        }
        if schema["dependencies"] != nil, !hasEqual("dependencies", known, asked) {
            breaks += fault(node, "dependencies", path, "this keyword cannot be compared")
        }
        return breaks
    }

    private func dependents(of name: String, _ known: Conjunction) -> Set<String> {
        var names: Set<String> = []
        for (value, _) in known.values("dependentRequired") {
            names.formUnion((value[name]?.array ?? []).compactMap(\.string))
        }
        return names
    }

    /// Whether the facts leave no value for a member.
    private mutating func isForbidden(_ name: String, _ known: Conjunction) -> Bool {
        memberFacts(name, known).map { facts in conjunction(facts).isEmpty } ?? false
    }

    /// What the facts say of the value of a member of this name; nil where a pattern cannot be compiled.
    private func memberFacts(_ name: String, _ known: Conjunction) -> SchemaFacts? {
        var nodes: [SchemaNode] = []
        for part in known.parts {
            var isNamed = false
            if part.schema["properties"]?.object?[name] != nil {
                nodes.append(part.node.appending("properties", name))
                isNamed = true
            }
            for pattern in part.schema["patternProperties"]?.object?.keys ?? [] {
                guard let matches = Self.matches(pattern, name) else { return nil }
                if matches {
                    nodes.append(part.node.appending("patternProperties", pattern))
                    isNamed = true
                }
            }
            if !isNamed, part.schema["additionalProperties"] != nil {
                nodes.append(part.node.appending("additionalProperties"))
            }
        }
        return SchemaFacts(nodes)
    }

    static func matches(_ pattern: String, _ name: String) -> Bool? {
        guard let compiled = try? Pattern(pattern) else { return nil }
        return Array(name.utf8).withUnsafeBytes { compiled.matches($0, PatternMemory()) }
    }

    /// `properties`, `patternProperties`, `additionalProperties`, `unevaluatedProperties`, name by name; then the names that
    /// no schema spells out.
    private mutating func showMembers(_ known: Conjunction, _ asked: Conjunct, _ path: [String]) -> [SchemaBreak] {
        let schema = asked.schema
        let keywords = ["properties", "patternProperties", "additionalProperties", "unevaluatedProperties"]
        if !keywords.contains(where: { schema[$0] != nil }) { return [] }
        // What other schemas evaluate besides only widens what is taken.
        let rest = ["additionalProperties", "unevaluatedProperties"].first { schema[$0] != nil }
        var spelled: Set<String> = Set(schema["properties"]?.object?.keys ?? [])
        var evaluated = spelled
        if rest == "unevaluatedProperties" {
            for part in conjunction(SchemaFacts([asked.node])).parts {
                evaluated.formUnion(part.schema["properties"]?.object?.keys ?? [])
            }
        }
        for part in known.parts { spelled.formUnion(part.schema["properties"]?.object?.keys ?? []) }
        let patterns = schema["patternProperties"]?.object?.keys ?? []
        var breaks: [SchemaBreak] = []
        for name in spelled.sorted() {
            guard let facts = memberFacts(name, known) else {
                return fault(asked.node, "patternProperties", path, "a pattern cannot be compared")
            }
            if conjunction(facts).isEmpty { continue }
            var isNamed = evaluated.contains(name)
            if schema["properties"]?.object?[name] != nil {
                breaks += show(facts, asked.node.appending("properties", name), path + [name])
            }
            for pattern in patterns where Self.matches(pattern, name) != false {
                isNamed = true
                breaks += show(facts, asked.node.appending("patternProperties", pattern), path + [name])
            }
            if !isNamed, let rest { breaks += show(facts, asked.node.appending(rest), path + [name]) }
        }
        return breaks + showOthers(known, asked, patterns, rest, path)
    }

    /// The names that no schema spells out: each set of them that the giver tells apart by a pattern, and the rest.
    private mutating func showOthers(
        _ known: Conjunction, _ asked: Conjunct, _ patterns: [String], _ rest: String?, _ path: [String]
    ) -> [SchemaBreak] {
        var groups: [(pattern: String?, facts: SchemaFacts)] = []
        var common: [SchemaNode] = []
        for part in known.parts where part.schema["additionalProperties"] != nil {
            if (part.schema["patternProperties"]?.object ?? JSONObject()).isEmpty {
                common.append(part.node.appending("additionalProperties"))
            }
        }
        var unmatched = common
        for part in known.parts {
            guard let members = part.schema["patternProperties"]?.object, !members.isEmpty else { continue }
            for pattern in members.keys {
                groups.append((pattern, SchemaFacts(common + [part.node.appending("patternProperties", pattern)])))
            }
            if part.schema["additionalProperties"] != nil {
                unmatched.append(part.node.appending("additionalProperties"))
            }
        }
        groups.append((nil, SchemaFacts(unmatched)))
        var breaks: [SchemaBreak] = []
        for (pattern, facts) in groups {
            if conjunction(facts).isEmpty { continue }
            // A name may match several patterns: nothing but the same text proves that it matches, or does not.
            for wanted in patterns {
                if pattern == nil, known.parts.contains(where: { $0.schema["patternProperties"]?[wanted] != nil }) {
                    continue
                }
                breaks += show(facts, asked.node.appending("patternProperties", wanted), path + ["*"])
            }
            if let rest, pattern == nil || !patterns.contains(where: { $0 == pattern }) {
                breaks += show(facts, asked.node.appending(rest), path + ["*"])
            }
        }
        return breaks
    }

    private mutating func showNames(
        _ names: JSONValue, _ known: Conjunction, _ asked: Conjunct, _ path: [String]
    ) -> [SchemaBreak] {
        let node = asked.node.appending("propertyNames")
        var facts = SchemaFacts(
            known.parts.filter { $0.schema["propertyNames"] != nil }.map { $0.node.appending("propertyNames") })
        facts.types = TypeMask.string
        if show(facts, node, path).isEmpty { return [] }
        // A closed object's names can be tried one by one.
        var spelled: [String]?
        for part in known.parts
        where part.schema["additionalProperties"]?.bool == false && part.schema["patternProperties"] == nil {
            spelled = part.schema["properties"]?.object?.keys ?? []
        }
        if let spelled {
            let bad = spelled.filter { fits(.string($0), node) != true && !isForbidden($0, known) }
            if bad.isEmpty { return [] }
        }
        return fault(asked.node, "propertyNames", path, "members of other names may come")
    }
}
