import HubContracts
import HubExchange
import HubFeeds
import HubGateway
import HubKafka
import HubOperations
import HubStore
import HubTransport

/// The hub itself on one store: gateway, outbox and publisher, taken in turn by one thread.
///
/// Owns the store while it lives. Each pass takes what is new on the input topics, sends what lies in the outbox, and
/// publishes summaries whose counts changed; all of it can be stopped at any point and goes on from the store.
final class HubEngine {
    let log: any HubLog
    private let store: StateStore
    private let gateway: Gateway
    private let reader: StateReader
    private let publisher: Publisher
    private let clock: any HubClock
    private let publishInterval: Int64
    private let lock: OwnerLock
    private var pump = OutboxPump()
    private var watch: HealthWatch
    private var retention: Retention
    private let deliveries: DeliveryWatch
    private var withheld = WithheldErasure()
    private let directory: String
    /// When it was last looked for copies that nobody collects.
    private var deliveriesSeenAt: Int64 = 0
    private var cluster: Cluster?
    /// Whether the cluster was away at the last turn.
    private var isCutOff = false

    /// Longest the gateway goes on before receipts are sent out, in milliseconds.
    private static let passMilliseconds: Int64 = 500
    /// Input that stays away for so long has fallen quiet, in milliseconds.
    private static let quietMilliseconds: Int32 = 200

    /// Takes the store.
    ///
    /// - Parameter isBrief: whether it is for one pass only, so that a service that is started meanwhile waits for its end.
    /// - Throws: `StoreError` with `owned` when another process has it, and the faults of the modules.
    init(
        _ settings: HubSettings, contracts: Contracts, clock: any HubClock = SystemClock(), isBrief: Bool = false
    ) throws {
        directory = settings.store
        lock = try OwnerLock(directory: directory, isBrief: isBrief)
        log = try settings.openLog()
        store = try StateStore(directory: directory, clock: clock)
        if log is EmbeddedLog, let cluster = try store.cluster() {
            throw CommandFailure(
                .configuration,
                "the store \(directory) took its messages from the Kafka cluster \(cluster): say where it is with --kafka "
                    + "HOST:PORT or the configuration, or name another store")
        }
        if log is EmbeddedLog { try store.numberOutbox(beyond: log.lastSequence(ofProducer: store.id)) }
        var options = GatewayOptions()
        options.messageBytes = settings.configuration.messageBytes
        options.depth = settings.configuration.depth
        // What a transaction collects is held until its flush has arrived as well.
        if settings.usesKafka { options.transactionRecords /= 2 }
        let builder = try SummaryBuilder.stored(in: directory)
        let file = settings.agreementsPath.map { AgreementsFile(path: $0, contracts: contracts) }
        // On a cluster recipients read their copies themselves.
        let copyKeys = (log as? EmbeddedLog)?.copyKeys
        gateway = Gateway(
            contracts: contracts, store: store, source: log, lookup: builder.lookup,
            policies: PolicySource(contracts: contracts) { try file?.changed() }, options: options, copyKeys: copyKeys)
        deliveries = DeliveryWatch(copyKeys: copyKeys)
        let publisher = Publisher(builder, sharesRelease: log is KafkaLog)
        self.publisher = publisher
        reader = try StateReader(directory: directory)
        self.clock = clock
        publishInterval = Int64(settings.configuration.publishIntervalSeconds) * 1000
        retention = Retention(settings.configuration)
        watch = HealthWatch(store: directory, budget: settings.budget)
        if let kafka = log as? KafkaLog {
            let partitions = settings.inputPartitions
            try ClusterTopics(contracts, partitions: partitions).make(on: kafka)
            cluster = try Cluster(
                kafka, store, reader, gateway, settings: settings, partitions: partitions, clock: clock
            ) { publisher.forget() }
        }
    }

    /// Takes everything that is on the input topics, publishes, and sends all that comes of it.
    ///
    /// - Returns: the number of messages taken.
    @discardableResult
    func catchUp() throws -> Int {
        var total = 0
        while true {
            let count = try pass()
            total += count
            if count == 0 || StopSignal.isRaised { break }
        }
        try watchDeliveries()
        try publish()
        return total
    }

    /// Serves until `shouldStop`; then finishes the batch in hand, sends what lies in the outbox and returns.
    func serve(until shouldStop: () -> Bool) throws {
        var published = clock.now()
        var isChanged = true
        while !shouldStop() {
            lock.beat()
            do {
                // What came back may not be what went away.
                if isCutOff { try cluster?.inspect() }
                try turn(&published, &isChanged)
                if isCutOff {
                    ServiceLog.write(LogLine(.info, "kafka.back", "the cluster answers again"))
                    try store.transaction { try $0.clearCondition(named: Condition.broker) }
                }
                isCutOff = false
            } catch let fault as TransportError where cluster != nil && Self.passes(fault) {
                // Nothing is lost: input goes on from the stored offset, output waits in the outbox.
                if !isCutOff {
                    ServiceLog.write(LogLine(.warning, "kafka.away", fault.message))
                    try store.transaction { try $0.raise(.broker(away: fault.message, since: clock.now())) }
                }
                isCutOff = true
                try? log.waitForRecords(milliseconds: 1000)
            }
        }
        try send(isQuiet: true)
    }

    /// Whether a cluster may get over a fault by itself.
    private static func passes(_ fault: TransportError) -> Bool {
        switch fault.code {
        case .unavailable, .storage, .unknownTopic, .fenced, .offsetOutOfRange: true
        default: false
        }
    }

    /// One turn of `serve`: takes what there is, or waits, or publishes.
    private func turn(_ published: inout Int64, _ isChanged: inout Bool) throws {
        try watch.look(at: log, store, owned: cluster?.owned, now: clock.now())
        try watchDeliveries()
        if let own = log as? EmbeddedLog { try retention.look(at: own, store, reader, now: clock.now()) }
        try cluster?.attend()
        let taken = try pass()
        if try cluster?.follow() ?? false { isChanged = true }
        if taken > 0 {
            isChanged = true
            if clock.now() - published < publishInterval { return }
        } else if !isChanged {
            try log.waitForRecords(milliseconds: 1000)
            return
        } else {
            try log.waitForRecords(milliseconds: Self.quietMilliseconds)
            if try pass() > 0, clock.now() - published < publishInterval { return }
        }
        try publish()
        published = clock.now()
        isChanged = false
    }

    /// Once a minute: tells senders of copies that their recipients never collected.
    ///
    /// On the embedded log a copy is collected when `hub consume` has read past it or its mailbox's owner acknowledged it.
    private func watchDeliveries() throws {
        guard cluster == nil, clock.now() - deliveriesSeenAt >= 60_000 else { return }
        deliveriesSeenAt = clock.now()
        var positions: [String: ReadPositions] = [:]
        let mailboxes =
            InputFile.exists(directory + "/" + AccessStore.fileName)
            ? try AccessStore(directory: directory, clock: clock) : nil
        let count = try deliveries.look(store, log: log) { recipient, place, offset in
            let read =
                try positions[recipient]
                ?? ReadPositions(path: ReadPositions.path(store: directory, partner: recipient))
            positions[recipient] = read
            if let next = read[place], offset < next { return true }
            return try mailboxes?.acknowledged(by: recipient, place).contains(offset) ?? false
        }
        if count > 0 { try send(isQuiet: false) }
    }

    /// One turn of the gateway, then the outbox.
    private func pass() throws -> Int {
        // Counted from the first question on, so that however slow the reading is a pass takes at least one batch.
        var started: Int64?
        let report = try gateway.processAvailable {
            lock.beat()
            guard let begin = started else {
                started = clock.now()
                return StopSignal.isRaised
            }
            return StopSignal.isRaised || clock.now() - begin >= Self.passMilliseconds
        }
        try send(isQuiet: report.messages == 0)
        if let own = log as? EmbeddedLog { try withheld.look(at: own, store, reader) }
        return report.messages
    }

    private func publish() throws {
        // Of several hubs one publishes.
        guard cluster?.isPublisher ?? true else { return }
        _ = try publisher.publish(store, reader)
        try send(isQuiet: true)
    }

    private func send(isQuiet: Bool) throws {
        if let cluster { return try cluster.flush(isQuiet: isQuiet) }
        while try pump.pump(store, sink: log) > 0 {}
    }
}
