/// A JSON Pointer (RFC 6901): the way from a document's root to a value.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// The unescaped reference tokens; empty for the whole document.
    package private(set) var tokens: [String]

    /// The pointer to the whole document, or along these tokens.
    package init(tokens: [String] = []) { self.tokens = tokens }

    /// Parses `/a~1b/0`; nil for text that is no pointer.
    package init?(_ text: String) {
        tokens = []
        if text.utf8.isEmpty { return }
        var token: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        guard iterator.next() == 0x2F else { return nil }
        while let byte = iterator.next() {
            switch byte {
            case 0x2F:
                tokens.append(String(decoding: token, as: UTF8.self))
                token = []
            case 0x7E:
                switch iterator.next() {
                case 0x30: token.append(0x7E)
                case 0x31: token.append(0x2F)
                default: return nil
                }
            default: token.append(byte)
            }
        }
        tokens.append(String(decoding: token, as: UTF8.self))
    }

    /// Goes one step further down.
    package mutating func append(_ token: String) { tokens.append(token) }

    /// The pointer one step further down.
    package func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

    /// One escaped token, without its slash.
    package static func escape(_ token: String) -> String {
        var escaped: [UInt8] = []
        for byte in token.utf8 {
            switch byte {
            case 0x7E: escaped += [0x7E, 0x30]
            case 0x2F: escaped += [0x7E, 0x31]
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    /// `/a~1b/0`; empty for the whole document.
    package var description: String { tokens.map { "/" + Self.escape($0) }.joined() }

    /// The place an array token names: digits without a leading zero.
    package static func place(_ token: String) -> Int? {
        let digits = token.utf8
        guard !digits.isEmpty, digits.count <= 10, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        if digits.count > 1, digits.first == 0x30 { return nil }
        return Int(token)
    }

    /// The value this points at on a tape, or nil.
    package func evaluate(_ tape: JSONTape, from start: JSONNode) -> JSONNode? {
        var node = start
        for token in tokens {
            var token = token
            let next =
                tape.kind(node) == .array
                ? Self.place(token).flatMap { tape.element(node, at: $0) }
                : token.withUTF8 { tape.member(node, utf8: UnsafeRawBufferPointer($0)) }
            guard let next else { return nil }
            node = next
        }
        return node
    }

    /// The value this points at in a tree, or nil.
    package func evaluate(_ root: JSONValue) -> JSONValue? {
        var value = root
        for token in tokens {
            let next: JSONValue?
            switch value {
            case .object(let object): next = object[token]
            case .array: next = Self.place(token).flatMap { value[$0] }
            default: next = nil
            }
            guard let next else { return nil }
            value = next
        }
        return value
    }
}
