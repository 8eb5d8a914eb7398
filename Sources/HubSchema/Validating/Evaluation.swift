import HubJSON

/// One run of a program over an instance.
struct Evaluation<Mode: EvaluationMode> {
    let program: Program
    let tape: JSONTape
    let view: TapeView
    let memory: EvaluationMemory
    /// Offset in the memory's marks from which rows are free.
    var marksTop = 0
    /// Schemas under evaluation; bounded, so that the stack holds.
    var depth = 0
    let limit: Int
    var faults: [SchemaFault] = []
    var path: [Int32] = []

    static var maximumDepth: Int { 5000 }

    init(program: Program, tape: JSONTape, memory: EvaluationMemory, limit: Int) {
        self.program = program
        self.tape = tape
        self.memory = memory
        self.limit = limit
        view = tape.view
        memory.scope.removeAll(keepingCapacity: true)
    }

    /// Whether the value at a tape index fits a block. `marks` is the row of the value's children, or -1.
    mutating func evaluate(_ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        let header = program.blocks[Int(block)]
        if header.start == header.end { return true }
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumDepth {
            if Mode.collects { note(block, index, 0, "depth", "nested deeper than can be followed") }
            return false
        }
        var isScoped = false
        if program.tracksScope, memory.scope.last != header.resource {
            memory.scope.append(header.resource)
            isScoped = true
        }
        defer { if isScoped { memory.scope.removeLast() } }
        if header.hasUnevaluated { return evaluateWithMarks(header, block, index, marks) }
        return run(header, block, index, marks)
    }

    /// Runs a block with a row of marks of its own, then hands what it marked to the row of its caller.
    private mutating func evaluateWithMarks(_ header: Block, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        let letter = view.letter(index)
        guard letter == TapeView.Letter.object || letter == TapeView.Letter.array else {
            return run(header, block, index, -1)
        }
        let count = view.count(index)
        let row = pushRow(count)
        let result = run(header, block, index, row)
        if result, marks >= 0 { for place in 0..<count { memory.marks[marks + place] |= memory.marks[row + place] } }
        marksTop = row
        return result
    }

    mutating func pushRow(_ count: Int) -> Int {
        let row = marksTop
        memory.reserveMarks(row + count)
        (memory.marks + row).update(repeating: 0, count: count)
        marksTop = row + count
        return row
    }

    private mutating func run(_ header: Block, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        let letter = view.letter(index)
        var isFine = true
        var place = Int(header.start)
        let end = Int(header.end)
        while place < end {
            let step = program.instructions[place]
            place += 1
            if step1(step, letter, block, index, marks) { continue }
            if !Mode.collects { return false }
            isFine = false
            if faults.count >= limit { return false }
        }
        return isFine
    }

    @inline(__always)
    private mutating func step1(_ step: Instruction, _ letter: UInt8, _ block: Int32, _ index: Int, _ marks: Int)
        -> Bool
    {
        switch step.operation {
        case .fail:
            if Mode.collects { note(block, index, 0, "", "nothing is allowed here") }
            return false
        case .type, .constant, .enumeration, .stringEnumeration: return general(step, letter, block, index)
        case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf:
            return !Self.isNumber(letter) || number(step, block, index)
        case .length, .pattern, .format: return letter != TapeView.Letter.string || string(step, block, index)
        case .object: return letter != TapeView.Letter.object || object(step, block, index, marks)
        case .array: return letter != TapeView.Letter.array || array(step, block, index, marks)
        case .apply: return apply(step.a, step.label, index, marks)
        case .dynamicReference: return apply(target(step.a), step.label, index, marks)
        case .anyOf: return anyOf(step, block, index, marks)
        case .oneOf: return oneOf(step, block, index, marks)
        case .not: return not(step, block, index)
        case .condition: return condition(step, index, marks)
        case .unevaluatedItems:
            return letter != TapeView.Letter.array || unevaluated(step, block, index, marks, isObject: false)
        case .unevaluatedProperties:
            return letter != TapeView.Letter.object || unevaluated(step, block, index, marks, isObject: true)
        }
    }

    @inline(__always)
    static func isNumber(_ letter: UInt8) -> Bool {
        letter == TapeView.Letter.int64 || letter == TapeView.Letter.double || letter == TapeView.Letter.uint64
            || letter == TapeView.Letter.text
    }

    /// Applies a block under a label.
    @inline(__always)
    mutating func apply(_ block: Int32, _ label: Int32, _ index: Int, _ marks: Int) -> Bool {
        if !Mode.collects { return evaluate(block, index, marks) }
        path.append(label)
        defer { path.removeLast() }
        return evaluate(block, index, marks)
    }

    /// The block of a dynamic reference: the outermost entered resource that has the anchor decides (core, 8.2.3.2).
    private func target(_ reference: Int32) -> Int32 {
        let targets = program.dynamicReferences[Int(reference)]
        for resource in memory.scope where targets.byResource[Int(resource)] >= 0 {
            return targets.byResource[Int(resource)]
        }
        return targets.fallback
    }

    // MARK: - Faults

    /// Keeps a fault of a keyword; its label ends in the keyword's tokens, else `keyword` names it.
    @inline(never)
    mutating func note(_ block: Int32, _ index: Int, _ label: Int32, _ keyword: String, _ message: String) {
        if faults.count >= limit { return }
        let steps = path.map { program.labels[Int($0)] }.joined()
        let tail = label > 0 && keyword.isEmpty ? program.labels[Int(label)] : (keyword.isEmpty ? "" : "/" + keyword)
        let named = tail.split(separator: "/").first.map(String.init) ?? "false"
        faults.append(
            SchemaFault(
                instancePointer: tape.pointer(to: JSONNode(index: Int32(truncatingIfNeeded: index))),
                keywordPointer: program.locations[Int(block)] + tail, evaluationPath: steps + tail, keyword: named,
                message: message))
    }
}
