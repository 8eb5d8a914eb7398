import CLZ4
import HubTransport

/// Packs stretches of batches into blocks; one a thread, its memory is used again.
final class RecordBlockEncoder {
    private let raw = ByteScratch()
    private let packed = ByteScratch()

    /// How many records from `first` on make a block of about `targetSize` bytes (at least one).
    static func stretch(of records: [RecordBatch.Record], from first: Int, headers: [RecordBatch.Header]) -> Int {
        var size = 0
        var index = first
        while index < records.count {
            size += payloadSize(records[index], headers) + 8
            if size > RecordBlock.targetSize, index > first { break }
            index += 1
        }
        return index - first
    }

    /// Bytes of a record's key, value and headers, a little more counted for each header.
    static func payloadSize(_ record: RecordBatch.Record, _ headers: [RecordBatch.Header]) -> Int {
        var size = record.key.range.count + record.value.range.count
        for position in record.headers {
            let header = headers[Int(position)]
            size += header.name.range.count + header.value.range.count + 4
        }
        return size
    }

    /// Packs `range` of `batch` and hands over the block; its bytes hold during the call only.
    ///
    /// - Parameter seed: the place of the block, so that a block that turns up elsewhere is noticed.
    func encode<Result>(
        _ range: Range<Int>, of batch: RecordBatch, seed: UInt64,
        _ use: (RecordBlock.Frame, UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let size = write(range, records: batch.records, headers: batch.headers, bytes: batch.bytes)
        guard size <= RecordBlock.maximumRawSize else { throw StoreError(.full, "a record is too large to be stored") }
        return try pack(UnsafeRawBufferPointer(rebasing: raw.memory[..<size]), seed: seed, use)
    }

    /// Packs any bytes (a document) like a block.
    func pack<Result>(
        _ source: UnsafeRawBufferPointer, seed: UInt64,
        _ use: (RecordBlock.Frame, UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let bound = Int(LZ4_compressBound(Int32(source.count)))
        packed.ensure(bound)
        let written = LZ4_compress_default(
            source.baseAddress?.assumingMemoryBound(to: CChar.self),
            packed.memory.baseAddress?.assumingMemoryBound(to: CChar.self),
            Int32(source.count), Int32(bound))
        let isSmaller = written > 0 && Int(written) < source.count
        let stored = isSmaller ? UnsafeRawBufferPointer(rebasing: packed.memory[..<Int(written)]) : source
        let frame = RecordBlock.Frame(
            codec: (isSmaller ? RecordBlock.Codec.lz4 : .plain).rawValue, rawSize: Int32(source.count),
            checksum: Int64(bitPattern: XXHash64.hash(stored, seed: seed)))
        return try use(frame, stored)
    }

    private func write(
        _ range: Range<Int>, records: [RecordBatch.Record], headers: [RecordBatch.Header], bytes: [UInt8]
    ) -> Int {
        var bound = 16
        for index in range {
            bound += Self.payloadSize(records[index], headers) + 25 + 10 * records[index].headers.count
        }
        raw.ensure(bound)
        var out = VarintWriter(raw.memory)
        out.byte(RecordBlock.version)
        out.unsigned(UInt64(range.count))
        var last: Int64 = 0
        for index in range {
            out.signed(records[index].timestamp &- last)
            last = records[index].timestamp
        }
        for index in range { out.length(records[index].key) }
        for index in range { out.unsigned(UInt64(records[index].headers.count)) }
        for index in range {
            for position in records[index].headers {
                out.unsigned(UInt64(headers[Int(position)].name.range.count))
                out.length(headers[Int(position)].value)
            }
        }
        for index in range { out.length(records[index].value) }
        bytes.withUnsafeBytes { source in
            for index in range {
                out.copy(source, records[index].key)
                for position in records[index].headers {
                    out.copy(source, headers[Int(position)].name)
                    out.copy(source, headers[Int(position)].value)
                }
                out.copy(source, records[index].value)
            }
        }
        return out.position
    }
}

/// Writes into memory whose size was computed beforehand.
private struct VarintWriter {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var position = 0

    init(_ memory: UnsafeMutableRawBufferPointer) { self.memory = memory }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        memory[position] = value
        position += 1
    }

    @inline(__always)
    mutating func unsigned(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            byte(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        byte(UInt8(value))
    }

    mutating func signed(_ value: Int64) { unsigned(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    @inline(__always)
    mutating func length(_ slice: RecordBatch.Slice) {
        unsigned(slice.isAbsent ? 0 : UInt64(slice.range.count) + 1)
    }

    @inline(__always)
    mutating func copy(_ source: UnsafeRawBufferPointer, _ slice: RecordBatch.Slice) {
        let count = slice.range.count
        guard count > 0 else { return }
        UnsafeMutableRawBufferPointer(rebasing: memory[position..<position + count]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: source[slice.range]))
        position += count
    }
}
