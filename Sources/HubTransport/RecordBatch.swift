/// A run of records of one partition.
///
/// All bytes lie in one buffer, so that reading a batch costs a few allocations, not
/// one a record.
///
/// A record has an optional key, an optional value (none is a tombstone) and ordered headers, whose names may repeat and
/// whose values may be absent (the Kafka record model).
package struct RecordBatch: Sendable {
    /// A stretch of `bytes`; absent is not the same as empty.
    package struct Slice: Sendable, Equatable {
        package var start: Int32
        /// Length in bytes, or -1 for absent.
        package var length: Int32

        package static let absent = Slice(start: 0, length: -1)

        package init(start: Int32, length: Int32) {
            self.start = start
            self.length = length
        }

        package var isAbsent: Bool { length < 0 }
        package var range: Range<Int> { Int(start)..<(Int(start) + Int(max(length, 0))) }
    }

    package struct Header: Sendable {
        package var name: Slice
        package var value: Slice

        package init(name: Slice, value: Slice) {
            self.name = name
            self.value = value
        }
    }

    package struct Record: Sendable {
        /// The record's offset in its partition; set by the log, ignored on append.
        package var offset: Int64
        /// Milliseconds since 1970 UTC.
        package var timestamp: Int64
        package var key: Slice
        package var value: Slice
        /// This record's stretch of the batch's `headers`.
        package var headers: Range<Int32>

        package init(offset: Int64, timestamp: Int64, key: Slice, value: Slice, headers: Range<Int32>) {
            self.offset = offset
            self.timestamp = timestamp
            self.key = key
            self.value = value
            self.headers = headers
        }
    }

    package private(set) var bytes: [UInt8] = []
    package private(set) var records: [Record] = []
    package private(set) var headers: [Header] = []

    package init() {}

    package var isEmpty: Bool { records.isEmpty }
    package var count: Int { records.count }

    package mutating func reserve(bytes byteCount: Int, records recordCount: Int) {
        bytes.reserveCapacity(byteCount)
        records.reserveCapacity(recordCount)
    }

    /// Empties the batch and keeps its memory.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        headers.removeAll(keepingCapacity: true)
    }

    /// Adds one record.
    ///
    /// Offsets are given by the log; readers pass the offset they read.
    package mutating func append(
        key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
        headers named: [(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?)] = [],
        timestamp: Int64, offset: Int64 = 0
    ) {
        let first = Int32(headers.count)
        for header in named {
            headers.append(Header(name: store(header.name), value: store(header.value)))
        }
        records.append(
            Record(
                offset: offset, timestamp: timestamp, key: store(key), value: store(value),
                headers: first..<Int32(headers.count)))
    }

    /// The same, asking for each header in turn; allocates nothing for them.
    @inline(__always)
    package mutating func append(
        key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, headerCount: Int, timestamp: Int64, offset: Int64,
        header: (Int) -> (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?)
    ) {
        let first = Int32(headers.count)
        for index in 0..<headerCount {
            let (name, value) = header(index)
            headers.append(Header(name: store(name), value: store(value)))
        }
        records.append(
            Record(
                offset: offset, timestamp: timestamp, key: store(key), value: store(value),
                headers: first..<Int32(headers.count)))
    }

    /// The same for bytes held in arrays; for edges and tests.
    package mutating func append(
        key: [UInt8]?, value: [UInt8]?, headers named: [(name: String, value: [UInt8]?)] = [],
        timestamp: Int64, offset: Int64 = 0
    ) {
        let first = Int32(headers.count)
        for header in named {
            let name = store(Array(header.name.utf8))
            headers.append(Header(name: name, value: store(header.value)))
        }
        records.append(
            Record(
                offset: offset, timestamp: timestamp, key: store(key), value: store(value),
                headers: first..<Int32(headers.count)))
    }

    /// The bytes of a slice as an array, or nil when absent; for edges and tests.
    package func array(_ slice: Slice) -> [UInt8]? {
        slice.isAbsent ? nil : Array(bytes[slice.range])
    }

    /// Adds record `index` of another batch, its bytes copied.
    ///
    /// - Parameter offset: the offset to give it; nil keeps the one it has.
    package mutating func append(recordAt index: Int, of other: RecordBatch, offset: Int64? = nil) {
        let record = other.records[index]
        let first = Int32(headers.count)
        other.bytes.withUnsafeBytes { source in
            func copied(_ slice: Slice) -> Slice {
                slice.isAbsent ? .absent : store(UnsafeRawBufferPointer(rebasing: source[slice.range]))
            }
            for position in record.headers {
                let header = other.headers[Int(position)]
                headers.append(Header(name: copied(header.name), value: copied(header.value)))
            }
            records.append(
                Record(
                    offset: offset ?? record.offset, timestamp: record.timestamp, key: copied(record.key),
                    value: copied(record.value), headers: first..<Int32(headers.count)))
        }
    }

    /// Adds all records of another batch, their bytes copied at once.
    package mutating func append(_ other: RecordBatch) {
        let base = Int32(bytes.count)
        func moved(_ slice: Slice) -> Slice {
            slice.isAbsent ? .absent : Slice(start: slice.start + base, length: slice.length)
        }
        bytes.append(contentsOf: other.bytes)
        let firstHeader = Int32(headers.count)
        for header in other.headers { headers.append(Header(name: moved(header.name), value: moved(header.value))) }
        records.reserveCapacity(records.count + other.records.count)
        for var record in other.records {
            record.key = moved(record.key)
            record.value = moved(record.value)
            record.headers = (record.headers.lowerBound + firstHeader)..<(record.headers.upperBound + firstHeader)
            records.append(record)
        }
    }

    /// Makes room for `count` bytes at the end, zeroed, and lets `fill` write them; for decoders.
    ///
    /// - Returns: where the bytes start, and what `fill` returned.
    package mutating func appendBytes<Result>(
        count: Int, fill: (UnsafeMutableRawBufferPointer) -> Result
    ) -> (start: Int, result: Result) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        let result = bytes.withUnsafeMutableBytes { all in
            fill(UnsafeMutableRawBufferPointer(rebasing: all[start...]))
        }
        return (start, result)
    }

    /// Adds records and headers whose slices already lie in `bytes`; header ranges count from the first of `added`.
    ///
    /// The caller vouches for the bounds of every slice.
    package mutating func append(decoded added: [Record], headers addedHeaders: [Header]) {
        let base = Int32(headers.count)
        headers.append(contentsOf: addedHeaders)
        guard base > 0 else {
            records.append(contentsOf: added)
            return
        }
        records.reserveCapacity(records.count + added.count)
        for var record in added {
            record.headers = (record.headers.lowerBound + base)..<(record.headers.upperBound + base)
            records.append(record)
        }
    }

    /// Takes back the bytes from `count` on; no record may lie there.
    package mutating func truncateBytes(to count: Int) {
        bytes.removeLast(bytes.count - count)
    }

    private mutating func store(_ source: UnsafeRawBufferPointer?) -> Slice {
        guard let source else { return .absent }
        let start = Int32(bytes.count)
        bytes.append(contentsOf: source)
        return Slice(start: start, length: Int32(source.count))
    }

    private mutating func store(_ source: [UInt8]?) -> Slice {
        guard let source else { return .absent }
        return source.withUnsafeBytes { store($0) }
    }
}
