package import HubJSON

/// The content hash of a message: BLAKE2b-128 over its kind and its data in canonical form, so that the same content in
/// other clothes (member order, escapes, `1.0` for `1`, binary or structured mode) has the same hash.
///
/// Canonical form: members sorted by the UTF-8 bytes of their unescaped names, strings unescaped, numbers by exact value.
/// Every value starts with a tag and carries its length, so that no two contents share a form. One per thread: the
/// buffers are kept from message to message.
package final class ContentHash {
    private var form = CanonicalForm()
    /// The members of the objects under way, outer ones first, each object's in order.
    private var members: [Member] = []

    /// A member's key, with the first eight bytes of its name as a number that orders like them.
    private struct Member {
        var prefix: UInt64
        var key: JSONNode
    }

    package init() { members.reserveCapacity(64) }

    /// - Parameters:
    ///   - kind: the raw value of the message's kind.
    ///   - data: the data on `tape`, or nil for a message without data.
    package func hash(kind: UInt8, data: JSONNode?, on tape: JSONTape) -> Digest128 {
        form.removeAll()
        form.append(kind)
        if let data { write(data, tape) }
        return Blake2b.digest128(form.bytes)
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
            form.append(tape.bytes(node))
        case .integer, .decimal: writeNumber(node, tape)
        case .true: form.append(UInt8(ascii: "t"))
        case .false: form.append(UInt8(ascii: "f"))
        case .null: form.append(UInt8(ascii: "n"))
        }
    }

    private func writeObject(_ node: JSONNode, _ tape: JSONTape) {
        form.append(UInt8(ascii: "{"))
        let first = members.count
        var key = tape.firstChild(node)
        let end = tape.end(node)
        while key != end {
            insert(key, from: first, tape)
            key = tape.next(tape.value(ofKey: key))
        }
        for index in first..<members.count {
            let key = members[index].key
            form.append(tape.bytes(key))
            write(tape.value(ofKey: key), tape)
        }
        members.removeSubrange(first...)
        form.append(UInt8(ascii: "}"))
    }

    /// Insertion sort: objects are small, and names mostly differ within eight bytes.
    private func insert(_ key: JSONNode, from first: Int, _ tape: JSONTape) {
        let name = tape.bytes(key)
        let prefix = Self.prefix(name)
        var place = members.count
        members.append(Member(prefix: prefix, key: key))
        members.withUnsafeMutableBufferPointer { members in
            while place > first {
                let before = members[place - 1]
                guard
                    prefix < before.prefix
                        || (prefix == before.prefix && ByteCompare.order(name, tape.bytes(before.key)) < 0)
                else { break }
                members[place] = before
                place -= 1
            }
            members[place] = Member(prefix: prefix, key: key)
        }
    }

    private static func prefix(_ name: UnsafeRawBufferPointer) -> UInt64 {
        if name.count >= 8 { return UInt64(bigEndian: name.loadUnaligned(as: UInt64.self)) }
        var word: UInt64 = 0
        for byte in name { word = word << 8 | UInt64(byte) }
        return word << UInt64(8 * (8 - name.count))
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

/// A growing buffer of bytes, written without the checks that an array makes for each append.
private struct CanonicalForm: ~Copyable {
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 8)
    private var count = 0

    deinit { memory.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

    mutating func removeAll() { count = 0 }

    mutating func append(_ byte: UInt8) {
        reserve(1)
        memory[count] = byte
        count += 1
    }

    mutating func append(word: UInt64) {
        reserve(8)
        memory.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt64.self)
        count += 8
    }

    /// The bytes behind their number.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        append(word: UInt64(bytes.count))
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        memory.baseAddress.map { ($0 + count).copyMemory(from: source, byteCount: bytes.count) }
        count += bytes.count
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > memory.count else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(memory.count * 2, count + more), alignment: 8)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = larger
    }
}
