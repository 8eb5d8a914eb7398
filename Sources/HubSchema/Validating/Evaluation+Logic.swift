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

    private func restore(_ marks: Int, _ copy: Int, _ index: Int) {
        if copy < 0 { return }
        (memory.marks + marks).update(from: memory.marks + copy, count: view.count(index))
    }

    private mutating func drop(_ copy: Int) { if copy >= 0 { marksTop = copy } }

    /// Tries a block: a failing one leaves no marks; faults are kept only in `faults` from the caller's count on.
    private mutating func attempt(_ block: Int32, _ label: Int32, _ index: Int, _ marks: Int) -> Bool {
        let copy = snapshot(marks, index)
        let result = apply(block, label, index, marks)
        if !result { restore(marks, copy, index) }
        drop(copy)
        return result
    }

    /// The alternative that a constant member picks; -1 where none can fit, nil where the member does not tell.
    @inline(__always)
    private func selected(_ step: Instruction, _ index: Int) -> Int? {
        guard step.c >= 0, view.letter(index) == TapeView.Letter.object else { return nil }
        let selector = fast.selectors[Int(step.c)]
        let value = find(Int(fast.tables[Int(selector.key)].keys), index)
        guard value >= 0 else { return nil }
        guard view.letter(value) == TapeView.Letter.string else { return -1 }
        let found = fast.find(selector.constants, view.string(value))
        return found < 0 ? -1 : Int(step.a) &+ Int(fast.keys[found].block)
    }

    @inline(never)
    mutating func anyOf(_ step: Instruction, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        if !Mode.collects, let place = selected(step, index) {
            return place >= 0 && evaluate(fast.fastLists[place], index, marks)
        }
        let known = faults.count
        var found = false
        for place in Int(step.a)..<Int(step.a) + Int(step.b)
        where attempt(fast.blockLists[place], step.label, index, marks) {
            found = true
            // Further branches matter only for what they mark.
            if marks < 0 { break }
        }
        if Mode.collects {
            if found {
                faults.removeSubrange(known...)
            } else {
                summary(known, block, index, step.label, "fits none of the \(step.b) alternatives")
            }
        }
        return found
    }

    @inline(never)
    mutating func oneOf(_ step: Instruction, _ block: Int32, _ index: Int, _ marks: Int) -> Bool {
        if !Mode.collects, let place = selected(step, index) {
            return place >= 0 && evaluate(fast.fastLists[place], index, marks)
        }
        let known = faults.count
        var found = 0
        for place in Int(step.a)..<Int(step.a) + Int(step.b)
        where attempt(fast.blockLists[place], step.label, index, marks) {
            found += 1
            if found > 1, !Mode.collects { return false }
        }
        if Mode.collects {
            if found > 0 { faults.removeSubrange(known...) }
            if found == 0 { summary(known, block, index, step.label, "fits none of the \(step.b) alternatives") }
            if found > 1 {
                note(block, index, step.label, "", "fits \(found) of the alternatives, expected exactly one")
            }
        }
        return found == 1
    }

    /// Puts the fault of the keyword before those of its branches.
    private mutating func summary(_ known: Int, _ block: Int32, _ index: Int, _ label: Int32, _ message: String) {
        let inner = Array(faults[known...])
        faults.removeSubrange(known...)
        note(block, index, label, "", message)
        faults.append(contentsOf: inner.prefix(max(0, limit - faults.count)))
    }

    @inline(never)
    mutating func not(_ step: Instruction, _ block: Int32, _ index: Int) -> Bool {
        let known = faults.count
        let result = apply(step.a, step.label, index, -1)
        if Mode.collects {
            faults.removeSubrange(known...)
            if result { note(block, index, step.label, "", "fits what it must not fit") }
        }
        return !result
    }

    @inline(never)
    mutating func condition(_ step: Instruction, _ index: Int, _ marks: Int) -> Bool {
        let known = faults.count
        let result = attempt(step.a, step.label, index, marks)
        if Mode.collects { faults.removeSubrange(known...) }
        let next = result ? step.b : step.c
        return next < 0 || apply(next, step.label, index, marks)
    }
}
