import CRdkafka
package import HubTransport

/// One member of the consumer group in which hubs share the partitions out.
///
/// The members subscribe to one topic; whoever has its partition n owns partition n of every input topic. Nothing is read
/// through the group: offsets come from the store. Events are taken from the queue and answered there, one after another,
/// by the thread that polls; no callback runs anywhere else.
package final class GroupMember {
    /// What happened to this member's partitions.
    package enum Change: Sendable, Equatable {
        case assigned([Int32])
        /// To be given up in good order: what was done may still be written.
        case revoked([Int32])
    }

    private let client: KafkaClient
    private let queue: OpaquePointer
    private let options: KafkaOptions
    /// The identity that the group gave this member when it first had partitions of it.
    ///
    /// A member that was silent for too long is put out, its partitions go to others, and librdkafka joins again by itself
    /// under another identity: where that falls into a rebalance, 2.0.2 neither reports the partitions lost nor drops them.
    private var identity: String?

    /// - Parameters:
    ///   - instance: what stays the same over restarts, so that a restart moves no partition.
    ///   - sessionMilliseconds: silence after which the member's partitions go to others.
    package init(
        _ options: KafkaOptions, group: String, instance: String, topic: String, sessionMilliseconds: Int
    ) throws {
        self.options = options
        client = try KafkaClient(
            .consumer,
            options.common() + [
                ("group.id", group), ("group.instance.id", instance),
                ("session.timeout.ms", "\(sessionMilliseconds)"),
                ("heartbeat.interval.ms", "\(max(sessionMilliseconds / 5, 500))"),
                ("max.poll.interval.ms", "300000"), ("partition.assignment.strategy", "cooperative-sticky"),
                ("enable.auto.commit", "false"), ("enable.auto.offset.store", "false"),
                ("isolation.level", "read_committed"), ("allow.auto.create.topics", "false"),
                // Its records are of no use here; the partitions are paused as soon as they come.
                ("queued.min.messages", "1"), ("fetch.message.max.bytes", "1024"),
            ]
        ) { configuration in rd_kafka_conf_set_events(configuration, RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR) }
        rd_kafka_poll_set_consumer(client.handle)
        guard let queue = rd_kafka_queue_get_consumer(client.handle) else {
            throw TransportError(.storage, "out of memory")
        }
        self.queue = queue
        let wanted = try PartitionList([(TopicPartition(topic, -1), Int64(RD_KAFKA_OFFSET_INVALID))])
        let code = rd_kafka_subscribe(client.handle, wanted.pointer)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.error(code, "joining the group \(group)") }
    }

    deinit { rd_kafka_queue_destroy(queue) }

    /// Answers the group for up to `milliseconds`; to be called every few seconds.
    ///
    /// - Parameter handle: told of each change before the group is: a partition is not given up before it returns.
    /// - Throws: `TransportError` with `fenced` where the group has put this member out: nothing of what was done may be
    ///   written, and the member is of no use any more.
    package func poll(milliseconds: Int32, _ handle: (Change) throws -> Void) throws {
        var wait = milliseconds
        while let event = rd_kafka_queue_poll(queue, wait) {
            defer { rd_kafka_event_destroy(event) }
            wait = 0
            try checkIdentity()
            guard rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE else {
                try check(event)
                continue
            }
            guard let list = rd_kafka_event_topic_partition_list(event) else { continue }
            let partitions = (0..<Int(list.pointee.cnt)).map { list.pointee.elems[$0].partition }
            if rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
                if identity == nil { identity = try currentIdentity() }
                for index in 0..<Int(list.pointee.cnt) {
                    list.pointee.elems[index].offset = Int64(RD_KAFKA_OFFSET_END)
                }
                settle(rd_kafka_incremental_assign(client.handle, list))
                rd_kafka_pause_partitions(client.handle, list)
                try handle(.assigned(partitions))
            } else {
                guard rd_kafka_assignment_lost(client.handle) == 0 else { throw Self.putOut }
                defer { settle(rd_kafka_incremental_unassign(client.handle, list)) }
                try handle(.revoked(partitions))
            }
        }
    }

    /// Waits until no transaction that another owner began over these inputs is open.
    ///
    /// The broker gives committed offsets only once they are settled.
    package func awaitSettled(_ partitions: [TopicPartition]) throws {
        guard !partitions.isEmpty else { return }
        let list = try PartitionList(partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) })
        let end = ContinuousClock.now + .milliseconds(Int(max(options.deliveryMilliseconds, 45_000)))
        while true {
            let code = rd_kafka_committed(client.handle, list.pointer, 5_000)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return }
            guard ContinuousClock.now < end else {
                throw client.error(code, "waiting for the former owner's last transaction")
            }
        }
    }

    /// This member's identity for transactions, so that the broker refuses those of a stale owner.
    ///
    /// - Throws: `TransportError` with `fenced` where the group has put this member out.
    func withMetadata<Result>(_ body: (OpaquePointer) throws -> Result) throws -> Result {
        guard let metadata = rd_kafka_consumer_group_metadata(client.handle) else {
            throw TransportError(.fenced, "this process is not a member of the group now")
        }
        defer { rd_kafka_consumer_group_metadata_destroy(metadata) }
        // An identity never comes back, so if it holds now, it held when the metadata was taken.
        try checkIdentity()
        return try body(metadata)
    }

    /// What another identity had been given is others' by now, whatever else the library says.
    private func checkIdentity() throws {
        guard let identity, try identity != currentIdentity() else { return }
        throw Self.putOut
    }

    private func currentIdentity() throws -> String {
        guard let text = rd_kafka_memberid(client.handle) else { throw Self.putOut }
        defer { rd_kafka_mem_free(client.handle, text) }
        guard text.pointee != 0 else { throw Self.putOut }
        return String(cString: text)
    }

    private static var putOut: TransportError {
        TransportError(.fenced, "the group has put this process out, which did not answer for too long")
    }

    private func check(_ event: OpaquePointer) throws {
        let code = rd_kafka_event_error(event)
        switch code {
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            throw client.fatalError ?? client.error(code, "keeping up the group membership")
        default: return
        }
    }

    private func settle(_ fault: OpaquePointer?) {
        if let fault { rd_kafka_error_destroy(fault) }
    }
}

/// What a transaction of the outbox sends along so that a stale owner's is refused.
package struct GroupFence {
    package var member: GroupMember
    /// Where each owned input is to be read next.
    package var offsets: [(partition: TopicPartition, offset: Int64)]

    package init(member: GroupMember, offsets: [(partition: TopicPartition, offset: Int64)]) {
        self.member = member
        self.offsets = offsets
    }
}
