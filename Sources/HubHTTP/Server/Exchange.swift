import CMicroHTTPD
import Synchronization

/// One request on a connection from its first line to the end of its answer.
///
/// `@unchecked Sendable`: everything but `answer` is touched by the connection's own thread alone; `answer` has a lock.
final class Exchange: @unchecked Sendable {
    let connection: OpaquePointer
    let text: String
    var request: Request?
    var hasBegun = false
    private(set) var body: [UInt8] = []
    /// Bytes received, kept or not.
    private(set) var received = 0
    private let answer = Mutex<Response?>(nil)

    init(connection: OpaquePointer, target: String) {
        self.connection = connection
        text = target
    }

    /// Makes room for a body of a length that is within the limit.
    func expect(_ length: Int) { body.reserveCapacity(length) }

    /// Takes a piece of the body; beyond the limit it is only counted.
    func receive(_ bytes: UnsafeRawBufferPointer, limit: Int) {
        received += bytes.count
        if received <= limit { body.append(contentsOf: bytes) } else { body.removeAll() }
    }

    func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    /// The answer that another thread gave, once.
    func takeAnswer() -> Response? {
        answer.withLock { held in
            defer { held = nil }
            return held
        }
    }

    /// Gives the answer of a connection that waits; callable once, from any thread.
    func reply(_ response: Response) {
        answer.withLock { $0 = response }
        MHD_resume_connection(connection)
    }
}
