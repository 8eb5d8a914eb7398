import HubContracts
import HubFeeds
import HubStore
import HubTransport
import Synchronization

/// The connections to a store that one request uses at a time.
///
/// `@unchecked Sendable`: the pool gives a session to one thread at a time.
final class Session: @unchecked Sendable {
    let access: AccessStore
    let copies: CopyKeys
    let reader: StateReader
    let feed: HotspotFeed
    let ingest: IngestReader
    private let makeLog: () throws -> EmbeddedLog
    private var opened: EmbeddedLog?

    /// Opened by the first request that needs it: a hub on a cluster has none.
    var log: EmbeddedLog {
        get throws {
            if let opened { return opened }
            let made = try makeLog()
            opened = made
            return made
        }
    }

    /// Closed quarters, and the returns on case reviews read back from the log.
    var quarters: QuarterBook { get throws { QuarterBook(reader, log: try log, builder: feed.builder) } }

    init(store: String, clock: any HubClock, contracts: Contracts, messageBytes: Int, depth: Int) throws {
        ingest = IngestReader(contracts: contracts, messageBytes: messageBytes, depth: depth)
        access = try AccessStore(directory: store, clock: clock)
        makeLog = { try EmbeddedLog(directory: store, clock: clock) }
        copies = CopyKeys(directory: store)
        reader = try StateReader(directory: store)
        feed = HotspotFeed(reader, builder: try .stored(in: store))
    }
}

/// Sessions that wait for the next request; as many as ever worked at once.
final class SessionPool: Sendable {
    private let free = Mutex<[Session]>([])
    private let make: @Sendable () throws -> Session

    init(_ make: @escaping @Sendable () throws -> Session) { self.make = make }

    func with<Result>(_ body: (Session) throws -> Result) throws -> Result {
        let session = try free.withLock { $0.popLast() } ?? make()
        do {
            let result = try body(session)
            free.withLock { $0.append(session) }
            return result
        } catch let problem as Problem {
            free.withLock { $0.append(session) }
            throw problem
        }
        // One that met a fault of the store is not used again.
    }
}
