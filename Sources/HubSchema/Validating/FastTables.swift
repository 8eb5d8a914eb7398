import HubJSON

/// The tables of a program in plain memory, as the evaluation reads them: no counting of references, no bounds checks.
///
/// Made once, when a schema is compiled, from indexes that the compiler made; never changed afterwards.
struct FastTables {
    struct Key {
        var first: UInt64
        var last: UInt64
        var length: Int32
        /// Offset of the text in `bytes`.
        var text: Int32
        /// The property's block; -1 where the key is no property, -2 where anything fits.
        var block: Int32
        /// `block` after references that only lead on; for the verdict alone.
        var fast: Int32
        var bit: Int32
        /// `bit` as a mask; 0 where the key is not required.
        var mask: UInt64
        var label: Int32
        /// Whether `propertyNames` is known to allow it.
        var nameFits: Bool
        /// Whether guards look at the member's text.
        var isWatched: Bool
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
        /// The bytes of every text that matches, where all have as many and each place has a set of its own; else -1.
        var length: Int32 = -1
        /// Where the places of such a pattern begin.
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
    /// For each place of a pattern of one length where its set is in `sets`.
    let places: UnsafeMutablePointer<Int32>
    /// Sets of bytes, 256 each: 1 for a member.
    let sets: UnsafeMutablePointer<UInt8>
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
            tables.append(
                Table(
                    keys: Int32(keys.count), count: Int32(table.entries.count), slots: Int32(slots.count),
                    mask: Int32(table.slots.count - 1), multiplier: table.multiplier, shift: table.shift))
            for entry in table.entries {
                let isProperty = entry.block >= 0 && !selecting.contains(Int32(tables.count - 1))
                let isFree = isProperty && program.isTrivial(forwarding[Int(entry.block)])
                let fast = !isProperty ? entry.block : (isFree ? -2 : forwarding[Int(entry.block)])
                keys.append(
                    Key(
                        first: entry.first, last: entry.last, length: Int32(entry.text.count), text: Int32(bytes.count),
                        block: entry.block, fast: fast, bit: entry.bit,
                        mask: entry.bit < 0 ? 0 : 1 << UInt64(entry.bit), label: entry.label, nameFits: entry.nameFits,
                        isWatched: entry.isWatched))
                bytes += entry.text
            }
            slots += table.slots
        }
        self.tables = Self.copy(tables)
        self.keys = Self.copy(keys)
        self.slots = Self.copy(slots)
        self.bytes = Self.copy(bytes)
        var automata: [Automata] = []
        var (next, accepting): ([UInt8], [Bool]) = ([], [])
        var (places, sets): ([Int32], [[UInt8]]) = ([], [])
        for pattern in program.patterns {
            guard let automaton = pattern.automaton else {
                automata.append(Automata(next: 0, accepting: 0, start: -1))
                continue
            }
            var made = Automata(
                next: Int32(next.count), accepting: Int32(accepting.count), start: Int32(automaton.start))
            if let wanted = automaton.placewise() {
                made.length = Int32(wanted.count)
                made.places = Int32(places.count)
                for set in wanted {
                    let known = sets.firstIndex(of: set) ?? sets.count
                    if known == sets.count { sets.append(set) }
                    places.append(Int32(known * 256))
                }
            }
            automata.append(made)
            next += automaton.next
            accepting += automaton.isAccepting
        }
        self.automata = Self.copy(automata)
        self.places = Self.copy(places)
        self.sets = Self.copy(sets.flatMap { $0 })
        guards = Self.copy(program.guards)
        automataNext = Self.copy(next)
        automataAccepting = Self.copy(accepting)
        masks = Self.copy((0..<256).map { TypeMask.of(letter: UInt8($0)) })
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
        places.deallocate()
        sets.deallocate()
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
        let (first, last) = KeyTable.words(text)
        return find(tables + Int(table), first, last, text)
    }

    /// The same for a text whose words are known.
    @inline(__always)
    func find(
        _ table: UnsafeMutablePointer<Table>, _ first: UInt64, _ last: UInt64, _ text: UnsafeRawBufferPointer
    ) -> Int {
        let length = Int32(truncatingIfNeeded: text.count)
        let slots = slots + Int(table.pointee.slots)
        let mixed = KeyTable.mix(first, last, text.count, table.pointee.multiplier) &>> table.pointee.shift
        var place = Int(truncatingIfNeeded: mixed)
        while true {
            let slot = slots[place]
            if slot < 0 { return -1 }
            let index = Int(table.pointee.keys) &+ Int(slot)
            if same(index, first, last, length, text) { return index }
            place = (place &+ 1) & Int(table.pointee.mask)
        }
    }

    @inline(__always)
    func same(_ index: Int, _ first: UInt64, _ last: UInt64, _ length: Int32, _ text: UnsafeRawBufferPointer) -> Bool {
        let key = keys + index
        guard key.pointee.first == first, key.pointee.last == last, key.pointee.length == length else { return false }
        if length <= 16 { return true }
        if length <= 32, let base = text.baseAddress {
            // Two overlapping words cover what lies between the first and the last.
            let known = UnsafeRawPointer(bytes + Int(key.pointee.text))
            let tail = Int(length) &- 16
            return known.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                == base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                && known.loadUnaligned(fromByteOffset: tail, as: UInt64.self)
                    == base.loadUnaligned(fromByteOffset: tail, as: UInt64.self)
        }
        let known = UnsafeRawBufferPointer(start: bytes + Int(key.pointee.text), count: Int(length))
        return ByteCompare.equal(known, text)
    }

    /// What an automaton says of a text.
    @inline(__always)
    func matches(_ automaton: UnsafeMutablePointer<Automata>, _ text: UnsafeRawBufferPointer) -> Bool {
        if automaton.pointee.length >= 0 { return matchesPlacewise(automaton, text) }
        let next = automataNext + Int(automaton.pointee.next)
        var state = UInt8(truncatingIfNeeded: automaton.pointee.start)
        guard let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            return automataAccepting[Int(automaton.pointee.accepting) &+ Int(state)]
        }
        var place = 0
        while place < text.count, state > 1 {
            let row = next + Int(state) &* 256
            // Eight bytes that all keep the state are looked up side by side, not one after the other.
            if place &+ 8 <= text.count {
                let at = bytes + place
                let one = (row[Int(at[0])] ^ state) | (row[Int(at[1])] ^ state) | (row[Int(at[2])] ^ state)
                let two = (row[Int(at[3])] ^ state) | (row[Int(at[4])] ^ state) | (row[Int(at[5])] ^ state)
                if one | two | (row[Int(at[6])] ^ state) | (row[Int(at[7])] ^ state) == 0 {
                    place &+= 8
                    continue
                }
            }
            let stop = min(text.count, place &+ 8)
            while place < stop {
                state = next[Int(state) &* 256 &+ Int(bytes[place])]
                place &+= 1
            }
        }
        return automataAccepting[Int(automaton.pointee.accepting) &+ Int(state)]
    }

    /// The look-ups do not wait for each other, as an automaton's do.
    @inline(__always)
    private func matchesPlacewise(
        _ automaton: UnsafeMutablePointer<Automata>, _ text: UnsafeRawBufferPointer
    ) -> Bool {
        guard text.count == Int(automaton.pointee.length) else { return false }
        guard let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
        let places = places + Int(automaton.pointee.places)
        var all: UInt8 = 1
        for place in 0..<text.count { all &= sets[Int(places[place]) &+ Int(bytes[place])] }
        return all == 1
    }
}
