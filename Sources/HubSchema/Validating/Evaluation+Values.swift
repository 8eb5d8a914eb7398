import HubJSON

extension Evaluation {
    /// A value whose letter does not say the type: still right where `integer` is asked for and the number is whole.
    @inline(never)
    mutating func otherType(_ step: Instruction, _ letter: UInt8, _ block: Int32, _ index: Int) -> Bool {
        if isWhole(step.a, letter, index) { return true }
        if Mode.collects {
            let expected = TypeMask.names(step.a).joined(separator: " or ")
            note(block, index, step.label, "", "expected \(expected), got \(Excerpt.of(tape, index))")
        }
        return false
    }

    private mutating func isWhole(_ mask: Int32, _ letter: UInt8, _ index: Int) -> Bool {
        guard mask & TypeMask.integer != 0, letter == TapeView.Letter.double || letter == TapeView.Letter.text else {
            return false
        }
        if letter == TapeView.Letter.double {
            let value = Double(bitPattern: view.words[index + 1])
            if value != value.rounded(.towardZero) { return false }
        }
        return tape.number(JSONNode(index: Int32(truncatingIfNeeded: index)))?.isInteger ?? false
    }

    @inline(never)
    mutating func noteStrings(_ step: Instruction, _ block: Int32, _ index: Int) {
        let expected = program.tables[Int(step.a)].entries.map { String(decoding: $0.text, as: UTF8.self) }
        note(block, index, step.label, "", "expected \(Excerpt.oneOf(expected)), got \(Excerpt.of(tape, index))")
    }

    /// `const`, `enum`.
    @inline(never)
    mutating func constant(_ step: Instruction, _ block: Int32, _ index: Int) -> Bool {
        let places = Int(step.a)..<Int(step.a) + (step.operation == .constant ? 1 : Int(step.b))
        if let constants = program.constants {
            for place in places {
                let node = program.constantNodes[place]
                if ValueEquality.equal(constants, Int(node.index), tape, index) { return true }
            }
        }
        if Mode.collects {
            let expected = places.prefix(8).compactMap { place in
                program.constants.map { Excerpt.of($0, Int(program.constantNodes[place].index)) }
            }
            let list =
                places.isEmpty ? "nothing" : expected.joined(separator: ", ") + (places.count > 8 ? ", …" : "")
            let words = places.count > 1 ? "one of \(list)" : list
            note(block, index, step.label, "", "expected \(words), got \(Excerpt.of(tape, index))")
        }
        return false
    }

    /// The numeric keywords.
    @inline(__always)
    mutating func number(_ step: UnsafeMutablePointer<Instruction>, _ block: Int32, _ index: Int) -> Bool {
        let bound = fast.numbers + Int(step.pointee.a)
        let isFine: Bool
        if step.pointee.operation == .multipleOf {
            isFine = bound.pointee.divides(view, index) ?? dividesExactly(step.pointee.a, index)
        } else {
            let order = bound.pointee.compare(view, index) ?? compareExactly(step.pointee.a, index)
            switch step.pointee.operation {
            case .minimum: isFine = order >= 0
            case .maximum: isFine = order <= 0
            case .exclusiveMinimum: isFine = order > 0
            default: isFine = order < 0
            }
        }
        if Mode.collects, !isFine { noteNumber(step.pointee, block, index) }
        return isFine
    }

    @inline(never)
    private mutating func compareExactly(_ bound: Int32, _ index: Int) -> Int {
        let number = tape.number(JSONNode(index: Int32(truncatingIfNeeded: index)))
        return number?.compare(program.numbers[Int(bound)].exact) ?? 0
    }

    @inline(never)
    private mutating func dividesExactly(_ bound: Int32, _ index: Int) -> Bool {
        let number = tape.number(JSONNode(index: Int32(truncatingIfNeeded: index)))
        return number?.isMultiple(of: program.numbers[Int(bound)].exact) ?? false
    }

    @inline(never)
    private mutating func noteNumber(_ step: Instruction, _ block: Int32, _ index: Int) {
        let words =
            switch step.operation {
            case .minimum: "at least"
            case .maximum: "at most"
            case .exclusiveMinimum: "more than"
            case .exclusiveMaximum: "less than"
            default: "a multiple of"
            }
        let bound = Excerpt.cut(program.numbers[Int(step.a)].exact.description)
        note(block, index, step.label, "", "expected \(words) \(bound), got \(Excerpt.of(tape, index))")
    }

    @inline(__always)
    mutating func pattern(_ step: UnsafeMutablePointer<Instruction>, _ block: Int32, _ index: Int) -> Bool {
        if matches(step.pointee.a, view.string(index)) { return true }
        if Mode.collects {
            let text = program.patterns[Int(step.pointee.a)].text
            let words = "expected text that matches \(Excerpt.cut(text)), got \(Excerpt.of(tape, index))"
            note(block, index, step.pointee.label, "", words)
        }
        return false
    }

    @inline(__always)
    mutating func format(_ step: UnsafeMutablePointer<Instruction>, _ block: Int32, _ index: Int) -> Bool {
        guard let format = Format(rawValue: UInt8(truncatingIfNeeded: step.pointee.a)) else { return true }
        if format.accepts(view.string(index)) { return true }
        if Mode.collects {
            let words = "expected \(format.meaning), got \(Excerpt.of(tape, index))"
            note(block, index, step.pointee.label, "", words)
        }
        return false
    }

    @inline(__always)
    mutating func length(_ step: UnsafeMutablePointer<Instruction>, _ block: Int32, _ index: Int) -> Bool {
        let text = view.string(index)
        let (least, most) = (Int(step.pointee.a), Int(step.pointee.b))
        // A code point takes one to four bytes.
        if text.count <= most, text.count >= least &* 4 { return true }
        return exactLength(text, least, most, block, index)
    }

    @inline(never)
    private mutating func exactLength(
        _ text: UnsafeRawBufferPointer, _ least: Int, _ most: Int, _ block: Int32, _ index: Int
    ) -> Bool {
        var count = 0
        for byte in text where byte & 0xC0 != 0x80 { count &+= 1 }
        if count >= least, count <= most { return true }
        if Mode.collects {
            let isShort = count < least
            let words = isShort ? "at least \(least)" : "at most \(most)"
            note(block, index, 0, isShort ? "minLength" : "maxLength", "expected \(words) characters, got \(count)")
        }
        return false
    }
}
