package import HubJSON

/// The content hash of a message: BLAKE2b-128 over its kind and its data in canonical form, so that the same content in
/// other clothes (member order, escapes, `1.0` for `1`, binary or structured mode) has the same hash.
///
/// Canonical form: members sorted by the UTF-8 bytes of their unescaped names, strings unescaped, numbers by exact value.
/// Every value starts with a tag and carries its length, so that no two contents share a form. One per thread: the
/// buffers are kept from message to message.
package final class ContentHash {
    private var form = CanonicalForm()
    private var members = MemberOrder()

    package init() {}

    /// - Parameters:
    ///   - kind: the raw value of the message's kind.
    ///   - data: the data on `tape`, or nil for a message without data.
    package func hash(kind: UInt8, data: JSONNode?, on tape: JSONTape) -> Digest128 {
        form.removeAll()
        form.append(kind)
        if let data { write(Int(data.index), tape.view, tape) }
        return Blake2b.digest128(form.bytes)
    }

    private func write(_ index: Int, _ view: TapeView, _ tape: JSONTape) {
        switch view.letter(index) {
        case TapeView.Letter.object: writeObject(index, view, tape)
        case TapeView.Letter.array:
            form.append(UInt8(ascii: "["))
            let end = view.closing(index)
            var element = index &+ 1
            while element < end {
                write(element, view, tape)
                element = view.after(element)
            }
            form.append(UInt8(ascii: "]"))
        case TapeView.Letter.string:
            form.append(UInt8(ascii: "\""))
            form.append(view.string(index))
        case TapeView.Letter.true: form.append(UInt8(ascii: "t"))
        case TapeView.Letter.false: form.append(UInt8(ascii: "f"))
        case TapeView.Letter.null: form.append(UInt8(ascii: "n"))
        default: writeNumber(JSONNode(index: Int32(truncatingIfNeeded: index)), tape)
        }
    }

    private func writeObject(_ index: Int, _ view: TapeView, _ tape: JSONTape) {
        form.append(UInt8(ascii: "{"))
        let first = members.count
        members.append(membersOf: index, view)
        for place in first..<members.count {
            let key = members.key(at: place)
            form.append(view.string(key))
            write(key &+ 1, view, tape)
        }
        members.removeAll(from: first)
        form.append(UInt8(ascii: "}"))
    }

    private func writeNumber(_ node: JSONNode, _ tape: JSONTape) {
        if let integer = tape.int64(node) {
            form.append(UInt8(ascii: "i"))
            form.append(word: UInt64(bitPattern: integer))
        } else if let number = tape.number(node) {
            form.append(number.isNegative ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            form.append(word: UInt64(bitPattern: Int64(number.exponent)))
            number.digits.withUnsafeBytes { form.append($0) }
        }
    }
}
