import CRdkafka
import HubTransport

/// A producer client and the delivery reports of what it sends; one sending at a time, by one thread.
final class KafkaProducer {
    let client: KafkaClient
    private let topics: TopicHandles
    private let reports: DeliveryReports
    private let options: KafkaOptions
    private var known: Set<String> = []

    /// What one request holds at most, less than the library's own limits on it.
    private static let requestBytes = 900_000
    private static let requestRecords = 9_000

    /// - Parameter transactionalID: for a producer whose sendings are transactions; nil for an idempotent one.
    init(_ options: KafkaOptions, transactionalID: String? = nil) throws {
        self.options = options
        let reports = DeliveryReports()
        var settings =
            try options.common() + [
                ("enable.idempotence", "true"), ("linger.ms", "50"), ("batch.size", "1000000"),
                ("batch.num.messages", "10000"), ("compression.codec", options.compression),
                ("partitioner", "murmur2_random"),
                ("queue.buffering.max.messages", "200000"), ("queue.buffering.max.kbytes", "\(64 * 1024)"),
                ("message.max.bytes", "\(8 << 20)"), ("message.timeout.ms", "\(options.deliveryMilliseconds)"),
            ]
        if let transactionalID {
            settings += [
                ("transactional.id", transactionalID),
                ("transaction.timeout.ms", "\(max(30_000, options.deliveryMilliseconds))"),
            ]
        }
        client = try KafkaClient(.producer, settings) { configuration in
            rd_kafka_conf_set_dr_msg_cb(configuration, noteDelivery)
        }
        self.reports = reports
        topics = TopicHandles(client)
    }

    /// Hands records to the library, those of a partition in order, and waits in between where it must.
    ///
    /// An idempotent producer of 2.0.2 has one request of a partition under way (it holds the records under way against the
    /// five requests that are allowed), and looks at what waits behind it over and over, which was half of the hub's time.
    /// So each partition is handed what fills one request, all are waited for, and then comes the next.
    func enqueue(_ batches: [(partition: TopicPartition, batch: RecordBatch)]) throws {
        var next = Array(repeating: 0, count: batches.count)
        while true {
            var given: Set<TopicPartition> = []
            for (index, part) in batches.enumerated() where next[index] < part.batch.count {
                guard given.insert(part.partition).inserted else { continue }
                next[index] = try enqueue(part.batch, from: next[index], to: part.partition)
            }
            guard zip(next, batches).contains(where: { $0 < $1.batch.count }) else { return }
            let what = "sending to \(batches[0].partition.topic)"
            try drain(what)
            // What follows a record that is not there may not be there either.
            if let code = reports.fault { throw client.fatalError ?? client.error(code, what) }
        }
    }

    /// Hands over what fills one request.
    ///
    /// - Returns: the record to go on from.
    private func enqueue(_ batch: RecordBatch, from start: Int, to partition: TopicPartition) throws -> Int {
        let topic = try topics.handle(partition.topic)
        try warm(partition.topic, topic)
        return try batch.bytes.withUnsafeBytes { bytes in
            var size = 0
            var next = start
            while next < batch.count, next - start < Self.requestRecords {
                let record = batch.records[next]
                size += max(0, Int(record.key.length)) + max(0, Int(record.value.length)) + 64
                if size > Self.requestBytes, next > start { break }
                try enqueue(record, of: batch, bytes, topic, partition)
                next += 1
            }
            return next
        }
    }

    /// Starts a sending: what was reported before is forgotten.
    func begin(keepingOffsets: Bool = false) {
        reports.begin(keepingOffsets: keepingOffsets)
    }

    /// Waits until every record handed over is durable.
    ///
    /// - Returns: the offset of the first record, -1 if there was none; and each record's where they are kept.
    /// - Throws: `TransportError`; some records may be durable nevertheless.
    func finish(_ what: String) throws -> (first: Int64, offsets: [Int64]) {
        try drain(what)
        // After a fatal error the reports say only that records were dropped, not why.
        if let code = reports.fault { throw client.fatalError ?? client.error(code, what) }
        reports.closeRun()
        return (reports.first, reports.offsets)
    }

    /// Waits until nothing is under way; what is handed over goes out at once.
    private func drain(_ what: String) throws {
        let end = ContinuousClock.now + .milliseconds(Int(options.deliveryMilliseconds) + 5_000)
        while reports.pending > 0 {
            rd_kafka_flush(client.handle, 100)
            guard ContinuousClock.now < end else { throw client.error(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, what) }
        }
    }

    /// One past the last record of the last sending, in each partition.
    var ends: [TopicPartition: Int64] { reports.ends }

    private func enqueue(
        _ record: RecordBatch.Record, of batch: RecordBatch, _ bytes: UnsafeRawBufferPointer, _ topic: OpaquePointer,
        _ partition: TopicPartition
    ) throws {
        let headers = try headers(of: record, in: batch, bytes)
        let key = Self.field(record.key, bytes)
        let value = Self.field(record.value, bytes)
        let opaque = Unmanaged.passUnretained(reports).toOpaque()
        var tries = 0
        while true {
            let code = hub_rdkafka_produce(
                client.handle, topic, partition.partition, key.start, key.count, value.start, value.count,
                record.timestamp, headers, opaque)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { break }
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL, tries < 10 * Int(options.deliveryMilliseconds) / 1000 else {
                if let headers { rd_kafka_headers_destroy(headers) }
                throw client.fatalError ?? client.error(code, "sending to \(partition)")
            }
            tries += 1
            rd_kafka_poll(client.handle, 100)
        }
        reports.pending += 1
    }

    private func headers(
        of record: RecordBatch.Record, in batch: RecordBatch, _ bytes: UnsafeRawBufferPointer
    ) throws -> OpaquePointer? {
        guard !record.headers.isEmpty else { return nil }
        guard let made = rd_kafka_headers_new(record.headers.count) else {
            throw TransportError(.storage, "out of memory")
        }
        for index in record.headers {
            let header = batch.headers[Int(index)]
            let name = Self.field(header.name, bytes)
            let value = Self.field(header.value, bytes)
            rd_kafka_header_add(
                made, name.start?.assumingMemoryBound(to: CChar.self), name.count, value.start, value.count)
        }
        return made
    }

    /// Nil is absent; empty has an address, since that is how librdkafka tells them apart.
    private static func field(
        _ slice: RecordBatch.Slice, _ bytes: UnsafeRawBufferPointer
    ) -> (start: UnsafeRawPointer?, count: Int) {
        guard !slice.isAbsent else { return (nil, 0) }
        guard slice.length > 0, let base = bytes.baseAddress else { return (UnsafeRawPointer(emptyBytes), 0) }
        return (base + Int(slice.start), Int(slice.length))
    }

    /// Fetches a topic's metadata once: the first sending to a topic would wait up to a second otherwise (before 2.10.1).
    private func warm(_ name: String, _ topic: OpaquePointer) throws {
        guard !known.contains(name) else { return }
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(client.handle, 0, topic, &metadata, options.answerMilliseconds)
        if let metadata { rd_kafka_metadata_destroy(metadata) }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.error(code, "asking for the topic \(name)") }
        known.insert(name)
    }
}

/// An address for values of no bytes.
private nonisolated(unsafe) let emptyBytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)

/// What became of the records of one sending; only touched by the thread that polls.
final class DeliveryReports {
    var pending = 0
    private(set) var first: Int64 = -1
    private(set) var fault: rd_kafka_resp_err_t?
    private(set) var offsets: [Int64] = []
    /// One past the last record in each partition.
    private(set) var ends: [TopicPartition: Int64] = [:]
    private var lastPlace: (topic: OpaquePointer, partition: Int32, end: Int64)?
    private var keepsOffsets = false

    func begin(keepingOffsets: Bool) {
        pending = 0
        first = -1
        fault = nil
        offsets.removeAll(keepingCapacity: true)
        ends.removeAll()
        lastPlace = nil
        keepsOffsets = keepingOffsets
    }

    func note(_ message: rd_kafka_message_t) {
        pending -= 1
        if message.err != RD_KAFKA_RESP_ERR_NO_ERROR {
            fault = fault ?? message.err
        } else {
            if first < 0 || message.offset < first { first = message.offset }
            if keepsOffsets { offsets.append(message.offset) }
            noteEnd(message)
        }
    }

    /// Reports come in runs of one partition; only the end of a run costs anything.
    private func noteEnd(_ message: rd_kafka_message_t) {
        guard let topic = message.rkt else { return }
        if let last = lastPlace, last.topic != topic || last.partition != message.partition { closeRun() }
        lastPlace = (topic, message.partition, max(message.offset + 1, lastPlace?.end ?? 0))
    }

    /// Ends the last run.
    func closeRun() {
        guard let last = lastPlace else { return }
        let place = TopicPartition(String(cString: rd_kafka_topic_name(last.topic)), last.partition)
        ends[place] = max(ends[place] ?? 0, last.end)
        lastPlace = nil
    }
}

private func noteDelivery(
    _ client: OpaquePointer?, _ message: UnsafePointer<rd_kafka_message_t>?, _ opaque: UnsafeMutableRawPointer?
) {
    guard let message, let place = message.pointee._private else { return }
    Unmanaged<DeliveryReports>.fromOpaque(place).takeUnretainedValue().note(message.pointee)
}
