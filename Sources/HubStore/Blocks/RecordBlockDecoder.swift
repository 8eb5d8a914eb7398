import CLZ4
import HubTransport

/// Unpacks blocks.
///
/// Whatever the bytes are, the outcome is records or an error, never a trap: each step is checked.
struct RecordBlockDecoder {
    /// Which records of a block are wanted.
    struct Want {
        /// The offset of the block's first record.
        var baseOffset: Int64
        /// How many of the first records to leave out.
        var skipped: Int
        var recordLimit: Int
        /// Bytes; the first record is given whatever its size.
        var byteLimit: Int
    }

    private var records: [RecordBatch.Record] = []
    private var headers: [RecordBatch.Header] = []

    /// Adds the wanted records to `batch`; the block's bytes lie in the batch's buffer, which its slices point into.
    ///
    /// - Returns: how many records were added, or nil if the block is damaged (the batch is then as before).
    mutating func decode(
        _ stored: UnsafeRawBufferPointer, frame: RecordBlock.Frame, seed: UInt64, want: Want,
        into batch: inout RecordBatch
    ) -> Int? {
        guard Self.isSound(stored, frame: frame, seed: seed), Int(frame.rawSize) <= Int(Int32.max) - batch.bytes.count
        else { return nil }
        let (start, unpacked) = batch.appendBytes(count: Int(frame.rawSize)) {
            Self.unpack(stored, frame: frame, into: $0)
        }
        records.removeAll(keepingCapacity: true)
        headers.removeAll(keepingCapacity: true)
        let sound =
            unpacked
            && batch.bytes.withUnsafeBytes {
                read(UnsafeRawBufferPointer(rebasing: $0[start...]), at: start, want: want)
            }
        guard sound else {
            batch.truncateBytes(to: start)
            return nil
        }
        batch.append(decoded: records, headers: headers)
        return records.count
    }

    /// Unpacks bytes that were packed by `RecordBlockEncoder.pack`; nil if they are damaged.
    static func unpack(_ stored: UnsafeRawBufferPointer, frame: RecordBlock.Frame, seed: UInt64) -> [UInt8]? {
        guard isSound(stored, frame: frame, seed: seed) else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(frame.rawSize))
        return bytes.withUnsafeMutableBytes({ unpack(stored, frame: frame, into: $0) }) ? bytes : nil
    }

    private static func isSound(_ stored: UnsafeRawBufferPointer, frame: RecordBlock.Frame, seed: UInt64) -> Bool {
        frame.rawSize >= 0 && Int(frame.rawSize) <= RecordBlock.maximumRawSize
            && Int64(bitPattern: XXHash64.hash(stored, seed: seed)) == frame.checksum
    }

    private static func unpack(
        _ stored: UnsafeRawBufferPointer, frame: RecordBlock.Frame, into target: UnsafeMutableRawBufferPointer
    ) -> Bool {
        switch RecordBlock.Codec(rawValue: frame.codec) {
        case .plain:
            guard stored.count == target.count else { return false }
            target.copyMemory(from: stored)
            return true
        case .lz4:
            guard stored.count <= Int(Int32.max) else { return false }
            let written = LZ4_decompress_safe(
                stored.baseAddress?.assumingMemoryBound(to: CChar.self),
                target.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(stored.count), Int32(target.count))
            return Int(written) == target.count
        case nil:
            return false
        }
    }

    /// Reads the columns into `records` and `headers`; `start` is where `block` begins in the batch's buffer.
    private mutating func read(_ block: UnsafeRawBufferPointer, at start: Int, want: Want) -> Bool {
        var columns = VarintReader(block)
        guard columns.byte() == RecordBlock.version, let count = columns.length(limit: block.count) else {
            return false
        }
        records.reserveCapacity(min(count, 1 << 16))
        var timestamp: Int64 = 0
        for _ in 0..<count {
            guard let step = columns.signed() else { return false }
            timestamp = timestamp &+ step
            records.append(.init(offset: 0, timestamp: timestamp, key: .absent, value: .absent, headers: 0..<0))
        }
        // Until the payload's place is known, a slice's start stays 0.
        for index in 0..<count {
            guard let length = columns.optionalLength(limit: block.count) else { return false }
            records[index].key.length = length
        }
        var headerCount: Int32 = 0
        for index in 0..<count {
            guard let some = columns.length(limit: block.count) else { return false }
            let (sum, overflow) = headerCount.addingReportingOverflow(Int32(some))
            guard !overflow, Int(sum) <= block.count else { return false }
            records[index].headers = headerCount..<sum
            headerCount = sum
        }
        headers.reserveCapacity(min(Int(headerCount), 1 << 18))
        for _ in 0..<headerCount {
            guard let name = columns.length(limit: block.count), let value = columns.optionalLength(limit: block.count)
            else { return false }
            headers.append(.init(name: .init(start: 0, length: Int32(name)), value: .init(start: 0, length: value)))
        }
        for index in 0..<count {
            guard let length = columns.optionalLength(limit: block.count) else { return false }
            records[index].value.length = length
        }
        return place(from: columns.position, in: block.count, start: start, baseOffset: want.baseOffset) && select(want)
    }

    /// Gives every slice its start; they must fill the block to its last byte.
    private mutating func place(from payload: Int, in size: Int, start: Int, baseOffset: Int64) -> Bool {
        var position = payload
        func put(_ slice: inout RecordBatch.Slice) -> Bool {
            guard !slice.isAbsent else { return true }
            guard Int(slice.length) <= size - position else { return false }
            slice.start = Int32(start + position)
            position += Int(slice.length)
            return true
        }
        for index in records.indices {
            records[index].offset = baseOffset &+ Int64(index)
            guard put(&records[index].key) else { return false }
            for header in records[index].headers {
                guard put(&headers[Int(header)].name), put(&headers[Int(header)].value) else { return false }
            }
            guard put(&records[index].value) else { return false }
        }
        return position == size
    }

    /// Leaves only the wanted records; headers of the others stay, which does no harm.
    private mutating func select(_ want: Want) -> Bool {
        guard want.skipped <= records.count else { return false }
        var end = want.skipped
        var size = 0
        while end < records.count,
            end == want.skipped || (end - want.skipped < want.recordLimit && size < want.byteLimit)
        {
            let record = records[end]
            size += record.key.range.count + record.value.range.count
            for header in record.headers {
                size += headers[Int(header)].name.range.count + headers[Int(header)].value.range.count
            }
            end += 1
        }
        records.removeSubrange(end...)
        records.removeFirst(want.skipped)
        return true
    }
}

/// Reads LEB128 integers; nil at the end of the bytes or beyond a limit.
struct VarintReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    @inline(__always)
    mutating func byte() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    @inline(__always)
    mutating func unsigned() -> UInt64? {
        guard let first = byte() else { return nil }
        var value = UInt64(first & 0x7f)
        var shift: UInt64 = 7
        var last = first
        while last >= 0x80 {
            guard shift < 64, let next = byte() else { return nil }
            value |= UInt64(next & 0x7f) << shift
            shift += 7
            last = next
        }
        return value
    }

    mutating func signed() -> Int64? {
        guard let value = unsigned() else { return nil }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    @inline(__always)
    mutating func length(limit: Int) -> Int? {
        guard let value = unsigned(), value <= UInt64(limit) else { return nil }
        return Int(value)
    }

    /// A length of which 0 means absent, as a slice has it (-1).
    @inline(__always)
    mutating func optionalLength(limit: Int) -> Int32? {
        guard let value = unsigned(), value <= UInt64(limit) + 1 else { return nil }
        return Int32(value) - 1
    }
}
