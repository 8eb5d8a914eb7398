import HubTransport

/// The records of `hub.state.v1` and `hub.bins.v1`: full values under a key, in fixed layouts, big-endian.
///
/// | topic | key | value |
/// |---|---|---|
/// | state | `<topic>/<partition>/<subject>` | version 1, revision, ending, hash, measure, day, period, area, hexagon, offset, message id |
/// | state | `owner` | what the flush includes, as JSON (`OwnerMark`) |
/// | bins | 1, series, precision, day, cell | count, by day, by night, repeated |
/// | bins | 2, period, ending, `<partner>/<type>` | count |
enum ChangeRecord {
    static let version: UInt8 = 1
    private static let fixedBytes = 1 + 4 + 1 + 8 + 8 + 8 + 4 + 4 + 8 + 8 + 8

    /// Writes the value of a state record.
    static func append(_ record: StoredRecord, messageID: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.append(version)
        append(record.revision, to: &bytes)
        bytes.append(record.ending.rawValue)
        append(record.hashHigh, to: &bytes)
        append(record.hashLow, to: &bytes)
        append(record.contribution.measure, to: &bytes)
        append(record.contribution.day, to: &bytes)
        append(record.contribution.period, to: &bytes)
        append(record.contribution.area, to: &bytes)
        append(record.contribution.hexagon, to: &bytes)
        append(record.offset, to: &bytes)
        bytes.append(contentsOf: messageID)
    }

    /// Reads the value of a state record; nil where it is none of this version.
    static func state(_ value: UnsafeRawBufferPointer) -> (record: StoredRecord, messageID: UnsafeRawBufferPointer)? {
        guard value.count >= fixedBytes, value[0] == version, let ending = Ending(rawValue: value[5]) else {
            return nil
        }
        var contribution = Contribution(
            area: read(value, 38), hexagon: read(value, 46), day: read(value, 30), period: read(value, 34))
        contribution.setMeasure(read(value, 22))
        let record = StoredRecord(
            revision: read(value, 1), ending: ending, hashHigh: read(value, 6), hashLow: read(value, 14),
            contribution: contribution, offset: read(value, 54))
        return (record, UnsafeRawBufferPointer(rebasing: value[fixedBytes...]))
    }

    static func key(_ bin: BinKey) -> [UInt8] {
        var bytes: [UInt8] = [1, bin.series, bin.precision]
        append(bin.day, to: &bytes)
        append(bin.cell, to: &bytes)
        return bytes
    }

    static func value(_ bin: BinValue) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in [bin.count, bin.day, bin.night, bin.repeated] { append(number, to: &bytes) }
        return bytes
    }

    static func key(period: Int32, ending: Ending, partner: String, type: String) -> [UInt8] {
        var bytes: [UInt8] = [2]
        append(period, to: &bytes)
        bytes.append(ending.rawValue)
        bytes.append(contentsOf: "\(partner)/\(type)".utf8)
        return bytes
    }

    static func value(_ count: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        append(count, to: &bytes)
        return bytes
    }

    /// What a record of `hub.bins.v1` says.
    enum Count {
        case bin(BinKey, BinValue)
        case tally(period: Int32, ending: Ending, partner: String, type: String, count: Int64)
    }

    /// Reads a record of `hub.bins.v1`; no value is zero. Nil where it is none.
    static func count(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?, partition: Int32) -> Count? {
        if key.count == 15, key[0] == 1 {
            let bin = BinKey(
                partition: partition, series: key[1], precision: key[2], day: read(key, 3), cell: read(key, 7))
            guard let value else { return .bin(bin, BinValue()) }
            guard value.count == 32 else { return nil }
            return .bin(
                bin,
                BinValue(count: read(value, 0), day: read(value, 8), night: read(value, 16), repeated: read(value, 24)))
        }
        guard key.count > 6, key[0] == 2, let ending = Ending(rawValue: key[5]) else { return nil }
        let names = String(decoding: key[6...], as: UTF8.self).split(separator: "/", maxSplits: 1).map(String.init)
        guard names.count == 2, value.map({ $0.count == 8 }) ?? true else { return nil }
        return .tally(
            period: read(key, 1), ending: ending, partner: names[0], type: names[1],
            count: value.map { read($0, 0) } ?? 0)
    }

    static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    static func read<Number: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Number {
        Number(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
