import CRdkafka
import HubTransport

/// Makes topics.
struct TopicAdmin {
    let client: KafkaClient
    let options: KafkaOptions

    /// Asks the cluster to make topics, in one request.
    ///
    /// - Returns: those that this request made, and why others could not be; one that was there already is neither.
    /// - Throws: `TransportError` where the request as a whole failed.
    func create(
        _ topics: [(name: String, partitions: Int32)]
    ) throws -> (made: Set<String>, faults: [String: TransportError]) {
        var wanted: [OpaquePointer?] = []
        defer { wanted.forEach { rd_kafka_NewTopic_destroy($0) } }
        var buffer = [CChar](repeating: 0, count: 512)
        for topic in topics {
            guard
                let made = rd_kafka_NewTopic_new(
                    topic.name, topic.partitions, options.replication ?? -1, &buffer, buffer.count)
            else {
                throw TransportError(.storage, "the topic \(topic.name) cannot be asked for: \(text(of: buffer))")
            }
            wanted.append(made)
            for (name, value) in TopicSettings(of: topic.name, replication: options.replication).entries {
                rd_kafka_NewTopic_set_config(made, name, value)
            }
        }
        let what = "making the topics \(topics.map(\.name).joined(separator: ", "))"
        return try AdminRequest(client: client, options: options).perform(RD_KAFKA_ADMIN_OP_CREATETOPICS, what) {
            request, queue in
            rd_kafka_CreateTopics(client.handle, &wanted, wanted.count, request, queue)
        } take: { event in
            outcome(of: event)
        }
    }

    private func outcome(of event: OpaquePointer) -> (made: Set<String>, faults: [String: TransportError]) {
        var made: Set<String> = []
        var faults: [String: TransportError] = [:]
        var count = 0
        let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        for index in 0..<count {
            guard let result = results?[index],
                let name = rd_kafka_topic_result_name(result).map({ String(cString: $0) })
            else { continue }
            let code = rd_kafka_topic_result_error(result)
            switch code {
            case RD_KAFKA_RESP_ERR_NO_ERROR: made.insert(name)
            case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: continue
            default:
                faults[name] = client.error(
                    code, "making the topic \(name)",
                    detail: rd_kafka_topic_result_error_string(result).map { String(cString: $0) })
            }
        }
        return (made, faults)
    }
}
