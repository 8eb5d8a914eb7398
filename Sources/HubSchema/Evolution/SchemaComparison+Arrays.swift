import HubJSON

extension SchemaComparison {
    /// The keywords about elements.
    mutating func showArrays(_ known: Conjunction, _ asked: Conjunct, _ path: [String]) -> [SchemaBreak] {
        if known.types & TypeMask.array == 0 { return [] }
        let (node, schema) = (asked.node, asked.schema)
        var breaks: [SchemaBreak] = []
        let most = known.smallest("maxItems") ?? .max
        if let least = schema["minItems"]?.count, (known.largest("minItems") ?? 0) < least {
            breaks += fault(node, "minItems", path, "arrays of fewer than \(least) elements may come")
        }
        if let limit = schema["maxItems"]?.count, most > limit {
            breaks += fault(node, "maxItems", path, "arrays of more than \(limit) elements may come")
        }
        if schema["uniqueItems"]?.bool == true, most > 1,
            !known.values("uniqueItems").contains(where: { $0.0.bool == true })
        {
            breaks += fault(node, "uniqueItems", path, "arrays with equal elements may come")
        }
        breaks += showElements(known, asked, most, path)
        if schema["contains"] != nil { breaks += showContains(known, asked, path) }
        if schema["unevaluatedItems"] != nil {
            // Takes at least what the same without other schemas' marks takes.
            let own = schema["items"] == nil ? (schema["prefixItems"]?.array ?? []).count : Int.max
            if own < .max, most > own {
                breaks += show(
                    elementFacts(.max, known), node.appending("unevaluatedItems"), path + ["*"])
                for place in own..<max(own, longestPrefix(known)) where place < most {
                    breaks += show(
                        elementFacts(place, known), node.appending("unevaluatedItems"), path + [String(place)])
                }
            }
        }
        return breaks
    }

    private func longestPrefix(_ known: Conjunction) -> Int {
        known.values("prefixItems").map { $0.0.array?.count ?? 0 }.max() ?? 0
    }

    /// What the facts say of the element at a place.
    private func elementFacts(_ place: Int, _ known: Conjunction) -> SchemaFacts {
        var nodes: [SchemaNode] = []
        for part in known.parts {
            if place < part.schema["prefixItems"]?.array?.count ?? 0 {
                nodes.append(part.node.appending("prefixItems", String(place)))
            } else if part.schema["items"] != nil {
                nodes.append(part.node.appending("items"))
            }
        }
        return SchemaFacts(nodes)
    }

    private mutating func showElements(
        _ known: Conjunction, _ asked: Conjunct, _ most: Int, _ path: [String]
    ) -> [SchemaBreak] {
        let own = asked.schema["prefixItems"]?.array?.count ?? 0
        let hasItems = asked.schema["items"] != nil
        if own == 0, !hasItems { return [] }
        var breaks: [SchemaBreak] = []
        let spelled = max(own, longestPrefix(known))
        for place in 0..<min(spelled, most) where place < own || hasItems {
            let node =
                place < own ? asked.node.appending("prefixItems", String(place)) : asked.node.appending("items")
            breaks += show(elementFacts(place, known), node, path + [String(place)])
        }
        if hasItems, most > spelled {
            breaks += show(elementFacts(.max, known), asked.node.appending("items"), path + ["*"])
        }
        return breaks
    }

    private mutating func showContains(_ known: Conjunction, _ asked: Conjunct, _ path: [String]) -> [SchemaBreak] {
        let node = asked.node.appending("contains")
        let least = asked.schema["minContains"]?.count ?? 1
        var hasEnough = least == 0
        let most = asked.schema["maxContains"]?.count ?? .max
        var hasFew = most == .max || (known.smallest("maxItems") ?? .max) <= most
        for part in known.parts where part.schema["contains"] != nil {
            let theirs = part.node.appending("contains")
            if (part.schema["minContains"]?.count ?? 1) >= least, show(SchemaFacts([theirs]), node, path).isEmpty {
                hasEnough = true
            }
            if (part.schema["maxContains"]?.count ?? .max) <= most, show(SchemaFacts([node]), theirs, path).isEmpty {
                hasFew = true
            }
        }
        if hasEnough, hasFew { return [] }
        let words = hasEnough ? "too many fitting elements may come" : "too few fitting elements may come"
        return fault(asked.node, hasEnough ? "maxContains" : "contains", path, words)
    }
}
