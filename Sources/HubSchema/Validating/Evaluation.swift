import HubJSON

/// One run of a program over an instance.
struct Evaluation<Mode: EvaluationMode> {
    /// The caller keeps both alive for the run.
    unowned(unsafe) let schema: CompiledSchema
    unowned(unsafe) let tape: JSONTape
    unowned(unsafe) let memory: EvaluationMemory
    let fast: FastTables
    let view: TapeView
    /// Whether objects may still name a key twice.
    let checksKeys: Bool
    /// Offset in the memory's marks from which rows are free.
    var marksTop = 0
    /// The lowest address the stack may grow down to.
    let floor: UInt
    /// Blocks run and elements compared.
    var work = 0
    /// Whether the stack ended an evaluation: the instance is refused then, whatever its schema makes of that.
    var hasOverflowed = false
    /// The most faults wanted.
    private(set) var limit: Int
    /// Bytes of text in the faults so far.
    private var written = 0
    var faults: [SchemaFault] = []
    /// The way here: labels, and -1 - n for the place n of a list.
    var path: [Int32] = []

    private static var maximumText: Int { 1 << 20 }

    init(schema: CompiledSchema, tape: JSONTape, memory: EvaluationMemory, limit: Int) {
        self.schema = schema
        self.tape = tape
        self.memory = memory
        self.limit = limit
        fast = Mode.collects ? schema.fast : schema.fastVerdict
        view = tape.view
        checksKeys = !tape.hasUniqueKeys
        let here = Self.stackPointer()
        floor = here - min(here, UInt(memory.stackBytes))
        if fast.tracksScope { memory.scope.removeAll(keepingCapacity: true) }
    }

    /// A run inside another's, on the same memory.
    init<Other>(asking other: Evaluation<Other>) {
        schema = other.schema
        tape = other.tape
        memory = other.memory
        limit = 1
        fast = Mode.collects ? schema.fast : schema.fastVerdict
        view = other.view
        checksKeys = other.checksKeys
        marksTop = other.marksTop
        floor = other.floor
    }

    /// An address within the caller's stack frame, or close to it.
    @inline(__always)
    private static func stackPointer() -> UInt {
        var here: UInt8 = 0
        return withUnsafeMutablePointer(to: &here) { UInt(bitPattern: $0) }
    }

    /// The cold tables.
    var program: Program { Mode.collects ? schema.program : schema.verdict }

    /// Whether the value at a tape index fits a block. `marks` is the row of the value's children, or -1.
    mutating func evaluate(_ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        let header = fast.blocks + Int(block)
        work &+= 1
        if header.pointee.start == header.pointee.end { return true }
        if !Mode.collects, header.pointee.leaf.isScalar { return leaf(header, index) }
        if Self.stackPointer() < floor {
            hasOverflowed = true
            return false
        }
        if !Mode.collects, header.pointee.leaf == .object, marks < 0 {
            if view.letter(index) != TapeView.Letter.object { return header.pointee.takesOthers }
            return plain(fast.objects + Int(header.pointee.table), block, index)
        }
        if !Mode.collects, header.pointee.leaf == .choice, marks < 0 { return choice(header, block, index) }
        if fast.tracksScope { return evaluateInScope(header, block, index, marks) }
        if header.pointee.hasUnevaluated { return evaluateWithMarks(header, block, index, marks) }
        return run(header, block, index, marks)
    }

    /// What a simple block says of a value.
    @inline(__always)
    mutating func leaf(_ header: UnsafeMutablePointer<Block>, _ index: Int) -> Bool {
        if header.pointee.leaf == .integer {
            guard view.letter(index) == TapeView.Letter.int64 else { return isOtherInteger(header, index) }
            let value = Int64(bitPattern: view.words[index &+ 1])
            return value >= header.pointee.low && value <= header.pointee.high
        }
        guard view.letter(index) == TapeView.Letter.string else { return false }
        let text = view.string(index)
        if header.pointee.leaf == .strings { return fast.find(header.pointee.table, text) >= 0 }
        return isText(header, text)
    }

    /// An object whose rules one member's text picks.
    @inline(never)
    private mutating func choice(_ header: UnsafeMutablePointer<Block>, _ block: Int32, _ index: Int) -> Bool {
        if view.letter(index) != TapeView.Letter.object { return false }
        let step = fast.instructions + Int(header.pointee.end) - 1
        guard let place = selected(step, index) else { return perform(step, TapeView.Letter.object, block, index, -1) }
        return place >= 0 && evaluate(fast.fastLists[place], index, -1)
    }

    /// A whole number that is no 64-bit integer, or not written as one.
    @inline(never)
    private mutating func isOtherInteger(_ header: UnsafeMutablePointer<Block>, _ index: Int) -> Bool {
        guard TypeMask.of(letter: view.letter(index)) & TypeMask.number != 0,
            let number = tape.number(JSONNode(index: Int32(truncatingIfNeeded: index))), number.isInteger
        else { return false }
        if let value = number.int64 { return value >= header.pointee.low && value <= header.pointee.high }
        return number.signum < 0 ? header.pointee.low == .min : header.pointee.high == .max
    }

    @inline(never)
    mutating func isText(_ header: UnsafeMutablePointer<Block>, _ text: UnsafeRawBufferPointer) -> Bool {
        if text.count > Int(header.pointee.most) || text.count < Int(header.pointee.enough) {
            var count = 0
            for byte in text where byte & 0xC0 != 0x80 { count &+= 1 }
            if count < Int(header.pointee.least) || count > Int(header.pointee.most) { return false }
        }
        if header.pointee.table >= 0, !matches(header.pointee.table, text) { return false }
        return header.pointee.format == .max || (Format(rawValue: header.pointee.format)?.accepts(text) ?? true)
    }

    @inline(never)
    private mutating func evaluateInScope(
        _ header: UnsafeMutablePointer<Block>, _ block: Int32, _ index: Int, _ marks: Int
    ) -> Bool {
        let isNew = memory.scope.last != header.pointee.resource
        if isNew { memory.scope.append(header.pointee.resource) }
        defer { if isNew { memory.scope.removeLast() } }
        if header.pointee.hasUnevaluated { return evaluateWithMarks(header, block, index, marks) }
        return run(header, block, index, marks)
    }

    /// Runs a block with a row of marks of its own, then hands what it marked to the row of its caller.
    private mutating func evaluateWithMarks(
        _ header: UnsafeMutablePointer<Block>, _ block: Int32, _ index: Int, _ marks: Int
    ) -> Bool {
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

    private mutating func run(_ header: UnsafeMutablePointer<Block>, _ block: Int32, _ index: Int, _ marks: Int) -> Bool
    {
        let letter = view.letter(index)
        var isFine = true
        var step = fast.instructions + Int(header.pointee.start)
        let end = fast.instructions + Int(header.pointee.end)
        while step < end {
            if perform(step, letter, block, index, marks) {
                step += 1
                continue
            }
            if !Mode.collects { return false }
            isFine = false
            if faults.count >= limit { return false }
            step += 1
        }
        return isFine
    }

    @inline(__always)
    private mutating func perform(
        _ step: UnsafeMutablePointer<Instruction>, _ letter: UInt8, _ block: Int32, _ index: Int, _ marks: Int
    ) -> Bool {
        switch step.pointee.operation {
        case .fail:
            if Mode.collects { note(block, index, 0, "", "nothing is allowed here") }
            return false
        case .type:
            if fast.masks[Int(letter)] & step.pointee.a != 0 { return true }
            return otherType(step.pointee, letter, block, index)
        case .stringEnumeration:
            if letter == TapeView.Letter.string, fast.find(step.pointee.a, view.string(index)) >= 0 { return true }
            if Mode.collects { noteStrings(step.pointee, block, index) }
            return false
        case .constant, .enumeration: return constant(step.pointee, block, index)
        case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf:
            return fast.masks[Int(letter)] & TypeMask.number == 0 || number(step, block, index)
        case .length: return letter != TapeView.Letter.string || length(step, block, index)
        case .pattern: return letter != TapeView.Letter.string || pattern(step, block, index)
        case .format: return letter != TapeView.Letter.string || format(step, block, index)
        case .object: return letter != TapeView.Letter.object || object(step, block, index, marks)
        case .array: return letter != TapeView.Letter.array || array(step, block, index, marks)
        case .apply: return apply(step.pointee.a, step.pointee.label, index, marks)
        case .dynamicReference: return apply(target(step.pointee.a), step.pointee.label, index, marks)
        case .anyOf: return anyOf(step, block, index, marks)
        case .oneOf: return oneOf(step, block, index, marks)
        case .not: return not(step.pointee, block, index)
        case .condition: return condition(step.pointee, index, marks)
        case .unevaluatedItems:
            return letter != TapeView.Letter.array || unevaluated(step.pointee, index, marks, isObject: false)
        case .unevaluatedProperties:
            return letter != TapeView.Letter.object || unevaluated(step.pointee, index, marks, isObject: true)
        }
    }

    /// Applies a block under a label.
    @inline(__always)
    mutating func apply(_ block: Int32, _ label: Int32, _ index: Int, _ marks: Int) -> Bool {
        if !Mode.collects { return evaluate(fast.forward[Int(block)], index, marks) }
        path.append(label)
        defer { path.removeLast() }
        return evaluate(block, index, marks)
    }

    /// The block of a dynamic reference: the outermost entered resource that has the anchor decides (core, 8.2.3.2).
    private mutating func target(_ reference: Int32) -> Int32 {
        let targets = program.dynamicReferences[Int(reference)]
        for resource in memory.scope where targets.byResource[Int(resource)] >= 0 {
            return targets.byResource[Int(resource)]
        }
        return targets.fallback
    }

    /// Whether a text matches a pattern.
    @inline(__always)
    mutating func matches(_ pattern: Int32, _ text: UnsafeRawBufferPointer) -> Bool {
        let automaton = fast.automata + Int(pattern)
        if automaton.pointee.start >= 0 { return fast.matches(automaton, text) }
        return program.patterns[Int(pattern)].matches(text, memory.patterns)
    }

    // MARK: - Faults

    /// Keeps a fault of a keyword; its label ends in the keyword's tokens, else `keyword` names it.
    @inline(never)
    mutating func note(_ block: Int32, _ index: Int, _ label: Int32, _ keyword: String, _ message: String) {
        if faults.count >= limit { return }
        let steps = path.map { $0 < 0 ? "/\(-1 - $0)" : program.labels[Int($0)] }.joined()
        let tail = label > 0 && keyword.isEmpty ? program.labels[Int(label)] : (keyword.isEmpty ? "" : "/" + keyword)
        let named = tail.split(separator: "/").first.map(String.init) ?? "false"
        let fault = SchemaFault(
            instancePointer: tape.pointer(to: JSONNode(index: Int32(truncatingIfNeeded: index))),
            keywordPointer: program.locations[Int(block)] + tail, evaluationPath: steps + tail, keyword: named,
            message: message)
        faults.append(fault)
        written += fault.instancePointer.utf8.count + fault.evaluationPath.utf8.count + fault.keywordPointer.utf8.count
        if written > Self.maximumText { limit = faults.count }
    }
}
