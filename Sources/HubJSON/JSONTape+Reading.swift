extension JSONTape {
    /// The document's value.
    @inlinable
    package var root: JSONNode { JSONNode(index: 1) }

    /// What a value is.
    @inlinable
    package func kind(_ node: JSONNode) -> JSONKind {
        switch view.letter(Int(node.index)) {
        case TapeView.Letter.object: .object
        case TapeView.Letter.array: .array
        case TapeView.Letter.string: .string
        case TapeView.Letter.int64, TapeView.Letter.uint64: .integer
        case TapeView.Letter.double: .decimal
        case TapeView.Letter.text: largeNumberKind(node)
        case TapeView.Letter.true: .true
        case TapeView.Letter.false: .false
        default: .null
        }
    }

    @usableFromInline
    func largeNumberKind(_ node: JSONNode) -> JSONKind {
        guard let text = numberText(node) else { return .decimal }
        return text.contains { $0 == 0x2E || $0 | 0x20 == 0x65 } ? .decimal : .integer
    }

    /// A string's, or a key's, unescaped UTF-8; empty for any other value.
    @inlinable
    package func bytes(_ node: JSONNode) -> UnsafeRawBufferPointer {
        let view = view
        guard view.letter(Int(node.index)) == TapeView.Letter.string else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return view.string(Int(node.index))
    }

    /// A string value as a `String`; nil for any other value.
    package func string(_ node: JSONNode) -> String? {
        guard view.letter(Int(node.index)) == TapeView.Letter.string else { return nil }
        return String(decoding: bytes(node), as: UTF8.self)
    }

    /// The exact value of a number that is whole and fits 64 bits, however written (`1.0`, `1e2`); else nil.
    @inlinable
    package func int64(_ node: JSONNode) -> Int64? {
        let view = view
        switch view.letter(Int(node.index)) {
        case TapeView.Letter.int64: return Int64(bitPattern: view.words[Int(node.index) &+ 1])
        case TapeView.Letter.double:
            let double = Double(bitPattern: view.words[Int(node.index) &+ 1])
            return double == double.rounded(.towardZero) ? number(node)?.int64 : nil
        default: return nil
        }
    }

    /// The nearest double of a number (infinite beyond its range); nil for any other value.
    @inlinable
    package func double(_ node: JSONNode) -> Double? {
        let view = view
        switch view.letter(Int(node.index)) {
        case TapeView.Letter.double: return Double(bitPattern: view.words[Int(node.index) &+ 1])
        case TapeView.Letter.int64: return Double(Int64(bitPattern: view.words[Int(node.index) &+ 1]))
        case TapeView.Letter.uint64: return Double(view.words[Int(node.index) &+ 1])
        case TapeView.Letter.text: return number(node)?.double
        default: return nil
        }
    }

    /// A number's exact value; nil for any other value. Allocates.
    @usableFromInline
    package func number(_ node: JSONNode) -> JSONNumber? {
        let view = view
        switch view.letter(Int(node.index)) {
        case TapeView.Letter.int64: return JSONNumber(Int64(bitPattern: view.words[Int(node.index) + 1]))
        case TapeView.Letter.uint64: return JSONNumber(view.words[Int(node.index) + 1])
        case TapeView.Letter.double, TapeView.Letter.text: return numberText(node).flatMap { JSONNumber(text: $0) }
        default: return nil
        }
    }

    /// How many members or elements a container has; 0 for a scalar.
    @inlinable
    package func count(_ node: JSONNode) -> Int {
        let view = view
        let letter = view.letter(Int(node.index))
        return letter == TapeView.Letter.object || letter == TapeView.Letter.array ? view.count(Int(node.index)) : 0
    }

    /// An object's first key or an array's first element; equal to `end` where there is none.
    @inlinable
    package func firstChild(_ container: JSONNode) -> JSONNode { JSONNode(index: container.index &+ 1) }

    /// The value of a key.
    @inlinable
    package func value(ofKey key: JSONNode) -> JSONNode { JSONNode(index: key.index &+ 1) }

    /// After a member's value or an element: the next key or element, or `end`.
    @inlinable
    package func next(_ node: JSONNode) -> JSONNode {
        JSONNode(index: Int32(truncatingIfNeeded: view.after(Int(node.index))))
    }

    /// One past a container's last child; a scalar's own `firstChild`.
    @inlinable
    package func end(_ container: JSONNode) -> JSONNode {
        let view = view
        let letter = view.letter(Int(container.index))
        guard letter == TapeView.Letter.object || letter == TapeView.Letter.array else { return firstChild(container) }
        return JSONNode(index: Int32(truncatingIfNeeded: view.closing(Int(container.index))))
    }

    /// A member's value by its key; nil where there is none or the node is no object. Linear.
    @inlinable
    package func member(_ object: JSONNode, _ key: StaticString) -> JSONNode? {
        member(object, utf8: UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }

    /// A member's value by its key; nil where there is none or the node is no object. Linear.
    @usableFromInline
    package func member(_ object: JSONNode, utf8 key: UnsafeRawBufferPointer) -> JSONNode? {
        let view = view
        guard view.letter(Int(object.index)) == TapeView.Letter.object else { return nil }
        let end = view.closing(Int(object.index))
        var place = Int(object.index) &+ 1
        while place < end {
            if ByteCompare.equal(view.string(place), key) {
                return JSONNode(index: Int32(truncatingIfNeeded: place &+ 1))
            }
            place = view.after(place &+ 1)
        }
        return nil
    }

    /// The element of an array at a place from 0; nil where there is none. Linear.
    package func element(_ array: JSONNode, at place: Int) -> JSONNode? {
        guard kind(array) == .array, place >= 0, place < count(array) else { return nil }
        var child = firstChild(array)
        for _ in 0..<place { child = next(child) }
        return child
    }

    /// The JSON Pointer (RFC 6901) of a value, or of the member a key names; linear in the document.
    package func pointer(to node: JSONNode) -> String {
        let view = view
        let wanted = Int(node.index)
        var pointer = JSONPointer()
        var container = 1
        while container < wanted, wanted < view.closing(container) + 1 {
            let isObject = view.letter(container) == TapeView.Letter.object
            guard isObject || view.letter(container) == TapeView.Letter.array else { break }
            let end = view.closing(container)
            var child = container + 1
            var place = 0
            var inside = false
            while child < end {
                let value = isObject ? child + 1 : child
                let after = view.after(value)
                if wanted < after {
                    pointer.append(isObject ? String(decoding: view.string(child), as: UTF8.self) : String(place))
                    inside = wanted > value
                    container = value
                    break
                }
                child = after
                place += 1
            }
            if !inside { break }
        }
        return pointer.description
    }
}
