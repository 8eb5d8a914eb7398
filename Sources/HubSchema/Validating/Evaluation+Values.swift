import HubJSON

extension Evaluation {
    /// `type`, `const`, `enum`.
    @inline(__always)
    mutating func general(_ step: Instruction, _ letter: UInt8, _ block: Int32, _ index: Int) -> Bool {
        switch step.operation {
        case .type:
            if Self.mask(letter) & step.a != 0 || isWhole(step.a, letter, index) { return true }
            if Mode.collects {
                let expected = TypeMask.names(step.a).joined(separator: " or ")
                note(block, index, step.label, "", "expected \(expected), got \(Excerpt.of(tape, index))")
            }
            return false
        case .stringEnumeration:
            if letter == TapeView.Letter.string, program.tables[Int(step.a)].find(view.string(index)) >= 0 {
                return true
            }
            if Mode.collects {
                let expected = program.tables[Int(step.a)].entries.map { String(decoding: $0.text, as: UTF8.self) }
                note(
                    block, index, step.label, "", "expected \(Excerpt.oneOf(expected)), got \(Excerpt.of(tape, index))")
            }
            return false
        default:
            let count = step.operation == .constant ? 1 : Int(step.b)
            if let constants = program.constants {
                for place in Int(step.a)..<Int(step.a) + count {
                    let node = program.constantNodes[place]
                    if ValueEquality.equal(constants, Int(node.index), tape, index) { return true }
                }
            }
            if Mode.collects {
                let expected = (Int(step.a)..<Int(step.a) + count).prefix(8).compactMap { place in
                    program.constants.map { Excerpt.of($0, Int(program.constantNodes[place].index)) }
                }
                let list = count == 0 ? "nothing" : expected.joined(separator: ", ") + (count > 8 ? ", …" : "")
                let words = count > 1 ? "one of \(list)" : list
                note(block, index, step.label, "", "expected \(words), got \(Excerpt.of(tape, index))")
            }
            return false
        }
    }

    @inline(__always)
    static func mask(_ letter: UInt8) -> Int32 {
        switch letter {
        case TapeView.Letter.object: TypeMask.object
        case TapeView.Letter.array: TypeMask.array
        case TapeView.Letter.string: TypeMask.string
        case TapeView.Letter.int64, TapeView.Letter.uint64: TypeMask.number | TypeMask.integer
        case TapeView.Letter.double, TapeView.Letter.text: TypeMask.number
        case TapeView.Letter.null: TypeMask.null
        default: TypeMask.boolean
        }
    }

    /// Whether `integer` is asked for and the value is a whole number written with a fraction or exponent, or a large one.
    @inline(__always)
    private func isWhole(_ mask: Int32, _ letter: UInt8, _ index: Int) -> Bool {
        guard mask & TypeMask.integer != 0, letter == TapeView.Letter.double || letter == TapeView.Letter.text else {
            return false
        }
        if letter == TapeView.Letter.double {
            let value = Double(bitPattern: view.words[index + 1])
            if value != value.rounded(.towardZero) { return false }
        }
        return tape.number(JSONNode(index: Int32(truncatingIfNeeded: index)))?.isInteger ?? false
    }

    /// The numeric keywords.
    mutating func number(_ step: Instruction, _ block: Int32, _ index: Int) -> Bool {
        let bound = program.numbers[Int(step.a)]
        let words: String
        switch step.operation {
        case .minimum:
            if bound.compare(tape, view, index) >= 0 { return true }
            words = "at least \(bound.exact)"
        case .maximum:
            if bound.compare(tape, view, index) <= 0 { return true }
            words = "at most \(bound.exact)"
        case .exclusiveMinimum:
            if bound.compare(tape, view, index) > 0 { return true }
            words = "more than \(bound.exact)"
        case .exclusiveMaximum:
            if bound.compare(tape, view, index) < 0 { return true }
            words = "less than \(bound.exact)"
        default:
            if bound.divides(tape, view, index) { return true }
            words = "a multiple of \(bound.exact)"
        }
        if Mode.collects { note(block, index, step.label, "", "expected \(words), got \(Excerpt.of(tape, index))") }
        return false
    }

    /// `minLength` and `maxLength`, `pattern`, `format`.
    mutating func string(_ step: Instruction, _ block: Int32, _ index: Int) -> Bool {
        let text = view.string(index)
        switch step.operation {
        case .length: return length(step, text, block, index)
        case .pattern:
            let pattern = program.patterns[Int(step.a)]
            if pattern.matches(text, memory.patterns) { return true }
            if Mode.collects {
                let words = "expected text that matches \(Excerpt.cut(pattern.text)), got \(Excerpt.of(tape, index))"
                note(block, index, step.label, "", words)
            }
            return false
        default:
            guard let format = Format(rawValue: UInt8(truncatingIfNeeded: step.a)) else { return true }
            if format.accepts(text) { return true }
            if Mode.collects {
                let words = "expected \(format.meaning), got \(Excerpt.of(tape, index))"
                note(block, index, step.label, "", words)
            }
            return false
        }
    }

    private mutating func length(_ step: Instruction, _ text: UnsafeRawBufferPointer, _ block: Int32, _ index: Int)
        -> Bool
    {
        let least = Int(step.a)
        let most = Int(step.b)
        // A code point takes one to four bytes.
        if text.count <= most, text.count >= least * 4 { return true }
        var count = 0
        for byte in text where byte & 0xC0 != 0x80 { count += 1 }
        if count < least {
            if Mode.collects {
                note(block, index, 0, "minLength", "expected at least \(least) characters, got \(count)")
            }
            return false
        }
        if count > most {
            if Mode.collects { note(block, index, 0, "maxLength", "expected at most \(most) characters, got \(count)") }
            return false
        }
        return true
    }
}
