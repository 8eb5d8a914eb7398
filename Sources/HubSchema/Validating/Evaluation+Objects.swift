import HubJSON

extension Evaluation {
    /// All keywords about members, in one walk over them.
    mutating func object(
        _ step: UnsafeMutablePointer<Instruction>, _ block: Int32, _ index: Int, _ marks: Int
    ) -> Bool {
        let rules = fast.objects + Int(step.pointee.a)
        if !Mode.collects, marks < 0, rules.pointee.isSparse {
            return sparse(rules, index) && others(rules, block, index)
        }
        if !Mode.collects, marks < 0, rules.pointee.isPlain { return plain(rules, block, index) }
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
        if !rules.pointee.dependents.isEmpty, !dependents(rules, block, index, marks) { isFine = false }
        return isFine
    }

    private mutating func others(_ rules: UnsafeMutablePointer<ObjectRules>, _ block: Int32, _ index: Int) -> Bool {
        rules.pointee.dependents.isEmpty || dependents(rules, block, index, -1)
    }

    /// Looks up the few keys of a rule instead of looking at every member; for the verdict alone.
    private mutating func sparse(_ rules: UnsafeMutablePointer<ObjectRules>, _ index: Int) -> Bool {
        let table = fast.tables + Int(rules.pointee.table)
        let first = Int(table.pointee.keys)
        for entry in first..<first &+ Int(table.pointee.count) {
            let value = find(entry, index)
            let known = fast.keys + entry
            if value < 0 {
                if known.pointee.bit >= 0 { return false }
            } else if known.pointee.kind.rawValue > FastTables.Key.Kind.any.rawValue,
                !evaluate(known.pointee.fast, value, -1)
            {
                return false
            }
        }
        return true
    }

    /// The value of a key of the tables in an object, or -1.
    @inline(__always)
    mutating func find(_ entry: Int, _ index: Int) -> Int {
        let known = fast.keys + entry
        let end = view.closing(index)
        var key = index &+ 1
        while key < end {
            if fast.isKey(known, view.words[key], view) { return key &+ 1 }
            key = view.after(key &+ 1)
        }
        return -1
    }

    @inline(__always)
    private mutating func member(
        _ rules: UnsafeMutablePointer<ObjectRules>, _ key: Int, _ value: Int, _ marks: Int, _ ordinal: Int,
        _ seen: inout UInt64, _ block: Int32
    ) -> Bool {
        var isFine = true
        var isKnown = false
        var nameFits = false
        if rules.pointee.table >= 0 {
            let found = fast.find(rules.pointee.table, view.string(key))
            if found >= 0 {
                let entry = fast.keys + found
                if entry.pointee.bit >= 0 { seen |= 1 &<< UInt64(truncatingIfNeeded: entry.pointee.bit) }
                nameFits = entry.pointee.nameFits
                if entry.pointee.block >= 0 {
                    isKnown = true
                    if Mode.collects {
                        isFine = apply(entry.pointee.block, entry.pointee.label, value, -1)
                    } else if entry.pointee.kind != .any, !evaluate(entry.pointee.fast, value, -1) {
                        return false
                    }
                }
            }
        }
        if !rules.pointee.patterns.isEmpty, !patterns(rules, key, value, &isKnown) { isFine = false }
        if !isKnown, rules.pointee.additional >= 0 {
            isKnown = true
            if !additional(rules, value, block) { isFine = false }
        }
        if isKnown, marks >= 0 { memory.marks[marks + ordinal] = 1 }
        if rules.pointee.names >= 0, !nameFits, !under("propertyNames", rules.pointee.names, key) { isFine = false }
        return isFine
    }

    @inline(never)
    private mutating func patterns(
        _ rules: UnsafeMutablePointer<ObjectRules>, _ key: Int, _ value: Int, _ isKnown: inout Bool
    ) -> Bool {
        var isFine = true
        for place in rules.pointee.patterns {
            let rule = fast.patternRules[Int(place)]
            if matches(rule.pattern, view.string(key)) {
                isKnown = true
                if !apply(rule.block, rule.label, value, -1) { isFine = false }
            }
        }
        return isFine
    }

    @inline(never)
    mutating func additional(_ rules: UnsafeMutablePointer<ObjectRules>, _ value: Int, _ block: Int32) -> Bool {
        let keyword = rules.pointee.isUnevaluated ? "unevaluatedProperties" : "additionalProperties"
        if rules.pointee.isClosed {
            if Mode.collects { note(block, value, 0, keyword, "no member of this name is allowed here") }
            return false
        }
        return under(keyword, rules.pointee.additional, value)
    }

    /// Applies a block to another value under a keyword without a label of its own.
    @inline(__always)
    mutating func under(_ keyword: String, _ block: Int32, _ index: Int) -> Bool {
        if !Mode.collects { return evaluate(fast.forward[Int(block)], index, -1) }
        path.append(program.label(of: keyword))
        defer { path.removeLast() }
        return evaluate(block, index, -1)
    }

    @inline(__always)
    private mutating func size(
        _ rules: UnsafeMutablePointer<ObjectRules>, _ count: Int, _ block: Int32, _ index: Int
    ) -> Bool {
        if count >= Int(rules.pointee.minimum), count <= Int(rules.pointee.maximum) { return true }
        if Mode.collects {
            let isFew = count < Int(rules.pointee.minimum)
            let words = isFew ? "at least \(rules.pointee.minimum)" : "at most \(rules.pointee.maximum)"
            note(block, index, 0, isFew ? "minProperties" : "maxProperties", "expected \(words) members, got \(count)")
        }
        return false
    }

    @inline(__always)
    private mutating func required(
        _ rules: UnsafeMutablePointer<ObjectRules>, _ seen: UInt64, _ block: Int32, _ index: Int
    ) -> Bool {
        if rules.pointee.required & ~seen == 0, rules.pointee.requiredNames.count <= 64 { return true }
        return requiredByName(rules.pointee.requiredNames, "required", block, index)
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

    private mutating func has(_ name: Int32, _ index: Int) -> Bool {
        program.names[Int(name)].withUnsafeBytes {
            tape.member(JSONNode(index: Int32(truncatingIfNeeded: index)), utf8: $0) != nil
        }
    }

    @inline(never)
    private mutating func dependents(
        _ rules: UnsafeMutablePointer<ObjectRules>, _ block: Int32, _ index: Int, _ marks: Int
    ) -> Bool {
        var isFine = true
        for place in rules.pointee.dependents {
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
    @inline(never)
    mutating func unevaluated(_ step: Instruction, _ index: Int, _ marks: Int, isObject: Bool) -> Bool {
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
