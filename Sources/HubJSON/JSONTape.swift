import CSimdJSON

/// One parsed document on simdjson's tape; reused from message to message by one thread.
///
/// Nodes and bytes it hands out are valid until the next parse. Reading costs no call into C and allocates nothing,
/// but for numbers whose text a double does not hold.
package final class JSONTape {
    /// The bounds every document is held to.
    package let limits: JSONLimits
    private let parser: OpaquePointer?
    private let duplicates = DuplicateKeys()
    /// The words of the last parse behind a pointer, so that reading them needs no exclusivity check.
    @usableFromInline let state: UnsafeMutablePointer<TapeView>
    /// A document `null`, for a tape that holds nothing.
    private let nothing: UnsafeMutablePointer<UInt64>
    private var result = hub_simdjson_result()
    /// Byte offset of the value at each tape index, made when first asked for; empty until then.
    private var sourceOffsets: [UInt32] = []
    /// Whether the document has numbers kept as text: integers beyond 64 bits, or beyond a double's range.
    package private(set) var holdsLargeNumbers = false

    /// A tape that holds nothing yet.
    package init(limits: JSONLimits = JSONLimits()) {
        self.limits = limits
        // simdjson counts the document itself as a level and refuses at the limit.
        parser = hub_simdjson_create(limits.maximumDepth + 1)
        nothing = .allocate(capacity: 4)
        nothing.initialize(repeating: 0, count: 4)
        nothing[0] = UInt64(0x72) << 56 | 3
        nothing[1] = UInt64(0x6E) << 56
        nothing[2] = UInt64(0x72) << 56
        state = .allocate(capacity: 1)
        state.initialize(
            to: TapeView(words: nothing, strings: UnsafeRawPointer(nothing).assumingMemoryBound(to: UInt8.self)))
    }

    deinit {
        if let parser { hub_simdjson_destroy(parser) }
        state.deallocate()
        nothing.deallocate()
    }

    /// The tape's words, for inner loops.
    @inlinable @inline(__always)
    package var view: TapeView { state.pointee }

    /// Parses a document and returns nil when all is well; after a fault the tape holds `null`.
    ///
    /// Refuses what RFC 8259 does not allow, text that is not UTF-8 (half surrogate pairs included), documents beyond
    /// the limits, and duplicate keys unless the limits say otherwise. Time is linear in the length.
    package func parse(_ bytes: UnsafeRawBufferPointer) -> JSONFault? {
        state.pointee = TapeView(words: nothing, strings: state.pointee.strings)
        holdsLargeNumbers = false
        if !sourceOffsets.isEmpty { sourceOffsets.removeAll(keepingCapacity: true) }
        if bytes.count > limits.maximumBytes {
            return JSONFault(.tooLarge, "larger than \(limits.maximumBytes) bytes", at: limits.maximumBytes, in: bytes)
        }
        guard let parser else { return JSONFault(.tooLarge, "no memory for the document", at: 0, in: bytes) }
        hub_simdjson_parse(parser, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &result)
        guard result.input != nil else { return JSONFault(.tooLarge, "no memory for the document", at: 0, in: bytes) }
        if result.error != 0 || SurrogateEscapes.occur(in: bytes), let fault = recover(parser) { return fault }
        return settle(parser)
    }

    /// Parses an array of bytes.
    package func parse(_ bytes: [UInt8]) -> JSONFault? { bytes.withUnsafeBytes { parse($0) } }

    private var source: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: result.input, count: result.length) }

    /// Finds the fault by a strict scan; where there is none, parses again with the large numbers kept as text.
    private func recover(_ parser: OpaquePointer) -> JSONFault? {
        var scanner = JSONScanner(source, limits: limits)
        if let fault = scanner.scan() { return fault }
        if result.error == 0 { return nil }
        guard !scanner.largeNumbers.isEmpty, let input = result.input else {
            return JSONFault(.malformed, "the document cannot be read", at: 0, in: source)
        }
        let original = scanner.largeNumbers.map { Array(source[$0]) }
        for range in scanner.largeNumbers {
            input[range.lowerBound] = 0x30
            for index in range.dropFirst() { input[index] = 0x20 }
        }
        hub_simdjson_parse_again(parser, &result)
        for (range, text) in zip(scanner.largeNumbers, original) {
            for (index, byte) in zip(range, text) { input[index] = byte }
        }
        guard result.error == 0, let words = result.tape else {
            return JSONFault(.malformed, "the document cannot be read", at: 0, in: source)
        }
        var large = scanner.largeNumbers[...]
        forEachValue { index, offset in
            guard let next = large.first, next.lowerBound == offset else { return }
            words[index] = UInt64(TapeView.Letter.text) << 56 | UInt64(offset)
            large.removeFirst()
        }
        holdsLargeNumbers = true
        return nil
    }

    /// Checks the keys and shows the document.
    private func settle(_ parser: OpaquePointer) -> JSONFault? {
        guard let words = result.tape, let strings = result.strings else {
            return JSONFault(.malformed, "the document cannot be read", at: 0, in: source)
        }
        let parsed = TapeView(words: words, strings: strings)
        switch limits.duplicateKeys {
        case .refuse:
            guard let key = duplicates.first(in: parsed) else { break }
            state.pointee = parsed
            let offset = sourceOffset(JSONNode(index: Int32(truncatingIfNeeded: key))) ?? 0
            let place = pointer(to: JSONNode(index: Int32(truncatingIfNeeded: key)))
            state.pointee = TapeView(words: nothing, strings: strings)
            let message = "an object names the same member twice"
            return JSONFault(.duplicateKey, message, at: offset, in: source, pointer: place)
        case .last:
            let replaced = duplicates.replaced(in: parsed)
            if replaced.isEmpty { break }
            erase(replaced, in: parsed)
            hub_simdjson_parse_again(parser, &result)
            sourceOffsets.removeAll(keepingCapacity: true)
            if result.error != 0, let fault = recover(parser) { return fault }
            guard let words = result.tape, let strings = result.strings else {
                return JSONFault(.malformed, "the document cannot be read", at: 0, in: source)
            }
            state.pointee = TapeView(words: words, strings: strings)
            return nil
        }
        state.pointee = parsed
        return nil
    }

    /// Overwrites members with spaces in the copy of the source; another member follows each of them.
    private func erase(_ keys: [Int], in parsed: TapeView) {
        makeSourceOffsets()
        guard let input = result.input else { return }
        var ranges: [Range<Int>] = []
        for key in keys {
            let next = parsed.after(key + 1)
            guard next < sourceOffsets.count, sourceOffsets[key] <= sourceOffsets[next] else { continue }
            ranges.append(Int(sourceOffsets[key])..<Int(sourceOffsets[next]))
        }
        for range in ranges { for index in range { input[index] = 0x20 } }
    }

    /// Calls `body` with the tape index and byte offset of every value, key and closing word, in order.
    private func forEachValue(_ body: (Int, Int) -> Void) {
        guard let structurals = result.structurals, let input = result.input else { return }
        var index = 1
        for place in 0..<Int(result.structural_count) {
            let offset = Int(structurals[place])
            guard offset < result.length else { return }
            switch input[offset] {
            case 0x2C, 0x3A: continue
            case 0x2D, 0x30...0x39:
                body(index, offset)
                index += 2
            default:
                body(index, offset)
                index += 1
            }
        }
    }

    private func makeSourceOffsets() {
        guard sourceOffsets.isEmpty, let words = result.tape else { return }
        sourceOffsets = [UInt32](repeating: 0, count: Int(truncatingIfNeeded: words[0] & 0xFFFF_FFFF) + 1)
        var made = sourceOffsets
        sourceOffsets = []
        forEachValue { index, offset in if index < made.count { made[index] = UInt32(truncatingIfNeeded: offset) } }
        sourceOffsets = made
    }

    /// Byte offset of a value in the parsed document; the first call after a parse takes time linear in the document.
    package func sourceOffset(_ node: JSONNode) -> Int? {
        makeSourceOffsets()
        let index = Int(node.index)
        return index > 0 && index < sourceOffsets.count ? Int(sourceOffsets[index]) : nil
    }

    /// The text of a number in the document.
    package func numberText(_ node: JSONNode) -> UnsafeRawBufferPointer? {
        guard let start = sourceOffset(node) else { return nil }
        var end = start
        let bytes = source
        while end < bytes.count {
            switch bytes[end] {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65:
                end += 1
                continue
            default: break
            }
            break
        }
        return start < end ? UnsafeRawBufferPointer(rebasing: bytes[start..<end]) : nil
    }
}

/// Finds `\u` escapes of surrogates, which simdjson passes on unpaired.
private enum SurrogateEscapes {
    static func occur(in bytes: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while let found = ByteCompare.first(0x5C, in: bytes, from: place) {
            if found + 2 < bytes.count, bytes[found + 1] == 0x75, bytes[found + 2] | 0x20 == 0x64 { return true }
            place = found + 2
        }
        return false
    }
}
