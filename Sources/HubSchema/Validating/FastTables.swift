import HubJSON

/// The tables of a program in plain memory, as the evaluation reads them: no counting of references, no bounds checks.
///
/// Made once, when a schema is compiled, from indexes that the compiler made; never changed afterwards.
struct FastTables {
    struct Key {
        /// Letter and length as a tape's word of the key has them; no word's where the table ends.
        var head: UInt64 = .max
        var first: UInt64 = 0
        var last: UInt64 = 0
        /// Which bits of `first` and `last` count.
        var bits: UInt64 = 0
        /// Where `last` begins in the text.
        var tail: Int32 = 0
        var length: Int32 = 0
        /// Offset of the text in `bytes`.
        var text: Int32 = 0
        /// The property's block; -1 where the key is no property.
        var block: Int32 = -1
        /// `block` after references that only lead on; for the verdict alone.
        var fast: Int32 = -1
        var bit: Int32 = -1
        /// A bit that no other key of the table has; 0 where there are more than 64.
        var mask: UInt64 = 0
        var label: Int32 = 0
        /// How the verdict on the member's value is found.
        var kind = Kind.unknown
        /// Whether `propertyNames` is known to allow it.
        var nameFits = false
        /// Whether guards look at the member's text.
        var isWatched = false

        enum Kind: UInt8 {
            /// No property: left to what the rules say of other members.
            case unknown
            /// Anything fits.
            case any
            /// As `Block.Leaf` of the property's block.
            case strings, text, integer, object
            /// By the instructions of the property's block.
            case block
        }
    }

    struct Table {
        var keys: Int32
        var count: Int32
        var slots: Int32
        var mask: Int32
        var multiplier: UInt64
        var shift: UInt64
    }

    struct Automata {
        var next: Int32
        var accepting: Int32
        /// The first state, or -1 where PCRE2 decides.
        var start: Int32
        /// The bytes of every text that matches, where all have as many and each place has ranges of its own; else -1.
        var length: Int32 = -1
        /// Where the vectors of such a pattern begin in `ranges`.
        var places: Int32 = 0
    }

    let instructions: UnsafeMutablePointer<Instruction>
    let blocks: UnsafeMutablePointer<Block>
    let blockLists: UnsafeMutablePointer<Int32>
    let fastLists: UnsafeMutablePointer<Int32>
    let objects: UnsafeMutablePointer<ObjectRules>
    let arrays: UnsafeMutablePointer<ArrayRules>
    let patternRules: UnsafeMutablePointer<PatternRule>
    let tables: UnsafeMutablePointer<Table>
    let keys: UnsafeMutablePointer<Key>
    let slots: UnsafeMutablePointer<Int16>
    let bytes: UnsafeMutablePointer<UInt8>
    let numbers: UnsafeMutablePointer<FastNumber>
    let automata: UnsafeMutablePointer<Automata>
    let automataNext: UnsafeMutablePointer<UInt8>
    let automataAccepting: UnsafeMutablePointer<Bool>
    /// For each state of an automaton where in `ranges` the vectors of bytes begin that keep it, or -1.
    let loops: UnsafeMutablePointer<Int32>
    /// The vectors of `ByteRanges`.
    let ranges: UnsafeMutablePointer<SIMD16<UInt8>>
    let guards: UnsafeMutablePointer<MemberGuard>
    let selectors: UnsafeMutablePointer<Selector>
    let masks: UnsafeMutablePointer<Int32>
    let forward: UnsafeMutablePointer<Int32>
    let tracksScope: Bool

    init(_ program: Program) {
        let forwarding = Self.forwarding(program)
        instructions = Self.copy(program.instructions)
        blocks = Self.copy(program.blocks)
        blockLists = Self.copy(program.blockLists)
        fastLists = Self.copy(program.blockLists.map { forwarding[Int($0)] })
        objects = Self.copy(program.objects)
        arrays = Self.copy(program.arrays)
        patternRules = Self.copy(program.patternRules)
        numbers = Self.copy(program.numbers.map(FastNumber.init))
        tracksScope = program.tracksScope
        selectors = Self.copy(program.selectors)
        forward = Self.copy(forwarding)
        let selecting = Set(program.selectors.map(\.constants))
        var tables: [Table] = []
        var keys: [Key] = []
        var slots: [Int16] = []
        var bytes: [UInt8] = []
        for table in program.tables {
            let first = Int32(keys.count)
            var free = (table.entries.map(\.bit).max() ?? -1) + 1
            for entry in table.entries {
                let isProperty = entry.block >= 0 && !selecting.contains(Int32(tables.count))
                var made = Key()
                made.head = UInt64(TapeView.Letter.string) << 26 | UInt64(entry.text.count)
                (made.first, made.last) = (entry.first, entry.last)
                made.bits = KeyTable.mask(entry.text.count)
                made.length = Int32(entry.text.count)
                made.tail = max(made.length - 8, 0)
                made.text = Int32(bytes.count)
                made.block = entry.block
                made.fast = isProperty ? forwarding[Int(entry.block)] : entry.block
                made.bit = entry.bit
                let bit = entry.bit < 0 ? free : entry.bit
                if entry.bit < 0 { free += 1 }
                made.mask = bit < 64 ? 1 << UInt64(bit) : 0
                made.label = entry.label
                made.kind = isProperty ? Self.kind(program, made.fast) : .unknown
                made.nameFits = entry.nameFits
                made.isWatched = entry.isWatched
                keys.append(made)
                bytes += entry.text
            }
            // What stands for a key is looked for up to three places on.
            keys += [Key](repeating: Key(), count: 3)
            tables.append(
                Table(
                    keys: first, count: Int32(table.entries.count), slots: Int32(slots.count),
                    mask: Int32(table.slots.count - 1), multiplier: table.multiplier, shift: table.shift))
            slots += table.slots
        }
        self.tables = Self.copy(tables)
        self.keys = Self.copy(keys)
        self.slots = Self.copy(slots)
        self.bytes = Self.copy(bytes)
        var automata: [Automata] = []
        var (next, accepting): ([UInt8], [Bool]) = ([], [])
        var (loops, ranges): ([Int32], [SIMD16<UInt8>]) = ([], [])
        for pattern in program.patterns {
            guard let automaton = pattern.automaton else {
                automata.append(Automata(next: 0, accepting: 0, start: -1))
                continue
            }
            var made = Automata(
                next: Int32(next.count), accepting: Int32(accepting.count), start: Int32(automaton.start))
            if let wanted = automaton.placewise(), let found = ByteRanges(wanted) {
                made.length = Int32(wanted.count)
                made.places = Int32(ranges.count)
                ranges += found.vectors
            }
            for state in automaton.isAccepting.indices {
                guard let found = automaton.loop(state) else {
                    loops.append(-1)
                    continue
                }
                loops.append(Int32(ranges.count))
                ranges += found.vectors
            }
            automata.append(made)
            next += automaton.next
            accepting += automaton.isAccepting
        }
        self.automata = Self.copy(automata)
        self.loops = Self.copy(loops)
        self.ranges = Self.copy(ranges)
        guards = Self.copy(program.guards)
        automataNext = Self.copy(next)
        automataAccepting = Self.copy(accepting)
        masks = Self.copy((0..<256).map { TypeMask.of(letter: UInt8($0)) })
    }

    private static func kind(_ program: Program, _ block: Int32) -> Key.Kind {
        if program.isTrivial(block) { return .any }
        switch program.blocks[Int(block)].leaf {
        case .none: return .block
        case .strings: return .strings
        case .text: return .text
        case .integer: return .integer
        case .object: return .object
        case .choice: return .block
        }
    }

    func deallocate() {
        instructions.deallocate()
        blocks.deallocate()
        blockLists.deallocate()
        fastLists.deallocate()
        objects.deallocate()
        arrays.deallocate()
        patternRules.deallocate()
        numbers.deallocate()
        forward.deallocate()
        tables.deallocate()
        keys.deallocate()
        slots.deallocate()
        bytes.deallocate()
        automata.deallocate()
        loops.deallocate()
        ranges.deallocate()
        guards.deallocate()
        automataNext.deallocate()
        automataAccepting.deallocate()
        masks.deallocate()
        selectors.deallocate()
    }

    private static func copy<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        for (index, element) in elements.enumerated() { (memory + index).initialize(to: element) }
        return memory
    }

    /// For each block the one at the end of its chain of references that do nothing else.
    private static func forwarding(_ program: Program) -> [Int32] {
        program.blocks.indices.map { start in
            var block = Int32(start)
            if program.tracksScope { return block }
            for _ in 0..<program.blocks.count {
                let header = program.blocks[Int(block)]
                guard header.end - header.start == 1, !header.hasUnevaluated else { break }
                let only = program.instructions[Int(header.start)]
                guard only.operation == .apply else { break }
                block = only.a
            }
            return block
        }
    }

    /// The index of a key in a table, or -1.
    @inline(__always)
    func find(_ table: Int32, _ text: UnsafeRawBufferPointer) -> Int {
        let table = tables + Int(table)
        let (first, last) = KeyTable.words(text)
        let length = Int32(truncatingIfNeeded: text.count)
        let slots = slots + Int(table.pointee.slots)
        let mixed = KeyTable.mix(first, last, text.count, table.pointee.multiplier) &>> table.pointee.shift
        var place = Int(truncatingIfNeeded: mixed)
        while true {
            let slot = slots[place]
            if slot < 0 { return -1 }
            let index = Int(table.pointee.keys) &+ Int(slot)
            let key = keys + index
            if key.pointee.first == first, key.pointee.last == last, key.pointee.length == length,
                length <= 16 || sameInside(key, text)
            {
                return index
            }
            place = (place &+ 1) & Int(table.pointee.mask)
        }
    }

    /// Whether the key at a tape's word is this one.
    @inline(__always)
    func isKey(_ key: UnsafeMutablePointer<Key>, _ word: UInt64, _ view: TapeView) -> Bool {
        if word &>> 30 != key.pointee.head { return false }
        let base = UnsafeRawPointer(view.source + Int(truncatingIfNeeded: word & TapeView.offsetMask))
        let first = base.loadUnaligned(as: UInt64.self) & key.pointee.bits
        let last = base.loadUnaligned(fromByteOffset: Int(key.pointee.tail), as: UInt64.self) & key.pointee.bits
        if (first ^ key.pointee.first) | (last ^ key.pointee.last) != 0 { return false }
        return key.pointee.length <= 16
            || sameInside(key, UnsafeRawBufferPointer(start: base, count: Int(key.pointee.length)))
    }

    /// Whether a text of more than 16 bytes is a key with which it shares the length, the first and the last eight bytes.
    @inline(__always)
    private func sameInside(_ key: UnsafeMutablePointer<Key>, _ text: UnsafeRawBufferPointer) -> Bool {
        guard let base = text.baseAddress else { return false }
        let known = UnsafeRawPointer(bytes + Int(key.pointee.text))
        if text.count > 32 { return ByteCompare.equal(UnsafeRawBufferPointer(start: known, count: text.count), text) }
        // Two overlapping words cover what lies between.
        let tail = text.count &- 16
        return known.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            == base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            && known.loadUnaligned(fromByteOffset: tail, as: UInt64.self)
                == base.loadUnaligned(fromByteOffset: tail, as: UInt64.self)
    }

    /// What an automaton says of a text; reads up to 16 bytes past the end, as a tape allows.
    @inline(__always)
    func matches(_ automaton: UnsafeMutablePointer<Automata>, _ text: UnsafeRawBufferPointer) -> Bool {
        if automaton.pointee.length >= 0 { return matchesPlacewise(automaton, text) }
        let accepting = automataAccepting + Int(automaton.pointee.accepting)
        let next = automataNext + Int(automaton.pointee.next)
        let loops = loops + Int(automaton.pointee.accepting)
        var state = Int(automaton.pointee.start)
        guard let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return accepting[state] }
        var place = 0
        while place < text.count, state > 1 {
            // Sixteen bytes that all keep the state are looked at side by side, not one after the other.
            let loop = Int(loops[state])
            var stop = text.count
            if loop >= 0 {
                let strangers = ByteRanges.strangers(bytes + place, ranges + loop)
                if ByteRanges.isZero(strangers & Self.firstBytes(text.count &- place)) {
                    place &+= 16
                    continue
                }
                stop = min(stop, place &+ 16)
            }
            repeat {
                state = Int(next[state &* 256 &+ Int(bytes[place])])
                place &+= 1
            } while place < stop && state > 1 && (loop >= 0 || loops[state] < 0)
        }
        return accepting[state]
    }

    /// A mask of the first bytes of sixteen; of all for more.
    @inline(__always)
    private static func firstBytes(_ count: Int) -> SIMD16<UInt8> {
        let start = UnsafeRawPointer(window.utf8Start) + (16 &- min(count, 16))
        return start.loadUnaligned(as: SIMD16<UInt8>.self)
    }

    /// Sixteen bytes with the lowest bit, sixteen without.
    private static let window: StaticString = "11111111111111110000000000000000"

    /// The look-ups do not wait for each other, as an automaton's do.
    @inline(__always)
    private func matchesPlacewise(
        _ automaton: UnsafeMutablePointer<Automata>, _ text: UnsafeRawBufferPointer
    ) -> Bool {
        guard text.count == Int(automaton.pointee.length) else { return false }
        guard let bytes = text.baseAddress else { return true }
        var group = UnsafePointer(ranges + Int(automaton.pointee.places))
        var strangers = ByteRanges.filled(0)
        var place = 0
        while place < text.count {
            strangers = strangers | ByteRanges.strangers(bytes + place, group)
            group += ByteRanges.vectorsPerGroup
            place &+= 16
        }
        return ByteRanges.isZero(strangers)
    }
}
