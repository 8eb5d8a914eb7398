import CRdkafka
import HubTransport

/// Makes topics.
struct TopicAdmin {
    let client: KafkaClient
    let options: KafkaOptions

    /// Asks the cluster to make a topic.
    ///
    /// - Returns: false if it is there already.
    func create(_ topic: String, partitions: Int32) throws -> Bool {
        var buffer = [CChar](repeating: 0, count: 512)
        guard
            let wanted = rd_kafka_NewTopic_new(topic, partitions, options.replication ?? -1, &buffer, buffer.count)
        else { throw TransportError(.storage, "the topic \(topic) cannot be asked for: \(text(of: buffer))") }
        defer { rd_kafka_NewTopic_destroy(wanted) }
        for (name, value) in TopicSettings(of: topic, replication: options.replication).entries {
            rd_kafka_NewTopic_set_config(wanted, name, value)
        }
        var list: [OpaquePointer?] = [wanted]
        return try AdminRequest(client: client, options: options).perform(
            RD_KAFKA_ADMIN_OP_CREATETOPICS, "making the topic \(topic)"
        ) { request, queue in
            rd_kafka_CreateTopics(client.handle, &list, 1, request, queue)
        } take: { event in
            var count = 0
            let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
            guard count == 1, let result = results?[0] else { return true }
            let outcome = rd_kafka_topic_result_error(result)
            switch outcome {
            case RD_KAFKA_RESP_ERR_NO_ERROR: return true
            case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: return false
            default:
                throw client.error(
                    outcome, "making the topic \(topic)",
                    detail: rd_kafka_topic_result_error_string(result).map { String(cString: $0) })
            }
        }
    }
}
