/// Writes JSON text into one growing array of bytes; places commas by itself. The caller keeps the order of calls right.
package struct JSONWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private let pretty: Bool
    private var depth = 0
    private var needsComma = false
    private var afterKey = false

    /// An empty writer; `pretty` indents by two spaces.
    package init(pretty: Bool = false) { self.pretty = pretty }

    /// Forgets what was written and keeps the memory.
    package mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        depth = 0
        needsComma = false
        afterKey = false
    }

    private mutating func separate() {
        if afterKey {
            afterKey = false
            return
        }
        if needsComma { bytes.append(0x2C) }
        if pretty, depth > 0 { newLine() }
    }

    private mutating func newLine() {
        bytes.append(0x0A)
        for _ in 0..<depth * 2 { bytes.append(0x20) }
    }

    private mutating func begin(_ byte: UInt8) {
        separate()
        bytes.append(byte)
        depth += 1
        needsComma = false
    }

    private mutating func end(_ byte: UInt8) {
        depth = max(0, depth - 1)
        if pretty, needsComma { newLine() }
        bytes.append(byte)
        needsComma = true
    }

    /// Begins an object.
    package mutating func beginObject() { begin(0x7B) }
    /// Ends an object.
    package mutating func endObject() { end(0x7D) }
    /// Begins an array.
    package mutating func beginArray() { begin(0x5B) }
    /// Ends an array.
    package mutating func endArray() { end(0x5D) }

    /// Writes a key that needs no escapes.
    package mutating func key(_ key: StaticString) {
        self.key(UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }

    /// Writes a key.
    package mutating func key(_ key: String) {
        var key = key
        key.withUTF8 { self.key(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a key given as UTF-8.
    package mutating func key(_ key: UnsafeRawBufferPointer) {
        separate()
        quoted(key)
        bytes.append(0x3A)
        if pretty { bytes.append(0x20) }
        afterKey = true
        needsComma = true
    }

    /// Writes a string.
    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { string(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// Writes a string given as UTF-8.
    package mutating func string(utf8 value: UnsafeRawBufferPointer) {
        separate()
        quoted(value)
        needsComma = true
    }

    private mutating func quoted(_ value: UnsafeRawBufferPointer) {
        bytes.append(0x22)
        var clean = 0
        for place in 0..<value.count {
            let byte = value[place]
            if byte >= 0x20, byte != 0x22, byte != 0x5C { continue }
            bytes.append(contentsOf: value[clean..<place])
            clean = place + 1
            bytes.append(0x5C)
            switch byte {
            case 0x22, 0x5C: bytes.append(byte)
            case 0x08: bytes.append(0x62)
            case 0x0C: bytes.append(0x66)
            case 0x0A: bytes.append(0x6E)
            case 0x0D: bytes.append(0x72)
            case 0x09: bytes.append(0x74)
            default:
                let low = byte & 15
                bytes.append(contentsOf: [0x75, 0x30, 0x30, 0x30 + byte >> 4, low < 10 ? 0x30 + low : 0x57 + low])
            }
        }
        bytes.append(contentsOf: value[clean...])
        bytes.append(0x22)
    }

    /// Writes an integer.
    package mutating func int(_ value: Int64) {
        separate()
        if value < 0 { bytes.append(0x2D) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        // In place: reversing a slice would copy the whole array.
        var (low, high) = (start, bytes.count - 1)
        while low < high {
            bytes.swapAt(low, high)
            low += 1
            high -= 1
        }
        needsComma = true
    }

    /// Writes the shortest text that reads back as this double; `null` for infinities and NaN, which JSON lacks.
    package mutating func double(_ value: Double) {
        separate()
        if !value.isFinite {
            append("null")
        } else if value == value.rounded(), abs(value) < 1e15 {
            append(value == 0 && value.sign == .minus ? "-0.0" : "\(Int64(value))")
        } else {
            append("\(value)")
        }
        needsComma = true
    }

    /// Writes an exact number.
    package mutating func number(_ value: JSONNumber) {
        separate()
        append(value.description)
        needsComma = true
    }

    /// Writes a boolean.
    package mutating func bool(_ value: Bool) {
        separate()
        append(value ? "true" : "false")
        needsComma = true
    }

    /// Writes null.
    package mutating func null() {
        separate()
        append("null")
        needsComma = true
    }

    /// Writes a value that is JSON text already.
    package mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
