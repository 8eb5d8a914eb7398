import Glibc
import HubAssurance
import HubJSON

/// What a partner has sent of each record, kept in a file of its own: the revision, a hash of the content, and the event
/// itself until the hub has answered it.
///
/// Written before anything is sent, so that after a crash every number goes on where it was and what has no receipt is sent
/// again. One process at a time; a line a change, the last one of a record counts.
final class RevisionJournal {
    /// What is known of one record.
    struct Entry: Equatable {
        var revision: Int64
        /// Of the data; nil for a withdrawal, and for what the hub refused.
        var content: Digest128?
        var isWithdrawn = false
        /// Whether some revision of it was taken by the hub.
        var isKnownToHub = false
    }

    private struct Waiting {
        var event: [UInt8]
        var order: Int
    }

    private struct Place: Hashable {
        var subject: String
        var revision: Int64
    }

    private let path: String
    private var file: Int32 = -1
    private let lock: Int32
    private var entries: [String: Entry] = [:]
    private var waiting: [Place: Waiting] = [:]
    private var order = 0
    private var fresh: [UInt8] = []
    private var writer = JSONWriter()
    private var size = 0
    /// Size at which the file is written anew with what still counts.
    private var compactAt = 1 << 24

    /// Opens a journal, or makes an empty one.
    ///
    /// - Throws: `ExchangeError` with `storage` for a file that cannot be used, also one that another process has open.
    init(path: String) throws {
        self.path = path
        lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.failure("be made", path) }
        // From here on deinit closes it, after a fault too.
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw ExchangeError(.storage, "another process has the journal \(path) open; one at a time sends from it")
        }
        try load()
        try compact()
    }

    deinit {
        if file >= 0 { close(file) }
        if lock >= 0 { close(lock) }
    }

    /// What is known of a record.
    subscript(subject: String) -> Entry? { entries[subject] }

    /// Events without an answer, oldest first.
    var unanswered: [(subject: String, event: [UInt8])] {
        waiting.sorted { $0.value.order < $1.value.order }.map { ($0.key.subject, $0.value.event) }
    }

    /// Notes an event that is about to be sent; durable after `sync`.
    ///
    /// - Parameter content: nil for a withdrawal.
    func note(_ subject: String, _ revision: Int64, _ content: Digest128?, event: [UInt8]) {
        let isKnown = entries[subject]?.isKnownToHub ?? false
        entries[subject] = Entry(
            revision: revision, content: content, isWithdrawn: content == nil, isKnownToHub: isKnown)
        order += 1
        waiting[Place(subject: subject, revision: revision)] = Waiting(event: event, order: order)
        append(subject, entries[subject], event: event)
    }

    /// Notes the hub's answer.
    func note(answer receipt: Receipt, subject: String, revision: Int64) {
        guard waiting.removeValue(forKey: Place(subject: subject, revision: revision)) != nil else { return }
        if receipt.isTaken {
            entries[subject]?.isKnownToHub = true
        } else if entries[subject]?.revision == revision {
            // What was refused is not there: asked for once more, it is sent once more.
            entries[subject]?.content = nil
            entries[subject]?.isWithdrawn = false
        }
        append(subject, entries[subject], answered: revision)
    }

    /// Makes what was noted durable.
    func sync() throws {
        guard !fresh.isEmpty else { return }
        do {
            try Self.write(fresh, to: file, path)
            guard fdatasync(file) == 0 else { throw Self.failure("be written", path) }
        } catch {
            // Half a line would spoil the one written behind it; all of it is written again next time.
            ftruncate(file, size)
            throw error
        }
        size += fresh.count
        fresh.removeAll(keepingCapacity: true)
        if size > compactAt { try compact() }
    }

    private func append(_ subject: String, _ entry: Entry?, event: [UInt8]? = nil, answered: Int64? = nil) {
        guard let entry else { return }
        writer.reset()
        writer.beginObject()
        writer.key("subject")
        writer.string(subject)
        writer.key("revision")
        writer.int(entry.revision)
        writer.key("content")
        writer.optional(entry.content?.hexadecimal)
        writer.key("withdrawn")
        writer.bool(entry.isWithdrawn)
        writer.key("known")
        writer.bool(entry.isKnownToHub)
        if let answered {
            writer.key("answered")
            writer.int(answered)
        }
        if let event {
            writer.key("event")
            event.withUnsafeBytes { writer.string(utf8: $0) }
        }
        writer.endObject()
        fresh += writer.bytes
        fresh.append(UInt8(ascii: "\n"))
    }

    // MARK: Reading

    private func load() throws {
        let handle = open(path, O_RDONLY | O_CLOEXEC)
        guard handle >= 0 else {
            if errno == ENOENT { return }
            throw Self.failure("be opened", path)
        }
        defer { close(handle) }
        var held: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(handle, &chunk, chunk.count)
            guard count >= 0 else { throw Self.failure("be read", path) }
            if count == 0 { return }
            held += chunk[..<count]
            var start = 0
            while let end = held[start...].firstIndex(of: UInt8(ascii: "\n")) {
                try take(Array(held[start..<end]))
                start = end + 1
            }
            // What a crash cut short has no line end and is left out: it was not durable, so nothing was sent.
            held.removeFirst(start)
        }
    }

    private func take(_ line: [UInt8]) throws {
        guard let found = try? JSONValue.parse(line), let subject = found["subject"]?.string,
            let revision = found["revision"]?.int
        else { throw ExchangeError(.storage, "the journal \(path) has a line that is not its own; is it another file") }
        entries[subject] = Entry(
            revision: Int64(revision), content: found["content"]?.string.flatMap(Self.digest),
            isWithdrawn: found["withdrawn"]?.bool ?? false, isKnownToHub: found["known"]?.bool ?? false)
        if let event = found["event"]?.string {
            order += 1
            waiting[Place(subject: subject, revision: Int64(revision))] = Waiting(
                event: Array(event.utf8), order: order)
        }
        if let answered = found["answered"]?.int { waiting[Place(subject: subject, revision: Int64(answered))] = nil }
    }

    private static func digest(_ text: String) -> Digest128? {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        return Digest128(high: high, low: low)
    }

    // MARK: Writing

    /// Writes the file anew with what still counts, in one step.
    private func compact() throws {
        fresh.removeAll(keepingCapacity: true)
        for subject in entries.keys.sorted() { append(subject, entries[subject]) }
        for (place, held) in waiting.sorted(by: { $0.value.order < $1.value.order }) {
            let entry = entries[place.subject]
            append(
                place.subject,
                Entry(
                    revision: place.revision, content: entry?.content, isWithdrawn: entry?.isWithdrawn ?? false,
                    isKnownToHub: entry?.isKnownToHub ?? false), event: held.event)
            // The line of the highest revision comes last.
            append(place.subject, entry)
        }
        let made = path + ".new"
        let handle = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard handle >= 0 else { throw Self.failure("be made", made) }
        do {
            try Self.write(fresh, to: handle, made)
            guard fsync(handle) == 0, rename(made, path) == 0 else { throw Self.failure("be written", path) }
        } catch {
            close(handle)
            throw error
        }
        if file >= 0 { close(file) }
        file = handle
        size = fresh.count
        compactAt = max(1 << 24, 2 * size)
        fresh.removeAll(keepingCapacity: true)
        try SmallFile.syncFolder(of: path)
    }

    private static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("be written", path) }
            sent += count
        }
    }

    private static func failure(_ what: String, _ path: String) -> ExchangeError {
        ExchangeError(.storage, "the journal \(path) cannot \(what): \(String(cString: strerror(errno)))")
    }
}
