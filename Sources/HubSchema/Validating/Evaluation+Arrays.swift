import HubJSON

extension Evaluation {
    /// All keywords about elements, in one walk over them.
    @inline(never)
    mutating func array(_ step: UnsafeMutablePointer<Instruction>, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        let rules = (fast.arrays + Int(step.pointee.a)).pointee
        let count = view.count(index)
        var isFine = true
        if count < Int(rules.minimum) {
            if Mode.collects {
                note(block, index, 0, "minItems", "expected at least \(rules.minimum) elements, got \(count)")
            }
            isFine = false
        }
        if count > Int(rules.maximum) {
            if Mode.collects {
                note(block, index, 0, "maxItems", "expected at most \(rules.maximum) elements, got \(count)")
            }
            isFine = false
        }
        if !isFine, !Mode.collects { return false }
        if !Mode.collects, marks < 0, rules.prefix.isEmpty, rules.contains < 0 {
            if rules.items >= 0, !items(fast.forward[Int(rules.items)], index) { return false }
        } else if !rules.prefix.isEmpty || rules.items >= 0 || rules.contains >= 0 {
            if !elements(rules, block, index, marks) {
                if !Mode.collects { return false }
                isFine = false
            }
        }
        if rules.isUnique, count > 1, !unique(count, block, index) { isFine = false }
        return isFine
    }

    /// `items` alone, for the verdict.
    @inline(__always)
    private mutating func items(_ block: Int32, _ index: Int) -> Bool {
        var child = index &+ 1
        let end = view.closing(index)
        while child < end {
            if !evaluate(block, child, -1) { return false }
            child = view.after(child)
        }
        return true
    }

    private mutating func elements(_ rules: ArrayRules, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        var isFine = true
        var ordinal = 0
        var contained = 0
        var child = index + 1
        let end = view.closing(index)
        while child < end {
            if ordinal < rules.prefix.count {
                let own = fast.blockLists[Int(rules.prefix.lowerBound) + ordinal]
                if marks >= 0 { memory.marks[marks + ordinal] = 1 }
                if Mode.collects {
                    path += [program.label(of: "prefixItems"), -1 - Int32(truncatingIfNeeded: ordinal)]
                }
                if !evaluate(Mode.collects ? own : fast.forward[Int(own)], child, -1) { isFine = false }
                if Mode.collects { path.removeLast(2) }
            } else if rules.items >= 0 {
                if marks >= 0 { memory.marks[marks + ordinal] = 1 }
                if !under("items", rules.items, child) { isFine = false }
            }
            if !isFine, !Mode.collects { return false }
            if rules.contains >= 0 {
                if fits(rules.contains, child, -1) {
                    contained += 1
                    if marks >= 0 { memory.marks[marks + ordinal] = 1 }
                }
            }
            ordinal += 1
            child = view.after(child)
        }
        if rules.contains >= 0 {
            if contained < Int(rules.minimumContains) {
                if Mode.collects {
                    let keyword = rules.minimumContains == 1 ? "contains" : "minContains"
                    note(
                        block, index, 0, keyword,
                        "expected at least \(rules.minimumContains) fitting elements, got \(contained)")
                }
                isFine = false
            }
            if contained > Int(rules.maximumContains) {
                if Mode.collects {
                    note(
                        block, index, 0, "maxContains",
                        "expected at most \(rules.maximumContains) fitting elements, got \(contained)")
                }
                isFine = false
            }
        }
        return isFine
    }

    private mutating func unique(_ count: Int, _ block: Int32, _ index: Int) -> Bool {
        let pair = count <= 8 ? firstPairAmongFew(index) : firstPair(count, index)
        guard let (earlier, later) = pair else { return true }
        if Mode.collects {
            let end = index + 1
            var place = end
            var places: [Int] = []
            var ordinal = 0
            while place <= later {
                if place == earlier || place == later { places.append(ordinal) }
                ordinal += 1
                place = view.after(place)
            }
            let words = places.map(String.init).joined(separator: " and ")
            note(block, index, 0, "uniqueItems", "elements \(words) are equal, expected no two equal")
        }
        return false
    }

    private mutating func firstPairAmongFew(_ index: Int) -> (Int, Int)? {
        let end = view.closing(index)
        var later = view.after(index + 1)
        while later < end {
            var earlier = index + 1
            while earlier < later {
                work &+= 1
                if ValueEquality.equal(tape, earlier, tape, later) { return (earlier, later) }
                earlier = view.after(earlier)
            }
            later = view.after(later)
        }
        return nil
    }

    /// By a hash table over the elements: linear time.
    private mutating func firstPair(_ count: Int, _ index: Int) -> (Int, Int)? {
        var capacity = 16
        while capacity < count * 2 { capacity *= 2 }
        if memory.slots.count < capacity { memory.slots = [] }
        if memory.slots.isEmpty { memory.slots = Array(repeating: (0, 0), count: capacity) }
        for place in 0..<capacity { memory.slots[place].index = 0 }
        let end = view.closing(index)
        var child = index + 1
        while child < end {
            let hash = ValueEquality.hash(tape, child, memory.seed)
            var place = Int(truncatingIfNeeded: hash >> 17) & (capacity - 1)
            while memory.slots[place].index != 0 {
                work &+= 1
                let slot = memory.slots[place]
                if slot.hash == hash, ValueEquality.equal(tape, Int(slot.index), tape, child) {
                    return (Int(slot.index), child)
                }
                place = (place + 1) & (capacity - 1)
            }
            memory.slots[place] = (Int32(truncatingIfNeeded: child), hash)
            child = view.after(child)
        }
        return nil
    }
}
