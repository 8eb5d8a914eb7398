import HubJSON

/// Rewrites a program into one that says only whether an instance fits: its blocks no longer follow the schema's, so it
/// cannot name keywords, but it walks over each object once.
///
/// References and `allOf` are written out in place, object rules of one value become one, rules beside a selected
/// alternative move into it, and conditions on one member's text become masks over the members seen.
struct VerdictProgram {
    private var program: Program
    /// The instructions of each block.
    private var code: [[Instruction]]
    private var isExpanded: [Bool]
    private var joined: [[Int32]: Int32] = [:]

    private static let longestBlock = 64
    private static let mostBlocks = 20_000

    /// The program itself where it follows scopes or marks members, which asks for its blocks as they are.
    static func make(_ program: Program) -> Program {
        if program.tracksScope || program.blocks.contains(where: \.hasUnevaluated) { return program }
        var verdict = VerdictProgram(program)
        let count = program.blocks.count
        for block in 0..<count { verdict.expand(Int32(block), 0) }
        var block = 0
        // Joining makes further blocks.
        while block < verdict.code.count {
            verdict.merge(block)
            block += 1
        }
        for block in verdict.code.indices { verdict.distribute(block) }
        while block < verdict.code.count {
            verdict.merge(block)
            block += 1
        }
        for block in verdict.code.indices { verdict.guardMembers(block) }
        return verdict.finished()
    }

    private init(_ program: Program) {
        self.program = program
        code = program.blocks.indices.map { Array(program.steps(Int32($0))) }
        isExpanded = [Bool](repeating: false, count: code.count)
    }

    private mutating func finished() -> Program {
        program.instructions = []
        for block in code.indices {
            program.blocks[block].start = Int32(program.instructions.count)
            program.instructions += code[block]
            program.blocks[block].end = Int32(program.instructions.count)
        }
        return program
    }

    private mutating func add(_ steps: [Instruction]) -> Int32 {
        program.blocks.append(Block())
        program.locations.append("")
        code.append(steps)
        isExpanded.append(true)
        return Int32(code.count - 1)
    }

    /// Writes out what a block applies to the same value.
    private mutating func expand(_ block: Int32, _ depth: Int) {
        let block = Int(block)
        if isExpanded[block] || depth > 50 { return }
        isExpanded[block] = true
        var steps: [Instruction] = []
        for step in code[block] {
            guard step.operation == .apply else {
                steps.append(step)
                continue
            }
            expand(step.a, depth + 1)
            let inner = code[Int(step.a)]
            if inner.count + steps.count <= Self.longestBlock { steps += inner } else { steps.append(step) }
        }
        code[block] = steps
    }

    /// Makes one of a block's types and one of its object rules.
    private mutating func merge(_ block: Int) {
        var steps: [Instruction] = []
        for step in code[block] {
            if step.operation == .type, let known = steps.firstIndex(where: { $0.operation == .type }) {
                steps[known].a &= step.a
            } else if step.operation == .object, let known = steps.firstIndex(where: { $0.operation == .object }),
                let rules = merged(program.objects[Int(steps[known].a)], program.objects[Int(step.a)])
            {
                steps[known].a = Int32(program.objects.count)
                program.objects.append(rules)
            } else if step.operation == .type {
                steps.insert(step, at: 0)
            } else {
                steps.append(step)
            }
        }
        code[block] = steps
    }

    /// A block that holds where both hold; -1 stands for what always holds. Nil where there would be too many.
    private mutating func both(_ one: Int32, _ two: Int32) -> Int32? {
        if one < 0 || one == two { return two }
        if two < 0 { return one }
        if let known = joined[[one, two]] { return known }
        let steps = code[Int(one)] + code[Int(two)]
        if steps.count > Self.longestBlock || code.count >= Self.mostBlocks { return nil }
        let made = add(steps)
        joined[[one, two]] = made
        return made
    }

    private func entries(_ rules: ObjectRules) -> [KeyTable.Entry] {
        rules.table < 0 ? [] : program.tables[Int(rules.table)].entries
    }

    private func requiredKeys(_ rules: ObjectRules) -> [[UInt8]] {
        rules.requiredNames.map { program.names[Int($0)] }
    }

    /// What a set of rules asks of a member's value: a block, or -1.
    private func demand(_ rules: ObjectRules, _ key: [UInt8]) -> Int32 {
        let entry = entries(rules).first { $0.text == key }
        if let entry, entry.block >= 0 { return entry.block }
        return rules.additional
    }

    /// The rules that hold where both hold; nil where they cannot be said as one.
    private mutating func merged(_ one: ObjectRules, _ two: ObjectRules) -> ObjectRules? {
        let size = max(entries(one).count, entries(two).count)
        guard one.patterns.isEmpty, two.patterns.isEmpty, one.names < 0 || two.names < 0, size <= 200,
            one.dependents.isEmpty || two.dependents.isEmpty
        else { return nil }
        var rules = ObjectRules()
        rules.minimum = max(one.minimum, two.minimum)
        rules.maximum = min(one.maximum, two.maximum)
        rules.names = max(one.names, two.names)
        rules.dependents = one.dependents.isEmpty ? two.dependents : one.dependents
        guard let additional = both(one.additional, two.additional) else { return nil }
        rules.isClosed = one.isClosed || two.isClosed
        rules.additional = !rules.isClosed ? additional : (one.isClosed ? one.additional : two.additional)

        // The longer list's order is more likely the order of the members.
        let isFirst = entries(one).count >= entries(two).count
        var texts = entries(isFirst ? one : two).map(\.text)
        texts += entries(isFirst ? two : one).map(\.text).filter { !texts.contains($0) }
        var required: [[UInt8]] = []
        for key in requiredKeys(one) + requiredKeys(two) where !required.contains(key) { required.append(key) }
        if required.count > 64 { return nil }
        var keys: [(text: [UInt8], block: Int32, bit: Int32, label: Int32)] = []
        for text in texts {
            guard let block = both(demand(one, text), demand(two, text)) else { return nil }
            keys.append((text, block, Int32(required.firstIndex(of: text) ?? -1), 0))
        }
        rules.requiredNames = Int32(program.names.count)..<Int32(program.names.count + required.count)
        program.names += required
        rules.required = required.count == 64 ? .max : (1 << UInt64(required.count)) - 1
        if !keys.isEmpty {
            rules.table = Int32(program.tables.count)
            program.tables.append(KeyTable(keys))
        }
        return rules
    }

    private func onlyObject(_ steps: [Instruction]) -> Int? {
        let places = steps.indices.filter { steps[$0].operation == .object }
        return places.count == 1 ? places.first : nil
    }

    /// Moves a block's object rules into alternatives that a member's text tells apart.
    private mutating func distribute(_ block: Int) {
        let steps = code[block]
        guard let own = onlyObject(steps),
            let place = steps.firstIndex(where: { ($0.operation == .oneOf || $0.operation == .anyOf) && $0.c >= 0 })
        else { return }
        let rules = program.objects[Int(steps[own].a)]
        var made: [Int32] = []
        for list in Int(steps[place].a)..<Int(steps[place].a + steps[place].b) {
            var inner = code[Int(program.blockLists[list])]
            guard let its = onlyObject(inner),
                let both = merged(rules, program.objects[Int(inner[its].a)])
            else { return }
            inner[its].a = Int32(program.objects.count)
            program.objects.append(both)
            made.append(add(inner))
        }
        code[block][place].a = Int32(program.blockLists.count)
        program.blockLists += made
        code[block].remove(at: own)
    }

    // MARK: - Conditions

    /// Turns conditions on one member's text, and choices between required members, into guards of the object rules.
    private mutating func guardMembers(_ block: Int) {
        let steps = code[block]
        guard let own = onlyObject(steps),
            steps.contains(where: { $0.operation == .condition || $0.operation == .anyOf })
        else { return }
        var rules = program.objects[Int(steps[own].a)]
        guard rules.patterns.isEmpty, rules.dependents.isEmpty, rules.requiredNames.count <= 64 else { return }
        var members = Members(entries(rules))
        var guards: [MemberGuard] = []
        var kept: [Instruction] = []
        for step in steps {
            if let made = memberGuard(step, &members) { guards.append(made) } else { kept.append(step) }
        }
        guard !guards.isEmpty, let changed = kept.firstIndex(where: { $0.operation == .object }) else { return }
        rules.table = Int32(program.tables.count)
        var table = KeyTable(members.keys.map { ($0.text, $0.block, $0.bit, 0) })
        for place in table.entries.indices {
            table.entries[place].isWatched = table.entries[place].text == members.watched
        }
        program.tables.append(table)
        rules.guards = Int32(program.guards.count)..<Int32(program.guards.count + guards.count)
        program.guards += guards
        kept[changed].a = Int32(program.objects.count)
        program.objects.append(rules)
        code[block] = kept
    }

    /// The members that guards speak of: each has a bit.
    private struct Members {
        var keys: [(text: [UInt8], block: Int32, bit: Int32)]
        var watched: [UInt8]?

        init(_ entries: [KeyTable.Entry]) { keys = entries.map { ($0.text, $0.block, $0.bit) } }

        /// The bits of some members, given where they have none; nil where bits run out.
        mutating func mask(_ names: [[UInt8]]) -> UInt64? {
            var mask: UInt64 = 0
            for name in names {
                let next = (keys.map(\.bit).max() ?? -1) + 1
                let place = keys.firstIndex { $0.text == name } ?? keys.count
                if place == keys.count { keys.append((name, -1, -1)) }
                if keys[place].bit < 0 {
                    if next >= 64 { return nil }
                    keys[place].bit = next
                }
                mask |= 1 << UInt64(keys[place].bit)
            }
            return mask
        }
    }

    private func memberGuard(_ step: Instruction, _ members: inout Members) -> MemberGuard? {
        var tried = members
        var made = MemberGuard()
        switch step.operation {
        case .condition:
            guard let (key, table, isOptional) = textCondition(step.a), tried.watched ?? key == key,
                let then = presence(step.b, &tried), let otherwise = presence(step.c, &tried), tried.mask([key]) != nil
            else { return nil }
            tried.watched = key
            made.table = table
            made.holdsWhereAbsent = isOptional
            (made.required, made.forbidden) = then
            (made.otherwiseRequired, made.otherwiseForbidden) = otherwise
        case .anyOf where step.c < 0 && step.b <= 4:
            made.choiceCount = Int(step.b)
            for (place, list) in (Int(step.a)..<Int(step.a + step.b)).enumerated() {
                guard let (required, forbidden) = presence(program.blockLists[list], &tried), forbidden == 0 else {
                    return nil
                }
                made.choices[place] = required
            }
        default: return nil
        }
        members = tried
        return made
    }

    /// The member and the texts of a block that asks for nothing else than that it is one of them.
    private func textCondition(_ block: Int32) -> (key: [UInt8], table: Int32, isOptional: Bool)? {
        guard let rules = onlyRules(block), entries(rules).count == 1, let entry = entries(rules).first,
            entry.block >= 0, code[Int(entry.block)].count == 1, let only = code[Int(entry.block)].first,
            only.operation == .stringEnumeration
        else { return nil }
        return (entry.text, only.a, rules.requiredNames.isEmpty)
    }

    /// The members that a block requires and forbids, where it asks for nothing else.
    private func presence(_ block: Int32, _ members: inout Members) -> (required: UInt64, forbidden: UInt64)? {
        if block < 0 || code[Int(block)].isEmpty { return (0, 0) }
        guard let rules = onlyRules(block) else { return nil }
        var forbidden: [[UInt8]] = []
        for entry in entries(rules) where entry.block >= 0 {
            if code[Int(entry.block)].isEmpty { continue }
            guard code[Int(entry.block)].first?.operation == .fail else { return nil }
            forbidden.append(entry.text)
        }
        guard let must = members.mask(requiredKeys(rules)), let mustNot = members.mask(forbidden) else { return nil }
        return (must, mustNot)
    }

    /// The object rules of a block that has nothing else, and nothing but `properties` and `required` in them.
    private func onlyRules(_ block: Int32) -> ObjectRules? {
        let steps = code[Int(block)]
        guard steps.count == 1, let only = steps.first, only.operation == .object else { return nil }
        let rules = program.objects[Int(only.a)]
        let isBare =
            rules.minimum == 0 && rules.maximum == .max && rules.patterns.isEmpty && rules.additional < 0
            && rules.names < 0 && rules.dependents.isEmpty && rules.guards.isEmpty
        return isBare ? rules : nil
    }
}
