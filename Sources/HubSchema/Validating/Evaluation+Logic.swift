import HubJSON

extension Evaluation {
    /// A copy of a row of marks on top of the stack, to go back to when a branch fails.
    private mutating func snapshot(_ marks: Int, _ index: Int) -> Int {
        if marks < 0 { return -1 }
        let count = view.count(index)
        let copy = pushRow(count)
        (memory.marks + copy).update(from: memory.marks + marks, count: count)
        return copy
    }

    private mutating func restore(_ marks: Int, _ copy: Int, _ index: Int) {
        if copy < 0 { return }
        (memory.marks + marks).update(from: memory.marks + copy, count: view.count(index))
    }

    private mutating func drop(_ copy: Int) { if copy >= 0 { marksTop = copy } }

    /// Tries a block: a failing one leaves no marks.
    mutating func attempt(_ block: Int32, _ label: Int32, _ index: Int, _ marks: Int) -> Bool {
        let copy = snapshot(marks, index)
        let result = apply(block, label, index, marks)
        if !result { restore(marks, copy, index) }
        drop(copy)
        return result
    }

    /// The alternative that a constant member picks; -1 where none can fit, nil where the member does not tell.
    @inline(__always)
    mutating func selected(_ step: UnsafeMutablePointer<Instruction>, _ index: Int) -> Int? {
        guard step.pointee.c >= 0, view.letter(index) == TapeView.Letter.object else { return nil }
        let selector = fast.selectors + Int(step.pointee.c)
        let value = find(Int((fast.tables + Int(selector.pointee.key)).pointee.keys), index)
        guard value >= 0 else { return nil }
        guard view.letter(value) == TapeView.Letter.string else { return -1 }
        let found = fast.find(selector.pointee.constants, view.string(value))
        return found < 0 ? -1 : Int(step.pointee.a) &+ Int((fast.keys + found).pointee.block)
    }

    /// Whether a block fits, without a word about why not; a failing one leaves no marks.
    ///
    /// What only asks, or asks again, must not collect faults: finding the place of each costs a walk.
    @inline(__always)
    mutating func fits(_ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        Mode.collects ? fitsQuietly(block, index, marks) : attempt(block, 0, index, marks)
    }

    @inline(never)
    private mutating func fitsQuietly(_ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        var quiet = Evaluation<VerdictMode>(asking: self)
        let result = quiet.attempt(block, 0, index, marks)
        hasOverflowed = hasOverflowed || quiet.hasOverflowed
        work &+= quiet.work
        return result
    }

    @inline(never)
    mutating func anyOf(_ step: UnsafeMutablePointer<Instruction>, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        if !Mode.collects, let place = selected(step, index) {
            return place >= 0 && evaluate(fast.fastLists[place], index, marks)
        }
        var found = false
        for place in Int(step.pointee.a)..<Int(step.pointee.a) + Int(step.pointee.b)
        where fits(fast.blockLists[place], index, marks) {
            found = true
            // Further branches matter only for what they mark.
            if marks < 0 { break }
        }
        if Mode.collects, !found { noneFits(step.pointee, block, index) }
        return found
    }

    @inline(never)
    mutating func oneOf(_ step: UnsafeMutablePointer<Instruction>, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        if !Mode.collects, let place = selected(step, index) {
            return place >= 0 && evaluate(fast.fastLists[place], index, marks)
        }
        var found = 0
        for place in Int(step.pointee.a)..<Int(step.pointee.a) + Int(step.pointee.b)
        where fits(fast.blockLists[place], index, marks) {
            found += 1
            if found > 1, !Mode.collects { return false }
        }
        if Mode.collects, found == 0 { noneFits(step.pointee, block, index) }
        if Mode.collects, found > 1 {
            note(block, index, step.pointee.label, "", "fits \(found) of the alternatives, expected exactly one")
        }
        return found == 1
    }

    /// The fault of the keyword, then those of its alternatives.
    private mutating func noneFits(_ step: Instruction, _ block: Int32, _ index: Int) {
        note(block, index, step.label, "", "fits none of the \(step.b) alternatives")
        for place in 0..<Int(step.b) where faults.count < limit {
            path.append(step.label)
            path.append(-1 - Int32(truncatingIfNeeded: place))
            _ = evaluate(fast.blockLists[Int(step.a) + place], index, -1)
            path.removeLast(2)
        }
    }

    @inline(never)
    mutating func not(_ step: Instruction, _ block: Int32, _ index: Int) -> Bool {
        let result = fits(step.a, index, -1)
        if Mode.collects, result { note(block, index, step.label, "", "fits what it must not fit") }
        return !result
    }

    @inline(never)
    mutating func condition(_ step: Instruction, _ index: Int, _ marks: Int) -> Bool {
        let result = fits(step.a, index, marks)
        let next = result ? step.b : step.c
        let label = Mode.collects ? program.label(of: result ? "then" : "else") : 0
        return next < 0 || apply(next, label, index, marks)
    }
}
