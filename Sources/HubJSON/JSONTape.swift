import CSimdJSON

/// One parsed document on a tape of words; reused from message to message by one thread.
///
/// Nodes and bytes it hands out are valid until the next parse. Reading costs no call into C and allocates nothing,
/// but for numbers whose text a double does not hold.
package final class JSONTape {
    /// The bounds every document is held to.
    package let limits: JSONLimits
    private let refusesDuplicates: Bool
    private let finder: OpaquePointer?
    private let duplicates = DuplicateKeys()
    /// The words of the last parse behind a pointer, so that reading them needs no exclusivity check.
    @usableFromInline let state: UnsafeMutablePointer<TapeView>
    /// A document `null`, for a tape that holds nothing.
    private let nothing: UnsafeMutablePointer<UInt64>
    /// The padded copy of the document, and the words made of it.
    private var source: UnsafeMutablePointer<UInt8>
    private var sourceCapacity = 0
    private var words: UnsafeMutablePointer<UInt64>
    private var wordCapacity = 0
    private let open: UnsafeMutablePointer<TapeBuilder.Open>
    /// Whether the document has numbers kept as text: integers beyond 64 bits, or beyond a double's range.
    package private(set) var holdsLargeNumbers = false

    /// More than any reader of the tape looks past the end of a string.
    private static let padding = 64

    /// Whether no object of the document names a key twice; false where nobody has looked yet.
    package private(set) var hasUniqueKeys = true

    /// A tape that holds nothing yet.
    package init(limits: JSONLimits = JSONLimits()) {
        self.limits = limits
        refusesDuplicates = limits.duplicateKeys == .refuse
        finder = hub_structurals_create()
        nothing = .allocate(capacity: 4)
        nothing.initialize(repeating: 0, count: 4)
        nothing[0] = UInt64(0x72) << 56 | 3
        nothing[1] = UInt64(0x6E) << 56
        nothing[2] = UInt64(0x72) << 56
        source = .allocate(capacity: Self.padding)
        words = .allocate(capacity: 1)
        open = .allocate(capacity: max(1, limits.maximumDepth))
        state = .allocate(capacity: 1)
        state.initialize(to: TapeView(words: nothing, source: source))
    }

    deinit {
        if let finder { hub_structurals_destroy(finder) }
        state.deallocate()
        nothing.deallocate()
        source.deallocate()
        words.deallocate()
        open.deallocate()
    }

    /// The tape's words, for inner loops.
    @inlinable @inline(__always)
    package var view: TapeView { state.pointee }

    /// Parses a document and returns nil when all is well; after a fault the tape holds `null`.
    ///
    /// Refuses what RFC 8259 does not allow, text that is not UTF-8 (half surrogate pairs included), documents beyond
    /// the limits, and duplicate keys unless the limits say otherwise. Time is linear in the length.
    package func parse(_ bytes: UnsafeRawBufferPointer) -> JSONFault? {
        if !read(bytes) { return fault(bytes) }
        guard let key = duplicates.first(in: view) else {
            hasUniqueKeys = true
            return nil
        }
        return refusesDuplicates ? duplicateFault(key, bytes) : readWithoutReplaced(bytes)
    }

    /// Parses an array of bytes.
    package func parse(_ bytes: [UInt8]) -> JSONFault? { bytes.withUnsafeBytes { parse($0) } }

    /// Whether the bytes are a document to take but for duplicate keys, for callers that go through every object and look
    /// themselves; `parse` says why where they are none, or where duplicates count.
    package func parseWithoutKeyCheck(_ bytes: UnsafeRawBufferPointer) -> Bool { refusesDuplicates && read(bytes) }

    /// Whether the object at a tape index names a key twice; what lies deeper does not count.
    package func namesAKeyTwice(_ object: Int) -> Bool { duplicates.repeats(object, in: view) }

    @inline(__always)
    private func read(_ bytes: UnsafeRawBufferPointer) -> Bool {
        clear()
        if bytes.count > limits.maximumBytes { return false }
        if bytes.count > sourceCapacity { growSource(bytes.count) }
        if let start = bytes.baseAddress {
            UnsafeMutableRawPointer(source).copyMemory(from: start, byteCount: bytes.count)
        }
        let end = UnsafeMutableRawPointer(source + bytes.count)
        for place in stride(from: 0, to: Self.padding, by: 8) {
            end.storeBytes(of: 0x2020_2020_2020_2020, toByteOffset: place, as: UInt64.self)
        }
        return build(bytes.count)
    }

    private func clear() {
        state.pointee = TapeView(words: nothing, source: source)
        holdsLargeNumbers = false
        hasUniqueKeys = true
    }

    /// Makes the tape of the copy.
    private func build(_ length: Int) -> Bool {
        var count: UInt32 = 0
        guard let finder, let places = hub_structurals_find(finder, source, length, &count) else { return false }
        if Int(count) &* 2 &+ 4 > wordCapacity { growWords(Int(count) &* 2 &+ 4) }
        var builder = TapeBuilder(
            source: source, length: length, places: places, count: Int(count), words: words, open: open,
            maximumDepth: limits.maximumDepth)
        guard builder.build() else { return false }
        holdsLargeNumbers = builder.holdsLargeNumbers
        hasUniqueKeys = false
        state.pointee = TapeView(words: words, source: source)
        return true
    }

    @inline(never)
    private func growSource(_ wanted: Int) {
        source.deallocate()
        sourceCapacity = max(4096, wanted + wanted / 2)
        source = .allocate(capacity: sourceCapacity + Self.padding)
        clear()
    }

    @inline(never)
    private func growWords(_ wanted: Int) {
        words.deallocate()
        wordCapacity = wanted + wanted / 2
        words = .allocate(capacity: wordCapacity)
    }

    /// What is wrong with a document that could not be read.
    @inline(never)
    private func fault(_ bytes: UnsafeRawBufferPointer) -> JSONFault {
        if bytes.count > limits.maximumBytes {
            return JSONFault(.tooLarge, "larger than \(limits.maximumBytes) bytes", at: limits.maximumBytes, in: bytes)
        }
        var scanner = JSONScanner(bytes, limits: limits)
        return scanner.scan() ?? JSONFault(.tooLarge, "no memory for the document", at: 0, in: bytes)
    }

    // MARK: - Duplicate keys

    @inline(never)
    private func duplicateFault(_ key: Int, _ bytes: UnsafeRawBufferPointer) -> JSONFault {
        let node = JSONNode(index: Int32(truncatingIfNeeded: key))
        let (offset, place) = (sourceOffset(node) ?? 0, pointer(to: node))
        clear()
        let message = "an object names the same member twice"
        return JSONFault(.duplicateKey, message, at: offset, in: bytes, pointer: place)
    }

    /// Reads the document again with spaces over the members that a later one replaces; another member follows each.
    private func readWithoutReplaced(_ bytes: UnsafeRawBufferPointer) -> JSONFault? {
        var ranges: [Range<Int>] = []
        for key in duplicates.replaced(in: view) {
            let next = view.after(key + 1)
            guard let start = sourceOffset(JSONNode(index: Int32(truncatingIfNeeded: key))),
                let end = sourceOffset(JSONNode(index: Int32(truncatingIfNeeded: next))), start <= end
            else { continue }
            ranges.append(start..<end)
        }
        clear()
        // Strings were unescaped in place.
        if let start = bytes.baseAddress {
            UnsafeMutableRawPointer(source).copyMemory(from: start, byteCount: bytes.count)
        }
        for range in ranges { (source + range.lowerBound).update(repeating: 0x20, count: range.count) }
        if !build(bytes.count) { return fault(bytes) }
        hasUniqueKeys = true
        return nil
    }

    // MARK: - Places in the document

    /// Byte offset of a value, key or closing bracket in the parsed document.
    package func sourceOffset(_ node: JSONNode) -> Int? {
        let view = view
        var index = Int(node.index)
        guard index > 0, index < Int(truncatingIfNeeded: view.words[0] & 0xFFFF_FFFF) else { return nil }
        // An opening word has no room for its place: it stands before its first child, spaces between.
        var brackets = 0
        while view.letter(index) == TapeView.Letter.object || view.letter(index) == TapeView.Letter.array {
            brackets += 1
            index += 1
        }
        let word = view.words[index]
        let isString = view.letter(index) == TapeView.Letter.string
        var offset =
            isString
            ? Int(truncatingIfNeeded: word & TapeView.offsetMask) - 1 : Int(truncatingIfNeeded: word & 0xFFFF_FFFF)
        while brackets > 0, offset > 0 {
            offset -= 1
            if view.source[offset] == 0x7B || view.source[offset] == 0x5B { brackets -= 1 }
        }
        return offset
    }

    /// The text of a number in the document.
    package func numberText(_ node: JSONNode) -> UnsafeRawBufferPointer? {
        guard let start = sourceOffset(node) else { return nil }
        let source = view.source
        var end = start
        // Spaces follow the document.
        while true {
            switch source[end] {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65:
                end += 1
                continue
            default: break
            }
            break
        }
        return start < end ? UnsafeRawBufferPointer(start: source + start, count: end - start) : nil
    }
}
