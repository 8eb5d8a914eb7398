import Dispatch
import Synchronization

/// Who read what over HTTP, for the audit log: what named partners consult is written down within a second, one entry for
/// each of them and each thing read, however often.
///
/// Fails closed: while the log cannot be written, named partners read nothing more.
///
/// `@unchecked Sendable`: the timer is set up by the initialiser and cancelled by `stop` alone.
final class ConsultationLog: @unchecked Sendable {
    private struct State {
        var counts: [Consultation: Int64] = [:]
        var isBroken = false
    }

    private let state = Mutex(State())
    private let write: @Sendable ([(consultation: Consultation, count: Int64)]) throws -> Void
    private let queue = DispatchQueue(label: "hub.http.consultations")
    private let timer: any DispatchSourceTimer

    /// - Parameter write: makes entries durable, on one thread at a time.
    init(_ write: @escaping @Sendable ([(consultation: Consultation, count: Int64)]) throws -> Void) {
        self.write = write
        timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [weak self] in self?.flush() }
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.resume()
    }

    /// Asked before something is read.
    ///
    /// - Throws: `Problem` 503 while the log cannot be written.
    func check() throws {
        guard !state.withLock({ $0.isBroken }) else {
            throw Problem.unavailable("What is read cannot be written into the audit log, so nothing is read for now.")
        }
    }

    func note(_ consultation: Consultation) { state.withLock { $0.counts[consultation, default: 0] += 1 } }

    /// Writes what was read since the last time.
    func stop() {
        timer.cancel()
        queue.sync { flush() }
    }

    private func flush() {
        let counts = state.withLock { state in
            defer { state.counts.removeAll() }
            return state.counts
        }
        guard !counts.isEmpty else { return }
        let entries = counts.map { (consultation: $0.key, count: $0.value) }.sorted {
            ($0.consultation.credential, $0.consultation.what) < ($1.consultation.credential, $1.consultation.what)
        }
        do {
            try write(entries)
            state.withLock { $0.isBroken = false }
        } catch {
            state.withLock { state in
                state.isBroken = true
                for (consultation, count) in entries { state.counts[consultation, default: 0] += count }
            }
        }
    }
}

/// What somebody with a name read.
package struct Consultation: Sendable, Hashable {
    /// The partner.
    package var partner: String
    /// What it showed: the id of a key or the name in a certificate.
    package var credential: String
    /// The path as the service names it, with the collection or topic, such as `/mailbox/out.leeds.asb.incident.v1`.
    package var what: String

    /// A consultation.
    package init(partner: String, credential: String, what: String) {
        self.partner = partner
        self.credential = credential
        self.what = what
    }
}
