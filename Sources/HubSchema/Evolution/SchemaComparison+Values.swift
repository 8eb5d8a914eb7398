import HubJSON

extension SchemaComparison {
    /// The keywords about types, constants, numbers and strings.
    mutating func showValues(_ known: Conjunction, _ asked: Conjunct, _ path: [String]) -> [SchemaBreak] {
        let (node, schema) = (asked.node, asked.schema)
        var breaks: [SchemaBreak] = []
        if let type = schema["type"] {
            var mask: Int32 = 0
            for name in type.array ?? [type] { mask |= name.string.flatMap(TypeMask.named) ?? 0 }
            var extra = known.types & ~mask
            // Every integer is a number.
            if mask & TypeMask.number != 0 { extra &= ~TypeMask.integer }
            if extra & TypeMask.number != 0,
                known.values("multipleOf").contains(where: { $0.0.number?.isInteger == true }),
                mask & TypeMask.integer != 0
            {
                extra &= ~TypeMask.number
            }
            if extra != 0 {
                let words = TypeMask.names(extra).joined(separator: " or ")
                breaks += fault(node, "type", path, "\(words) may come and is not taken")
            }
        }
        for keyword in ["const", "enum"] where schema[keyword] != nil {
            if !hasEqual(keyword, known, asked) {
                breaks += fault(node, keyword, path, "other values than those listed may come")
            }
        }
        if known.types & (TypeMask.number | TypeMask.integer) != 0 { breaks += showNumbers(known, asked, path) }
        if known.types & TypeMask.string != 0 { breaks += showStrings(known, asked, path) }
        return breaks
    }

    /// Whether a keyword that stands for itself says the same in some conjunct.
    mutating func hasEqual(_ keyword: String, _ known: Conjunction, _ asked: Conjunct) -> Bool {
        for part in known.parts where part.schema[keyword] != nil {
            if equal(keyword, part.node, part.schema, asked.node, asked.schema, 0) { return true }
        }
        return false
    }

    private func showNumbers(_ known: Conjunction, _ asked: Conjunct, _ path: [String]) -> [SchemaBreak] {
        var breaks: [SchemaBreak] = []
        for (keyword, isLower) in [
            ("minimum", true), ("exclusiveMinimum", true), ("maximum", false), ("exclusiveMaximum", false),
        ] {
            guard let wanted = asked.schema[keyword]?.number else { continue }
            if let (number, isExclusive) = known.bound(isLower: isLower) {
                let order = isLower ? number.compare(wanted) : wanted.compare(number)
                if order > 0 || (order == 0 && (isExclusive || !keyword.hasPrefix("exclusive"))) { continue }
            }
            breaks += fault(asked.node, keyword, path, "numbers beyond \(wanted) may come")
        }
        if let divisor = asked.schema["multipleOf"]?.number {
            var factors = known.values("multipleOf").compactMap { $0.0.number }
            if known.types & TypeMask.number == 0 { factors.append(JSONNumber(Int64(1))) }
            if !factors.contains(where: { $0.isMultiple(of: divisor) }) {
                breaks += fault(asked.node, "multipleOf", path, "numbers that are no multiples of \(divisor) may come")
            }
        }
        return breaks
    }

    private func showStrings(_ known: Conjunction, _ asked: Conjunct, _ path: [String]) -> [SchemaBreak] {
        var breaks: [SchemaBreak] = []
        if let least = asked.schema["minLength"]?.count, (known.largest("minLength") ?? 0) < least {
            breaks += fault(asked.node, "minLength", path, "strings shorter than \(least) may come")
        }
        if let most = asked.schema["maxLength"]?.count, (known.smallest("maxLength") ?? .max) > most {
            breaks += fault(asked.node, "maxLength", path, "strings longer than \(most) may come")
        }
        for keyword in ["pattern", "format"] {
            guard let wanted = asked.schema[keyword]?.string else { continue }
            if keyword == "format", Format(name: wanted) == nil { continue }
            let isKnown = known.values(keyword).contains { $0.0.string?.utf8.elementsEqual(wanted.utf8) == true }
            if !isKnown {
                breaks += fault(
                    asked.node, keyword, path, "strings that are not of \(keyword) \(Excerpt.cut(wanted)) may come")
            }
        }
        return breaks
    }
}
