import HubJSON

extension SchemaComparison {
    /// `anyOf`, `oneOf`, `not`, `if`.
    mutating func showLogic(
        _ facts: SchemaFacts, _ known: Conjunction, _ asked: Conjunct, _ path: [String]
    ) -> [SchemaBreak] {
        let (node, schema) = (asked.node, asked.schema)
        var breaks: [SchemaBreak] = []
        for keyword in ["anyOf", "oneOf"] {
            guard let list = schema[keyword]?.array else { continue }
            if hasEqual(keyword, known, asked) { continue }
            let nodes = list.indices.map { node.appending(keyword, String($0)) }
            if !picks(facts, nodes, isExclusive: keyword == "oneOf", path, depth: 0) {
                breaks += fault(node, keyword, path, "what may come cannot be shown to fit \(keyword)")
            }
        }
        if schema["not"] != nil, !hasEqual("not", known, asked) {
            let refused = node.appending("not")
            var isShown = areDisjoint(facts, SchemaFacts([refused]))
            for part in known.parts where part.schema["not"] != nil && !isShown {
                isShown = show(SchemaFacts([refused]), part.node.appending("not"), path).isEmpty
            }
            if !isShown { breaks += fault(node, "not", path, "what is refused may come") }
        }
        if schema["if"] != nil { breaks += showCondition(facts, known, asked, path) }
        return breaks
    }

    /// Whether what the facts describe fits one of some schemas (exactly one), perhaps each of its kinds another.
    private mutating func picks(
        _ facts: SchemaFacts, _ nodes: [SchemaNode], isExclusive: Bool, _ path: [String], depth: Int
    ) -> Bool {
        let known = conjunction(facts)
        if known.isEmpty { return true }
        for node in nodes where show(facts, node, path).isEmpty {
            if !isExclusive { return true }
            var isAlone = true
            for other in nodes where other != node {
                if !areDisjoint(facts.adding(node), SchemaFacts([other])) { isAlone = false }
            }
            if isAlone { return true }
        }
        if depth > 4 { return false }
        // By the giver's own alternatives, then by type.
        for part in known.parts {
            for keyword in ["oneOf", "anyOf"] {
                guard let list = part.schema[keyword]?.array else { continue }
                let kinds = list.indices.map { part.node.appending(keyword, String($0)) }
                if kinds.contains(where: { facts.nodes.contains($0) }) { continue }
                var all = true
                for kind in kinds where all {
                    all = picks(facts.adding(kind), nodes, isExclusive: isExclusive, path, depth: depth + 1)
                }
                if all { return true }
            }
        }
        let types = [TypeMask.null, TypeMask.boolean, TypeMask.object, TypeMask.array, TypeMask.string].filter {
            known.types & $0 != 0
        }
        let numbers = known.types & (TypeMask.number | TypeMask.integer)
        let masks = types + (numbers == 0 ? [] : [numbers])
        if masks.count < 2 { return false }
        for mask in masks {
            var kind = facts
            kind.types = mask
            if !picks(kind, nodes, isExclusive: isExclusive, path, depth: depth + 5) { return false }
        }
        return true
    }

    /// Whether nothing can be both: by type, by listed values, or by a member that must be there and differs.
    mutating func areDisjoint(_ one: SchemaFacts, _ two: SchemaFacts, _ depth: Int = 0) -> Bool {
        let (a, b) = (conjunction(one), conjunction(two))
        if a.isEmpty || b.isEmpty { return true }
        var shared = a.types & b.types
        // An integer is a number.
        if a.types & TypeMask.number != 0 { shared |= b.types & TypeMask.integer }
        if b.types & TypeMask.number != 0 { shared |= a.types & TypeMask.integer }
        if shared == 0 { return true }
        for (values, others) in [(a.finite, two), (b.finite, one)] {
            guard let values, values.count <= 1000 else { continue }
            var isPossible = false
            for value in values where !isPossible {
                var fitsAll = true
                for node in others.nodes where fits(value, node) == false { fitsAll = false }
                isPossible = fitsAll
            }
            if !isPossible { return true }
        }
        if depth > 3 || shared != TypeMask.object { return false }
        for name in a.required.union(b.required) {
            var nodes: (SchemaFacts, SchemaFacts) = (SchemaFacts([]), SchemaFacts([]))
            nodes.0.nodes = Set(
                a.parts.filter { $0.schema["properties"]?[name] != nil }.map { $0.node.appending("properties", name) })
            nodes.1.nodes = Set(
                b.parts.filter { $0.schema["properties"]?[name] != nil }.map { $0.node.appending("properties", name) })
            if areDisjoint(nodes.0, nodes.1, depth + 1) { return true }
        }
        return false
    }

    private mutating func showCondition(
        _ facts: SchemaFacts, _ known: Conjunction, _ asked: Conjunct, _ path: [String]
    ) -> [SchemaBreak] {
        let node = asked.node
        var (then, otherwise) = (facts.adding(node.appending("if")), facts)
        for part in known.parts where part.schema["if"] != nil {
            guard equal(part.node.appending("if"), node.appending("if")) else { continue }
            if part.schema["then"] != nil { then.nodes.insert(part.node.appending("then")) }
            if part.schema["else"] != nil { otherwise.nodes.insert(part.node.appending("else")) }
        }
        var breaks: [SchemaBreak] = []
        if asked.schema["then"] != nil, !areDisjoint(facts, SchemaFacts([node.appending("if")])) {
            breaks += show(then, node.appending("then"), path)
        }
        if asked.schema["else"] != nil, !show(facts, node.appending("if"), path).isEmpty {
            breaks += show(otherwise, node.appending("else"), path)
        }
        return breaks
    }
}
