import CRdkafka
import HubTransport

/// The reading side: a consumer client without a group, its streams, and what the cluster says of its topics.
final class KafkaReader {
    /// Asks questions; apart from the streams' client, whose connection is busy with a fetch nearly always.
    let client: KafkaClient
    private let streaming: KafkaClient
    private let options: KafkaOptions
    private let handles: TopicHandles
    private let wakeUp: WakeUp
    private var streams: [TopicPartition: PartitionStream] = [:]
    /// Partition counts, which never change.
    private var counts: [String: Int32] = [:]
    private var names: [String]?
    private var namesReadAt = ContinuousClock.now

    /// Topics made by others are seen after so long at the latest.
    private static let namesLifetime = Duration.seconds(1)

    /// - Parameter isolation: whether records of open transactions count.
    init(_ options: KafkaOptions, isolation: String = "read_committed") throws {
        self.options = options
        client = try KafkaClient(
            .consumer,
            options.common() + [
                ("isolation.level", isolation), ("allow.auto.create.topics", "false"),
                ("enable.auto.commit", "false"),
            ])
        streaming = try KafkaClient(
            .consumer,
            options.common() + [
                ("enable.partition.eof", "true"), ("auto.offset.reset", "error"), ("isolation.level", "read_committed"),
                ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"),
                ("allow.auto.create.topics", "false"), ("check.crcs", "true"), ("fetch.wait.max.ms", "50"),
                ("fetch.error.backoff.ms", "100"), ("queued.min.messages", "100000"),
                ("queued.max.messages.kbytes", "\(options.fetchAheadKibibytes)"),
                ("fetch.message.max.bytes", "\(1 << 20)"), ("receive.message.max.bytes", "\(100 << 20)"),
            ])
        handles = TopicHandles(streaming)
        wakeUp = try WakeUp()
    }

    deinit { streams.removeAll() }

    // MARK: Topics

    func topics() throws -> [String] {
        if let names, ContinuousClock.now - namesReadAt < Self.namesLifetime { return names }
        return try refresh()
    }

    /// Asks the cluster for its topics.
    @discardableResult
    func refresh() throws -> [String] {
        let metadata = try client.metadata(allTopics: true, options, "asking for the topics")
        defer { rd_kafka_metadata_destroy(metadata) }
        var found: [String] = []
        for index in 0..<Int(metadata.pointee.topic_cnt) {
            let topic = metadata.pointee.topics[index]
            guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR, topic.partition_cnt > 0 else { continue }
            let name = String(cString: topic.topic)
            // The brokers' own.
            if name.hasPrefix("__") { continue }
            let isReady = (0..<Int(topic.partition_cnt)).allSatisfy { topic.partitions[$0].leader >= 0 }
            guard isReady || counts[name] != nil else { continue }
            counts[name] = topic.partition_cnt
            found.append(name)
        }
        for name in counts.keys where !found.contains(name) { counts[name] = nil }
        found.sort()
        names = found
        namesReadAt = .now
        return found
    }

    func partitionCount(of topic: String) throws -> Int32? {
        if let known = counts[topic] { return known }
        try refresh()
        return counts[topic]
    }

    /// The partition counts of those topics that are there; asked for where one is not known.
    func partitionCounts(of topics: [String]) throws -> [String: Int32] {
        if topics.contains(where: { counts[$0] == nil }) { try refresh() }
        return counts.filter { topics.contains($0.key) }
    }

    /// - Throws: `TransportError` with `unknownTopic`.
    func check(_ partition: TopicPartition) throws {
        guard let count = try partitionCount(of: partition.topic), (0..<count).contains(partition.partition) else {
            throw TransportError.unknown(partition)
        }
    }

    /// The brokers that there are.
    func brokerCount() throws -> Int {
        let metadata = try client.metadata(allTopics: false, options, "asking for the brokers")
        defer { rd_kafka_metadata_destroy(metadata) }
        return Int(metadata.pointee.broker_cnt)
    }

    /// The cluster's identity.
    func clusterID() throws -> String {
        guard let id = rd_kafka_clusterid(client.handle, options.answerMilliseconds) else {
            throw client.error(RD_KAFKA_RESP_ERR__TIMED_OUT, "asking for the cluster's identity")
        }
        defer { rd_kafka_mem_free(client.handle, id) }
        return String(cString: id)
    }

    // MARK: Offsets

    /// The readable offsets of several partitions, with one question to each leader.
    ///
    /// Asked as times, since 2.0.2's own call for watermarks may never return.
    func watermarks(of partitions: [TopicPartition]) throws -> [Watermarks] {
        guard !partitions.isEmpty else { return [] }
        let low = try offsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_BEGINNING))
        let high = try offsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_END))
        return zip(low, high).map { Watermarks(low: $0, high: max($0, $1)) }
    }

    private func offsets(of partitions: [TopicPartition], at time: Int64) throws -> [Int64] {
        var code = RD_KAFKA_RESP_ERR_NO_ERROR
        let end = ContinuousClock.now + .milliseconds(Int(options.answerMilliseconds))
        repeat {
            let list = try PartitionList(partitions.map { ($0, time) })
            code = rd_kafka_offsets_for_times(client.handle, list.pointer, min(options.answerMilliseconds, 5_000))
            if code == RD_KAFKA_RESP_ERR_NO_ERROR {
                let fault = (0..<list.count).map { list.fault($0) }.first { $0 != RD_KAFKA_RESP_ERR_NO_ERROR }
                guard let fault else { return (0..<list.count).map { list.offset($0) } }
                code = fault
            }
            // Leaders move; the library learns of it by such an answer.
            rd_kafka_poll(client.handle, 50)
        } while ContinuousClock.now < end && Self.isPassing(code)
        throw client.error(code, "asking for the offsets of \(partitions[0])")
    }

    private static func isPassing(_ code: rd_kafka_resp_err_t) -> Bool {
        switch code {
        case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR__WAIT_COORD,
            RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
            RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR__WAIT_CACHE:
            true
        default: false
        }
    }

    // MARK: Records

    func read(
        _ partition: TopicPartition, from offset: Int64, recordLimit: Int, byteLimit: Int, into batch: inout RecordBatch
    ) throws -> Int64 {
        let stream = try stream(partition, at: offset)
        do {
            try stream.read(recordLimit: recordLimit, byteLimit: byteLimit, into: &batch)
        } catch let fault as TransportError where fault.code == .offsetOutOfRange || fault.code == .unknownTopic {
            streams[partition] = nil
            throw fault
        }
        return stream.position
    }

    /// The stream that stands at `offset`, started if there is none.
    private func stream(_ partition: TopicPartition, at offset: Int64) throws -> PartitionStream {
        if let open = streams[partition], open.position == offset { return open }
        streams[partition] = nil
        try check(partition)
        let marks = try watermarks(of: [partition])[0]
        guard (marks.low...marks.high).contains(offset) else { throw TransportError.outOfRange(offset, partition) }
        return try start(partition, at: offset, target: marks.high)
    }

    private func start(_ partition: TopicPartition, at offset: Int64, target: Int64) throws -> PartitionStream {
        let made = try PartitionStream(
            streaming, topic: try handles.handle(partition.topic), partition: partition, from: offset, target: target,
            wakeUp: wakeUp, patience: options.answerMilliseconds)
        streams[partition] = made
        return made
    }

    /// Starts many streams with one question to each leader, so that their first fetches go together.
    ///
    /// One whose offset cannot be read is left for `read` to say so.
    func expect(_ reads: [(partition: TopicPartition, offset: Int64)]) throws {
        let wanted = try reads.filter { read in
            guard streams[read.partition]?.position != read.offset else { return false }
            try check(read.partition)
            return true
        }
        let marks = try watermarks(of: wanted.map(\.partition))
        for (read, marks) in zip(wanted, marks) where (marks.low...marks.high).contains(read.offset) {
            streams[read.partition] = nil
            _ = try start(read.partition, at: read.offset, target: marks.high)
        }
    }

    /// Ends the streams of partitions that are not read for now.
    func close(_ partitions: [TopicPartition]) {
        for partition in partitions { streams[partition] = nil }
    }

    func closeAll() { streams.removeAll() }

    /// Lets the library work meanwhile.
    func pause(milliseconds: Int32) { rd_kafka_poll(client.handle, milliseconds) }

    func waitForRecords(milliseconds: Int32) {
        if streams.values.contains(where: \.hasMore) { return }
        // Partitions that were never read, and new topics, ring no bell.
        wakeUp.wait(milliseconds: min(milliseconds, 1000))
    }
}
