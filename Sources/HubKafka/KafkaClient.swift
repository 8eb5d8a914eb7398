import CRdkafka
import Dispatch
import HubTransport
import Synchronization

/// One librdkafka client; every pointer to it is lent by this object, and its end is bounded.
final class KafkaClient {
    enum Kind {
        case producer
        case consumer
    }

    /// Longest wait for a client to end, in milliseconds; its threads are left behind then.
    private static let closeMilliseconds = 5_000

    let handle: OpaquePointer
    private let notes = FaultNotes()

    /// - Parameters:
    ///   - settings: the options, later ones over earlier ones.
    ///   - configure: sets callbacks before the client is made.
    /// - Throws: `TransportError` with `configuration` for an option that the library does not take.
    init(_ kind: Kind, _ settings: [(String, String)], configure: (OpaquePointer) -> Void = { _ in }) throws {
        guard let configuration = rd_kafka_conf_new() else { throw TransportError(.storage, "out of memory") }
        var buffer = [CChar](repeating: 0, count: 512)
        for (name, value) in settings {
            guard rd_kafka_conf_set(configuration, name, value, &buffer, buffer.count) == RD_KAFKA_CONF_OK else {
                rd_kafka_conf_destroy(configuration)
                throw TransportError(.configuration, "librdkafka does not take the option \(name): \(text(of: buffer))")
            }
        }
        rd_kafka_conf_set_log_cb(configuration, noteLogLine)
        rd_kafka_conf_set_error_cb(configuration, noteError)
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(notes).toOpaque())
        configure(configuration)
        let type = kind == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        guard let made = rd_kafka_new(type, configuration, &buffer, buffer.count) else {
            rd_kafka_conf_destroy(configuration)
            throw TransportError(.configuration, KafkaFault.refusal(text(of: buffer)))
        }
        handle = made
    }

    deinit {
        // The library's own close can wait for ever (before 2.1.0): it runs beside, and is waited for only so long.
        let ended = DispatchSemaphore(value: 0)
        nonisolated(unsafe) let handle = handle
        let notes = notes
        DispatchQueue.global().async {
            rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
            withExtendedLifetime(notes) { _ = ended.signal() }
        }
        _ = ended.wait(timeout: .now() + .milliseconds(Self.closeMilliseconds))
    }

    /// An error that also says what the brokers last complained of, since a time-out alone helps nobody.
    func error(_ code: rd_kafka_resp_err_t, _ what: String, detail: String? = nil) -> TransportError {
        rd_kafka_poll(handle, 0)
        let isVague =
            code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TRANSPORT
            || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT
        if isVague, let noted = notes.latest() { return KafkaFault.error(noted.code, what, detail: noted.reason) }
        return KafkaFault.error(code, what, detail: detail)
    }

    /// What the cluster says of its brokers and topics; the caller destroys it.
    ///
    /// Waits as long as the options say, but for a broker that does not trust this client: that mends nothing by waiting.
    func metadata(allTopics: Bool, _ options: KafkaOptions, _ what: String) throws -> UnsafePointer<rd_kafka_metadata> {
        let began = ContinuousClock.now
        let end = began + .milliseconds(Int(options.answerMilliseconds))
        while true {
            var found: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(handle, allTopics ? 1 : 0, nil, &found, min(options.answerMilliseconds, 1_000))
            if code == RD_KAFKA_RESP_ERR_NO_ERROR, let found { return found }
            let fault = error(code, what)
            let isPassing = code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TRANSPORT
            // Other brokers of the cluster may take what one refuses.
            let isRefused = fault.code == .refused && ContinuousClock.now > began + .seconds(3)
            guard isPassing, !isRefused, ContinuousClock.now < end else { throw fault }
            rd_kafka_poll(handle, 50)
        }
    }

    /// The error that makes this client useless, if it has one.
    var fatalError: TransportError? {
        var buffer = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(handle, &buffer, buffer.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return KafkaFault.error(code, "sending", detail: text(of: buffer))
    }
}

/// The complaints of a client's threads: the latest, since that is the one that still holds.
final class FaultNotes: Sendable {
    struct Note {
        var code: rd_kafka_resp_err_t
        var reason: String
    }

    private let note = Mutex<Note?>(nil)

    func latest() -> Note? { note.withLock { $0 } }

    func keep(_ code: rd_kafka_resp_err_t, _ reason: String) {
        note.withLock { held in
            // That all brokers are down follows from what was said before, which says why.
            if held != nil, code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN { return }
            held = Note(code: code, reason: reason)
        }
    }
}

/// The text in a buffer that C code ended with a zero.
func text(of buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

// Callbacks are functions of the file: a closure literal would take its surroundings' isolation and trap on the library's
// threads.

private func noteLogLine(
    _ client: OpaquePointer?, _ level: Int32, _ facility: UnsafePointer<CChar>?, _ line: UnsafePointer<CChar>?
) {
    // What matters comes as an error too; the library's lines are no log lines of ours.
}

private func noteError(
    _ client: OpaquePointer?, _ code: Int32, _ reason: UnsafePointer<CChar>?, _ opaque: UnsafeMutableRawPointer?
) {
    guard let opaque else { return }
    let notes = Unmanaged<FaultNotes>.fromOpaque(opaque).takeUnretainedValue()
    notes.keep(rd_kafka_resp_err_t(rawValue: code), reason.map { String(cString: $0) } ?? "")
}
