/// Reads CSV (RFC 4180) from bytes as they come, a row at a time, with bounded memory.
///
/// Lines end with LF, CRLF or CR; quoted fields may hold any of them. A byte order mark at the start is taken away and
/// noticed. After a faulty row it goes on with the line after the one the row began on, so that a stray quotation mark
/// costs one row, not the rest of the file.
package struct CSVReader {
    /// Bounds on a row.
    package struct Limits: Sendable {
        /// Longest field, bytes.
        package var fieldBytes = 16 << 10
        /// Most fields in a row.
        package var fields = 256

        package init() {}
    }

    /// Whether the file begins with a UTF-8 byte order mark; known once a row was read.
    package private(set) var hasByteOrderMark = false
    /// Bytes taken from the file so far; for progress.
    package private(set) var bytesRead = 0

    private let limits: Limits
    private let fill: (UnsafeMutableRawBufferPointer) throws -> Int
    private var buffer: [UInt8] = []
    private var position = 0
    private var line = 1
    private var isAtEnd = false
    private var isFirst = true

    /// - Parameter fill: writes the file's next bytes into the buffer and returns how many; 0 at the end.
    package init(limits: Limits = Limits(), fill: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
        self.limits = limits
        self.fill = fill
    }

    /// A reader over bytes in memory.
    package init(limits: Limits = Limits(), bytes: [UInt8]) {
        self.init(limits: limits, fill: { _ in 0 })
        buffer = bytes
        bytesRead = bytes.count
        isAtEnd = true
    }

    /// Reads the next row, faulty ones and blank lines included.
    ///
    /// - Returns: false at the end of the file.
    /// - Throws: what `fill` throws.
    package mutating func next(into row: inout CSVRow) throws -> Bool {
        if isFirst { try skipByteOrderMark() }
        compact()
        guard try byte(at: position) != nil else { return false }
        row.line = line
        row.fault = nil
        row.isBlank = false
        row.bytes.removeAll(keepingCapacity: true)
        row.ends.removeAll(keepingCapacity: true)
        if let fault = try readFields(into: &row) {
            row.fault = fault
            try skipLine()
        }
        return true
    }

    /// Reads fields from `position` to the end of the row and moves behind it; on a fault leaves the position alone.
    private mutating func readFields(into row: inout CSVRow) throws -> CSVFault? {
        var place = position
        var lines = 0
        while true {
            let start = row.bytes.count
            var closed = false
            if try byte(at: place) == Self.quote {
                place += 1
                while !closed {
                    guard let next = try byte(at: place) else { return .openQuote }
                    place += 1
                    if next != Self.quote {
                        if next == Self.lineFeed { lines += 1 }
                        row.bytes.append(next)
                    } else if try byte(at: place) == Self.quote {
                        row.bytes.append(Self.quote)
                        place += 1
                    } else {
                        closed = true
                    }
                    if row.bytes.count - start > limits.fieldBytes { return .fieldTooLong(limits.fieldBytes) }
                }
            }
            while let next = try byte(at: place), next != Self.comma, next != Self.lineFeed, next != Self.carriageReturn
            {
                if closed { return .textAfterQuote }
                if next == Self.quote { return .strayQuote }
                row.bytes.append(next)
                place += 1
                if row.bytes.count - start > limits.fieldBytes { return .fieldTooLong(limits.fieldBytes) }
            }
            row.ends.append(row.bytes.count)
            if row.ends.count > limits.fields { return .tooManyFields(limits.fields) }
            if try byte(at: place) == Self.comma {
                place += 1
                continue
            }
            row.isBlank = row.ends.count == 1 && row.bytes.isEmpty && !closed
            line += lines
            position = place
            try endLine()
            return nil
        }
    }

    private mutating func skipLine() throws {
        while let next = try byte(at: position), next != Self.lineFeed, next != Self.carriageReturn {
            position += 1
            compact()
        }
        try endLine()
    }

    private mutating func endLine() throws {
        guard let first = try byte(at: position) else { return }
        position += 1
        if first == Self.carriageReturn, try byte(at: position) == Self.lineFeed { position += 1 }
        line += 1
    }

    private mutating func skipByteOrderMark() throws {
        isFirst = false
        guard try byte(at: 0) == 0xEF, try byte(at: 1) == 0xBB, try byte(at: 2) == 0xBF else { return }
        hasByteOrderMark = true
        position = 3
    }

    private mutating func byte(at place: Int) throws -> UInt8? {
        while place >= buffer.count {
            if isAtEnd { return nil }
            let held = buffer.count
            buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
            let count = try buffer.withUnsafeMutableBytes {
                try fill(UnsafeMutableRawBufferPointer(rebasing: $0[held...]))
            }
            buffer.removeLast(Self.chunk - max(0, min(count, Self.chunk)))
            bytesRead += buffer.count - held
            isAtEnd = buffer.count == held
        }
        return buffer[place]
    }

    /// Drops the bytes of rows already read, now and then.
    private mutating func compact() {
        guard position > 4 * Self.chunk else { return }
        buffer.removeSubrange(..<position)
        position = 0
    }

    private static let chunk = 64 << 10
    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
