import HubJSON

extension Evaluation {
    /// `properties`, `required`, `additionalProperties`, `propertyNames`, counts and guards, for the verdict alone.
    ///
    /// Refuses an object that names a known key twice, and any other where the tape was not checked for that.
    mutating func plain(_ rules: UnsafeMutablePointer<ObjectRules>, _ block: Int32, _ index: Int) -> Bool {
        let view = view
        let table = fast.tables + Int(rules.pointee.table)
        // Most senders write members in the schema's order: the next one is tried before all others.
        var next = fast.keys + Int(table.pointee.keys)
        var seen: UInt64 = 0
        var watched = -1
        var others = 0
        var key = index &+ 1
        let end = view.closing(index)
        while key < end {
            let value = key &+ 1
            let word = view.words[key]
            var entry = next
            if !fast.isKey(next, word, view) {
                guard let found = locate(rules.pointee.table, after: next, key) else {
                    others &+= 1
                    if !other(rules, key, block) { return false }
                    key = view.after(value)
                    continue
                }
                entry = found
            }
            next = entry + 1
            if seen & entry.pointee.mask != 0 { return false }
            seen |= entry.pointee.mask
            if entry.pointee.isWatched { watched = value }
            if rules.pointee.names >= 0, !entry.pointee.nameFits { return false }
            let given = view.words[value]
            switch entry.pointee.kind {
            case .strings:
                guard UInt8(truncatingIfNeeded: given &>> 56) == TapeView.Letter.string,
                    fast.find((fast.blocks + Int(entry.pointee.fast)).pointee.table, view.string(value)) >= 0
                else { return false }
                key = value &+ 1
            case .text:
                guard UInt8(truncatingIfNeeded: given &>> 56) == TapeView.Letter.string,
                    isText(fast.blocks + Int(entry.pointee.fast), view.string(value))
                else { return false }
                key = value &+ 1
            case .integer:
                if !leaf(fast.blocks + Int(entry.pointee.fast), value) { return false }
                key = value &+ 2
            case .any: key = view.after(value)
            case .object, .block:
                if !evaluate(entry.pointee.fast, value, -1) { return false }
                key = view.after(value)
            case .unknown:
                if rules.pointee.additional >= 0, !additional(rules, value, block) { return false }
                key = view.after(value)
            }
        }
        return rules.pointee.required & ~seen == 0 && hasSize(rules, index)
            && (rules.pointee.guards.isEmpty || guards(rules.pointee.guards, seen, watched))
            && (others < 2 || !checksKeys || !tape.namesAKeyTwice(index))
    }

    /// The key of a table at a tape's word, or nil; those after `next` are tried first, for members that are left out.
    @inline(never)
    private mutating func locate(
        _ table: Int32, after next: UnsafeMutablePointer<FastTables.Key>, _ key: Int
    ) -> UnsafeMutablePointer<FastTables.Key>? {
        let word = view.words[key]
        if fast.isKey(next + 1, word, view) { return next + 1 }
        if fast.isKey(next + 2, word, view) { return next + 2 }
        let found = fast.find(table, view.string(key))
        return found < 0 ? nil : fast.keys + found
    }

    @inline(__always)
    private mutating func hasSize(_ rules: UnsafeMutablePointer<ObjectRules>, _ index: Int) -> Bool {
        if rules.pointee.minimum == 0, rules.pointee.maximum == .max { return true }
        let count = view.count(index)
        return count >= Int(rules.pointee.minimum) && count <= Int(rules.pointee.maximum)
    }

    /// A member whose key the rules do not name.
    @inline(never)
    private mutating func other(_ rules: UnsafeMutablePointer<ObjectRules>, _ key: Int, _ block: Int32) -> Bool {
        if rules.pointee.additional >= 0, !additional(rules, key &+ 1, block) { return false }
        return rules.pointee.names < 0 || evaluate(fast.forward[Int(rules.pointee.names)], key, -1)
    }

    /// Whether the members seen are those that the watched member's text and the choices ask for.
    private mutating func guards(_ range: Range<Int32>, _ seen: UInt64, _ watched: Int) -> Bool {
        for place in range {
            let rule = fast.guards + Int(place)
            if rule.pointee.table < 0 {
                var isOneThere = false
                for choice in 0..<rule.pointee.choiceCount where rule.pointee.choices[choice] & ~seen == 0 {
                    isOneThere = true
                }
                if !isOneThere { return false }
                continue
            }
            let holds =
                watched < 0
                ? rule.pointee.holdsWhereAbsent
                : view.letter(watched) == TapeView.Letter.string
                    && fast.find(rule.pointee.table, view.string(watched)) >= 0
            let required = holds ? rule.pointee.required : rule.pointee.otherwiseRequired
            let forbidden = holds ? rule.pointee.forbidden : rule.pointee.otherwiseForbidden
            if required & ~seen != 0 || forbidden & seen != 0 { return false }
        }
        return true
    }
}
