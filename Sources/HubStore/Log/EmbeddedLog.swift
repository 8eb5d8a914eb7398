package import HubTransport

/// The durable log in one SQLite file, `log.sqlite`: topics of one partition, any number of processes at once.
///
/// Records lie in compressed blocks, one row a block. An append is acknowledged when its transaction is durable (WAL,
/// `synchronous=FULL`). Each thread opens a log of its own, or threads use one in turn.
package final class EmbeddedLog: RecordSource, RecordSink {
    /// The file's name in the store directory.
    package static let fileName = "log.sqlite"
    /// The largest record taken, in bytes of key, value and headers.
    ///
    /// Half of what a block holds, so that whatever was taken fits again into the dead letter that answers it.
    package static let maximumRecordSize = RecordBlock.maximumRawSize / 2

    let connection: Connection
    let statements: LogStatements
    let clock: any HubClock
    let makeUUID: @Sendable () -> String
    let bell: LogBell
    let directory: String
    let options: LogOptions
    let encoder = RecordBlockEncoder()
    var decoder = RecordBlockDecoder()
    private var topicIDs: [String: Int64] = [:]

    /// Opens the log in `directory`; makes both if they are not there.
    ///
    /// - Throws: `StoreError`.
    package init(directory: String, clock: any HubClock, options: LogOptions = LogOptions()) throws {
        try StoreDirectory.make(directory)
        let path = directory + "/" + EmbeddedLog.fileName
        let settings = ConnectionSettings(
            pageSize: 16_384, cacheKibibytes: options.cacheKibibytes, checkpointPages: 1024,
            busyMilliseconds: options.busyMilliseconds)
        connection = try Connection(path: path, mode: .create, settings: settings, vfs: options.vfs)
        try LogStatements.migrations.run(on: connection)
        statements = try LogStatements(connection)
        bell = try LogBell(directory: directory)
        self.clock = clock
        self.directory = directory
        self.options = options
        makeUUID = options.makeUUID
    }

    package func topics() throws -> [String] {
        try mapped {
            var names: [String] = []
            while try statements.topics.step() { names.append(statements.topics.text(0)) }
            return names
        }
    }

    package func partitionCount(of topic: String) throws -> Int32? {
        try mapped { try topicID(topic) == nil ? nil : 1 }
    }

    package func watermarks(of partition: TopicPartition) throws -> Watermarks {
        try mapped { try marks(of: try known(partition)) }
    }

    package func waitForRecords(milliseconds: Int32) throws { bell.wait(milliseconds: milliseconds) }

    package func lastSequence(ofProducer producer: String) throws -> Int64 {
        try mapped { try storedSequence(of: producer) }
    }

    /// The row of a partition's topic; topics are never removed, so what was found once holds.
    func known(_ partition: TopicPartition) throws -> Int64 {
        guard partition.partition == 0, let id = try topicID(partition.topic) else {
            throw TransportError.unknown(partition)
        }
        return id
    }

    func topicID(_ topic: String) throws -> Int64? {
        if let id = topicIDs[topic] { return id }
        let statement = statements.topicID
        statement.bind(1, topic)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        // Only remembered outside a transaction: inside one the row may still be rolled back.
        let id = statement.integer(0)
        if !isWriting { topicIDs[topic] = id }
        return id
    }

    /// Whether a transaction of this log is open.
    var isWriting = false

    func marks(of topic: Int64) throws -> Watermarks {
        let statement = statements.marks
        statement.bind(1, topic)
        defer { statement.reset() }
        guard try statement.step() else { throw StoreError(.corrupt, "\(connection.path) lost a topic") }
        let marks = Watermarks(low: statement.integer(0), high: statement.integer(1))
        guard marks.low >= 0, marks.low <= marks.high, marks.high <= LogStatements.maximumOffset else {
            throw StoreError(.corrupt, "\(connection.path) is damaged: the offsets of topic number \(topic)")
        }
        return marks
    }

    func storedSequence(of producer: String) throws -> Int64 {
        let statement = statements.sequence
        statement.bind(1, producer)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }

    /// Tells faults of the file as a transport does.
    func mapped<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let fault as StoreError {
            throw fault.asTransportError
        }
    }
}
