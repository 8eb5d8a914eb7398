import HubJSON

/// Rewrites a finished program so that it does less at run time and decides the same.
struct ProgramOptimiser {
    private var program: Program
    private let inPlace: [[Int32]]

    static func optimise(_ program: Program, inPlace: [[Int32]]) -> Program {
        var optimiser = ProgramOptimiser(program: program, inPlace: inPlace)
        optimiser.foldUnevaluated()
        optimiser.findSelectors()
        return optimiser.program
    }

    /// Notes which blocks and object rules are simple enough for a short way.
    static func classify(_ program: Program) -> Program {
        var optimiser = ProgramOptimiser(program: program, inPlace: [])
        optimiser.findSparse()
        optimiser.findLeaves()
        return optimiser.program
    }

    private init(program: Program, inPlace: [[Int32]]) {
        self.program = program
        self.inPlace = inPlace
    }

    private func rules(_ block: Int32) -> ObjectRules? {
        program.steps(block).first { $0.operation == .object }.map { program.objects[Int($0.a)] }
    }

    /// The names of members that a block and those it applies to the same value can mark; nil where any can be.
    private func marked(_ block: Int32, _ depth: Int = 0) -> Set<[UInt8]>? {
        if depth > 100 { return nil }
        var names: Set<[UInt8]> = []
        for step in program.steps(block)
        where step.operation == .dynamicReference || step.operation == .unevaluatedProperties {
            return nil
        }
        if let rules = rules(block) {
            if rules.additional >= 0 || !rules.patterns.isEmpty { return nil }
            if rules.table >= 0 {
                for entry in program.tables[Int(rules.table)].entries where entry.block >= 0 {
                    names.insert(entry.text)
                }
            }
        }
        for target in inPlace[Int(block)] {
            guard let more = marked(target, depth + 1) else { return nil }
            names.formUnion(more)
        }
        return names
    }

    /// Makes `unevaluatedProperties` an `additionalProperties` where other schemas mark nothing beyond `properties`.
    private mutating func foldUnevaluated() {
        for block in program.blocks.indices where program.blocks[block].hasUnevaluated {
            let range = Int(program.blocks[block].start)..<Int(program.blocks[block].end)
            guard let last = range.last, program.instructions[last].operation == .unevaluatedProperties else {
                continue
            }
            let others = range.dropLast().contains {
                program.instructions[$0].operation == .unevaluatedItems
                    || program.instructions[$0].operation == .dynamicReference
            }
            if others || program.tracksScope { continue }
            var foreign: Set<[UInt8]> = []
            var isBounded = true
            for target in inPlace[block] {
                if let names = marked(target) { foreign.formUnion(names) } else { isBounded = false }
            }
            var own: Set<[UInt8]> = []
            let place = range.first { program.instructions[$0].operation == .object }
            if let place {
                let rules = program.objects[Int(program.instructions[place].a)]
                if rules.additional >= 0 || rules.isClosed { continue }
                if rules.table >= 0 {
                    for entry in program.tables[Int(rules.table)].entries where entry.block >= 0 {
                        own.insert(entry.text)
                    }
                }
            }
            guard isBounded, foreign.isSubset(of: own) else { continue }
            fold(block, place, last)
        }
    }

    private mutating func fold(_ block: Int, _ place: Int?, _ last: Int) {
        let target = program.instructions[last].a
        var rules = place.map { program.objects[Int(program.instructions[$0].a)] } ?? ObjectRules()
        rules.additional = target
        rules.isUnevaluated = true
        rules.isClosed = program.steps(target).first?.operation == .fail
        if let place {
            program.objects[Int(program.instructions[place].a)] = rules
            program.blocks[block].end -= 1
        } else {
            program.instructions[last] = Instruction(operation: .object, a: Int32(program.objects.count))
            program.objects.append(rules)
        }
        program.blocks[block].hasUnevaluated = false
    }

    /// Finds a member that has another constant string in every alternative.
    private mutating func findSelectors() {
        for index in program.instructions.indices {
            let step = program.instructions[index]
            guard step.operation == .oneOf || step.operation == .anyOf, step.b > 1 else { continue }
            let blocks = (Int(step.a)..<Int(step.a + step.b)).map { program.blockLists[$0] }
            guard let first = constants(blocks[0]) else { continue }
            for (key, _) in first {
                var keys: [(text: [UInt8], block: Int32, bit: Int32, label: Int32)] = []
                var seen: Set<[UInt8]> = []
                var isClear = true
                for (place, block) in blocks.enumerated() {
                    guard let texts = constants(block)?.first(where: { $0.0 == key })?.1 else {
                        isClear = false
                        break
                    }
                    for text in texts {
                        if !seen.insert(text).inserted { isClear = false }
                        keys.append((text, Int32(place), -1, 0))
                    }
                }
                if !isClear { continue }
                program.tables.append(KeyTable([(key, -1, -1, 0)]))
                program.tables.append(KeyTable(keys))
                let count = Int32(program.tables.count)
                program.instructions[index].c = Int32(program.selectors.count)
                program.selectors.append(Selector(key: count - 2, constants: count - 1))
                break
            }
        }
    }

    /// The members of which a block asks that they are one of some strings; nil where it says nothing of members.
    private func constants(_ block: Int32) -> [([UInt8], [[UInt8]])]? {
        guard let rules = rules(block), rules.table >= 0 else { return nil }
        var found: [([UInt8], [[UInt8]])] = []
        for entry in program.tables[Int(rules.table)].entries where entry.block >= 0 {
            guard let step = program.steps(entry.block).first(where: { $0.operation == .stringEnumeration }) else {
                continue
            }
            found.append((entry.text, program.tables[Int(step.a)].entries.map(\.text)))
        }
        return found
    }

    /// Blocks that are one list of strings, one plain object, a bounded integer, or a string with length, pattern and
    /// format at most once each.
    private mutating func findLeaves() {
        for block in program.blocks.indices {
            var made = program.blocks[block]
            made.leaf = leaf(program.steps(Int32(block)), &made)
            // A code point takes one to four bytes.
            made.enough = made.least <= 1 ? made.least : Int32(clamping: Int(made.least) * 4)
            if made.leaf != .none { program.blocks[block] = made }
        }
    }

    private func leaf(_ steps: ArraySlice<Instruction>, _ made: inout Block) -> Block.Leaf {
        guard let first = steps.first, let last = steps.last else { return .none }
        if steps.count == 1, first.operation == .stringEnumeration {
            made.table = first.a
            return .strings
        }
        let isTypedObject = steps.count == 2 && first.operation == .type && first.a == TypeMask.object
        if last.operation == .object, steps.count == 1 || isTypedObject, program.objects[Int(last.a)].isPlain,
            !program.tracksScope, !made.hasUnevaluated
        {
            made.table = last.a
            made.takesOthers = steps.count == 1
            return .object
        }
        guard first.operation == .type else { return .none }
        if steps.count == 2, first.a == TypeMask.object, last.c >= 0, !program.tracksScope, !made.hasUnevaluated {
            if last.operation == .oneOf || last.operation == .anyOf { return .choice }
        }
        for step in steps.dropFirst() {
            switch (step.operation, first.a) {
            case (.length, TypeMask.string): (made.least, made.most) = (max(made.least, step.a), min(made.most, step.b))
            case (.pattern, TypeMask.string) where made.table < 0: made.table = step.a
            case (.format, TypeMask.string) where made.format == .max: made.format = UInt8(truncatingIfNeeded: step.a)
            case (.minimum, TypeMask.integer):
                guard let bound = program.numbers[Int(step.a)].exact.int64 else { return .none }
                made.low = max(made.low, bound)
            case (.maximum, TypeMask.integer):
                guard let bound = program.numbers[Int(step.a)].exact.int64 else { return .none }
                made.high = min(made.high, bound)
            default: return .none
            }
        }
        return first.a == TypeMask.string ? .text : (first.a == TypeMask.integer ? .integer : .none)
    }

    private mutating func findSparse() {
        for index in program.objects.indices {
            let rules = program.objects[index]
            program.objects[index].isPlain =
                rules.table >= 0 && rules.patterns.isEmpty && rules.dependents.isEmpty
                && rules.requiredNames.count <= 64
            guard rules.table >= 0, program.tables[Int(rules.table)].entries.count <= 3 else { continue }
            program.objects[index].isSparse =
                rules.minimum == 0 && rules.maximum == .max && rules.patterns.isEmpty && rules.additional < 0
                && rules.names < 0 && rules.requiredNames.count <= 64 && rules.guards.isEmpty
        }
    }
}
