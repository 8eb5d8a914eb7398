import Glibc
import HubAssurance
import HubJSON
package import HubTransport

/// The keys under which copies for other partners lie in the embedded log: one for each agreement and week, in a file
/// of the store's folder.
///
/// Taking a key out of the file ends every copy that was sealed with it, in the log, its write-ahead file and every backup
/// that was made without keys. One thread at a time.
package final class CopyKeys {
    /// The file's name in the store directory.
    package static let fileName = "agreement.keys"
    /// The header that names a sealed record's key.
    private static let header: StaticString = "hub-sealed"

    private let path: String
    private var ring: KeyRing?
    /// The file as it was last read: two writings within a tick of the clock differ in number or length.
    private var seen: (time: timespec, number: UInt, size: Int)?
    /// Of the key last asked for.
    private var current: (agreement: String, days: Int, week: Int64, key: KeyRing.Key)?

    /// - Parameter directory: the store's folder.
    package init(directory: String) { path = directory + "/" + Self.fileName }

    // MARK: Sealing

    /// Seals a copy.
    ///
    /// - Parameters:
    ///   - key: the record's key, which stays in the clear.
    ///   - days: how long the agreement has copies kept.
    ///   - instant: of the disclosure, milliseconds since 1970 UTC.
    /// - Returns: what to keep, and the headers to keep with it.
    /// - Throws: `StoreError` with `auditKey` where the file cannot be used: a copy is never kept in the clear instead.
    package func seal(
        _ event: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, agreement: String, days: Int, at instant: Int64
    ) throws -> (value: [UInt8], keyID: String) {
        let found = try sealingKey(agreement, days, instant)
        return (RecordCipher.sealed(event, context: key, with: found), found.id)
    }

    private func sealingKey(_ agreement: String, _ days: Int, _ instant: Int64) throws -> KeyRing.Key {
        let week = instant / Self.week
        do {
            // Asked each time: what is sealed with a key that was put away meanwhile would be lost.
            try reload()
            if let current, current.agreement == agreement, current.days == days, current.week == week {
                return current.key
            }
            let key = try weekKey(agreement, days, week)
            current = (agreement, days, week, key)
            return key
        } catch let fault as KeyFileError {
            throw StoreError(.auditKey, "copies cannot be sealed, and are not kept in the clear: \(fault.message)")
        }
    }

    private func weekKey(_ agreement: String, _ days: Int, _ week: Int64) throws -> KeyRing.Key {
        let (name, span) = Self.words(agreement, days: days, week: week)
        func found() -> KeyRing.Key? {
            ring?.keys.last { $0.purpose == .copies && $0.id.hasPrefix(name + "-") && $0.id.hasSuffix("-" + span) }
        }
        if let key = found() { return key }
        // A word of its own: a key made after the file was lost must not pass for the one that is gone.
        let own = String(RandomUUID.make().prefix(4))
        try KeyRing.addKey(for: .copies, id: "\(name)-\(own)-\(span)", to: path)
        try reload()
        guard let key = found() else {
            throw StoreError(.auditKey, "copies cannot be sealed: \(path) does not hold the key that was just made")
        }
        return key
    }

    /// What a key's id says besides its own word: the agreement; the week and the day on which its copies end. So what is to be
    /// done with a key shows in its id alone.
    private static func words(_ agreement: String, days: Int, week: Int64) -> (name: String, span: String) {
        let name = Blake2b.digest128(Array(agreement.utf8)).hexadecimal.prefix(8)
        // All copies of a week are kept until the last of them may go.
        let end = (week + 1) * Self.week + Int64(days) * 86_400_000
        return (String(name), "\(day(week * Self.week))-\(day(end))")
    }

    private static let week: Int64 = 7 * 86_400_000

    /// Year, month and day, eight digits.
    private static func day(_ instant: Int64) -> String {
        GenesisRecord.instant(instant).prefix(10).filter { $0 != "-" }
    }

    // MARK: Opening

    /// What a record is.
    package enum Copy {
        /// Not sealed.
        case plain
        /// Sealed, with its plain text.
        case opened([UInt8])
        /// Sealed with a key that was put away.
        case ended
    }

    /// Looks at one record.
    ///
    /// - Throws: `StoreError` with `auditKey` where the file cannot be read, with `corrupt` for a damaged copy.
    package func look(at index: Int, of batch: RecordBatch) throws -> Copy {
        let record = batch.records[index]
        let headers = batch.headers[Int(record.headers.lowerBound)..<Int(record.headers.upperBound)]
        guard let named = headers.first(where: { Self.isKey($0, in: batch) }) else { return .plain }
        do { try reload() } catch let fault as KeyFileError {
            throw StoreError(.auditKey, "sealed copies cannot be opened: \(fault.message)")
        }
        let id = String(decoding: batch.bytes[named.value.range], as: UTF8.self)
        guard let key = ring?.key(id, .copies) else { return .ended }
        let text = batch.bytes.withUnsafeBytes { bytes in
            RecordCipher.opened(
                .init(rebasing: bytes[record.value.range]), context: .init(rebasing: bytes[record.key.range]), with: key
            )
        }
        guard let text else { throw StoreError(.corrupt, "a sealed copy is damaged: it does not open with its key") }
        return .opened(text)
    }

    /// The records as their recipient reads them; those whose key was put away are left out.
    ///
    /// - Throws: as `look`.
    package func opened(_ batch: RecordBatch) throws -> RecordBatch {
        guard batch.headers.contains(where: { Self.isKey($0, in: batch) }) else { return batch }
        var result = RecordBatch()
        for (index, record) in batch.records.enumerated() {
            switch try look(at: index, of: batch) {
            case .plain: result.append(recordAt: index, of: batch, offset: record.offset)
            case .ended: continue
            case .opened(let text):
                let headers = batch.headers[Int(record.headers.lowerBound)..<Int(record.headers.upperBound)]
                result.append(
                    key: batch.array(record.key), value: text,
                    headers: headers.filter { !Self.isKey($0, in: batch) }.map {
                        (String(decoding: batch.bytes[$0.name.range], as: UTF8.self), batch.array($0.value))
                    }, timestamp: record.timestamp, offset: record.offset)
            }
        }
        return result
    }

    private static func isKey(_ header: RecordBatch.Header, in batch: RecordBatch) -> Bool {
        guard header.name.range.count == self.header.utf8CodeUnitCount else { return false }
        return batch.bytes.withUnsafeBytes { bytes in
            ByteCompare.equal(UnsafeRawBufferPointer(rebasing: bytes[header.name.range]), self.header)
        }
    }

    /// The header's name as records have it.
    package static var headerName: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: header.utf8Start, count: header.utf8CodeUnitCount)
    }

    // MARK: Ending

    /// The keys whose last day is over.
    package func due(at now: Int64) throws -> [String] {
        let today = Self.day(now)
        do { try reload() } catch let fault as KeyFileError { throw StoreError(.auditKey, fault.message) }
        return (ring?.keys ?? []).filter { key in
            key.purpose == .copies && (key.id.split(separator: "-").last.map(String.init) ?? today) <= today
        }.map(\.id)
    }

    /// Takes keys out of the file; what was sealed with them can no longer be opened.
    package func shred(_ ids: [String]) throws {
        do {
            try KeyRing.removeKeys(ids, from: path)
            try reload()
        } catch let fault as KeyFileError { throw StoreError(.auditKey, fault.message) }
    }

    /// Reads the file again where it is another, so that a key that was put away is forgotten here too.
    private func reload() throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            ring = nil
            current = nil
            seen = nil
            return
        }
        let time = status.st_mtim
        if ring != nil, let seen, time.tv_sec == seen.time.tv_sec, time.tv_nsec == seen.time.tv_nsec,
            seen.number == UInt(status.st_ino), seen.size == Int(status.st_size)
        {
            return
        }
        ring = try KeyRing(path: path)
        current = nil
        seen = (time, UInt(status.st_ino), Int(status.st_size))
    }
}

extension EmbeddedLog {
    /// The keys of the copies in this log; another object for each caller.
    package var copyKeys: CopyKeys { CopyKeys(directory: directory) }
}
