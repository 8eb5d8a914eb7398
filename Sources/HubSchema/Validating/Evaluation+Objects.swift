import HubJSON

extension Evaluation {
    /// All keywords about members, in one walk over them.
    mutating func object(_ step: Instruction, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        let rules = program.objects[Int(step.a)]
        var isFine = true
        var seen: UInt64 = 0
        var ordinal = 0
        var key = index &+ 1
        let end = view.closing(index)
        while key < end {
            let value = key &+ 1
            if !member(rules, key, value, marks, ordinal, &seen, block) {
                if !Mode.collects { return false }
                isFine = false
            }
            ordinal &+= 1
            key = view.after(value)
        }
        if !size(rules, ordinal, block, index) || !required(rules, seen, block, index) {
            if !Mode.collects { return false }
            isFine = false
        }
        if !rules.dependents.isEmpty, !dependents(rules, block, index, marks) { isFine = false }
        return isFine
    }

    @inline(__always)
    private mutating func member(
        _ rules: ObjectRules, _ key: Int, _ value: Int, _ marks: Int, _ ordinal: Int, _ seen: inout UInt64,
        _ block: Int32
    ) -> Bool {
        var isFine = true
        var isKnown = false
        if rules.table >= 0 {
            let found = program.tables[Int(rules.table)].find(view.string(key))
            if found >= 0 {
                let entry = program.tables[Int(rules.table)].entries[found]
                if entry.bit >= 0 { seen |= 1 &<< UInt64(entry.bit) }
                if entry.block >= 0 {
                    isKnown = true
                    if !apply(entry.block, entry.label, value, -1) { isFine = false }
                }
            }
        }
        for place in rules.patterns {
            let rule = program.patternRules[Int(place)]
            if program.patterns[Int(rule.pattern)].matches(view.string(key), memory.patterns) {
                isKnown = true
                if !apply(rule.block, rule.label, value, -1) { isFine = false }
            }
        }
        if !isKnown, rules.additional >= 0 {
            isKnown = true
            if rules.isClosed {
                isFine = false
                if Mode.collects {
                    note(block, value, 0, "additionalProperties", "no member of this name is allowed here")
                }
            } else if !under("additionalProperties", rules.additional, value) {
                isFine = false
            }
        }
        if isKnown, marks >= 0 { memory.marks[marks + ordinal] = 1 }
        if rules.names >= 0, !under("propertyNames", rules.names, key) { isFine = false }
        return isFine
    }

    /// Applies a block to another value under a keyword without a label of its own.
    @inline(__always)
    mutating func under(_ keyword: StaticString, _ block: Int32, _ index: Int) -> Bool {
        evaluate(block, index, -1)
    }

    @inline(__always)
    private mutating func size(_ rules: ObjectRules, _ count: Int, _ block: Int32, _ index: Int) -> Bool {
        if count < Int(rules.minimum) {
            if Mode.collects {
                note(block, index, 0, "minProperties", "expected at least \(rules.minimum) members, got \(count)")
            }
            return false
        }
        if count > Int(rules.maximum) {
            if Mode.collects {
                note(block, index, 0, "maxProperties", "expected at most \(rules.maximum) members, got \(count)")
            }
            return false
        }
        return true
    }

    @inline(__always)
    private mutating func required(_ rules: ObjectRules, _ seen: UInt64, _ block: Int32, _ index: Int) -> Bool {
        if rules.required & ~seen == 0, rules.requiredNames.count <= 64 { return true }
        return requiredByName(rules.requiredNames, "required", block, index)
    }

    @inline(never)
    private mutating func requiredByName(_ names: Range<Int32>, _ keyword: String, _ block: Int32, _ index: Int) -> Bool
    {
        var isFine = true
        for place in names where !has(place, index) {
            if !Mode.collects { return false }
            isFine = false
            let name = String(decoding: program.names[Int(place)], as: UTF8.self)
            note(block, index, 0, keyword, "the member \"\(Excerpt.cut(name))\" is missing")
        }
        return isFine
    }

    private func has(_ name: Int32, _ index: Int) -> Bool {
        program.names[Int(name)].withUnsafeBytes {
            tape.member(JSONNode(index: Int32(truncatingIfNeeded: index)), utf8: $0) != nil
        }
    }

    private mutating func dependents(_ rules: ObjectRules, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        var isFine = true
        for place in rules.dependents {
            let dependent = program.dependents[Int(place)]
            if !has(dependent.name, index) { continue }
            if !dependent.names.isEmpty, !requiredByName(dependent.names, "dependentRequired", block, index) {
                isFine = false
            }
            if dependent.block >= 0, !apply(dependent.block, dependent.label, index, marks) { isFine = false }
            if !isFine, !Mode.collects { return false }
        }
        return isFine
    }

    /// `unevaluatedProperties` or `unevaluatedItems`: the children that nothing else has marked.
    mutating func unevaluated(_ step: Instruction, _ block: Int32, _ index: Int, _ marks: Int, isObject: Bool) -> Bool {
        var isFine = true
        var ordinal = 0
        var child = index + 1
        let end = view.closing(index)
        while child < end {
            let value = isObject ? child + 1 : child
            if memory.marks[marks + ordinal] == 0 {
                memory.marks[marks + ordinal] = 1
                if !apply(step.a, step.label, value, -1) {
                    if !Mode.collects { return false }
                    isFine = false
                }
            }
            ordinal += 1
            child = view.after(value)
        }
        return isFine
    }
}
