package import HubJSON

/// The content hash of a message: BLAKE2b-128 over its kind and its data in canonical form, so that the same content in
/// other clothes (member order, escapes, `1.0` for `1`, binary or structured mode) has the same hash.
///
/// Canonical form: members sorted by the UTF-8 bytes of their unescaped names, strings unescaped, numbers by exact value.
/// Every value starts with a tag and carries its length, so that no two contents share a form. One per thread: the
/// buffers are kept from message to message.
package final class ContentHash {
    private var form: [UInt8] = []
    private var order: [JSONNode] = []

    package init() { form.reserveCapacity(4096) }

    /// - Parameters:
    ///   - kind: the raw value of the message's kind.
    ///   - data: the data on `tape`, or nil for a message without data.
    package func hash(kind: UInt8, data: JSONNode?, on tape: JSONTape) -> Digest128 {
        form.removeAll(keepingCapacity: true)
        form.append(kind)
        if let data { write(data, tape) }
        return form.withUnsafeBytes { Blake2b.digest128($0) }
    }

    private func write(_ node: JSONNode, _ tape: JSONTape) {
        switch tape.kind(node) {
        case .object: writeObject(node, tape)
        case .array:
            form.append(UInt8(ascii: "["))
            var element = tape.firstChild(node)
            let end = tape.end(node)
            while element != end {
                write(element, tape)
                element = tape.next(element)
            }
            form.append(UInt8(ascii: "]"))
        case .string:
            form.append(UInt8(ascii: "\""))
            write(tape.bytes(node))
        case .integer, .decimal: writeNumber(node, tape)
        case .true: form.append(UInt8(ascii: "t"))
        case .false: form.append(UInt8(ascii: "f"))
        case .null: form.append(UInt8(ascii: "n"))
        }
    }

    private func writeObject(_ node: JSONNode, _ tape: JSONTape) {
        form.append(UInt8(ascii: "{"))
        let first = order.count
        var key = tape.firstChild(node)
        let end = tape.end(node)
        while key != end {
            // Insertion sort: partners send members in one order, so this is mostly a single comparison each.
            var place = order.count
            let name = tape.bytes(key)
            while place > first, ByteCompare.order(name, tape.bytes(order[place - 1])) < 0 { place -= 1 }
            order.insert(key, at: place)
            key = tape.next(tape.value(ofKey: key))
        }
        for index in first..<order.count {
            let member = order[index]
            write(tape.bytes(member))
            write(tape.value(ofKey: member), tape)
        }
        order.removeSubrange(first...)
        form.append(UInt8(ascii: "}"))
    }

    private func writeNumber(_ node: JSONNode, _ tape: JSONTape) {
        if let integer = tape.int64(node) {
            form.append(UInt8(ascii: "i"))
            writeLittleEndian(UInt64(bitPattern: integer))
        } else if let number = tape.number(node) {
            form.append(UInt8(ascii: "d"))
            form.append(number.isNegative ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            writeLittleEndian(UInt64(bitPattern: Int64(number.exponent)))
            number.digits.withUnsafeBytes { write($0) }
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) {
        writeLittleEndian(UInt64(bytes.count))
        form.append(contentsOf: bytes)
    }

    private func writeLittleEndian(_ word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { form.append(contentsOf: $0) }
    }
}
