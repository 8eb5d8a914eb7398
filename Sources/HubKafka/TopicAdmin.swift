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
        for (name, value) in TopicSettings(of: topic).entries { rd_kafka_NewTopic_set_config(wanted, name, value) }
        let request = rd_kafka_AdminOptions_new(client.handle, RD_KAFKA_ADMIN_OP_CREATETOPICS)
        defer { rd_kafka_AdminOptions_destroy(request) }
        rd_kafka_AdminOptions_set_request_timeout(request, options.answerMilliseconds, &buffer, buffer.count)
        rd_kafka_AdminOptions_set_operation_timeout(request, options.answerMilliseconds, &buffer, buffer.count)
        let queue = rd_kafka_queue_new(client.handle)
        defer { rd_kafka_queue_destroy(queue) }
        var list: [OpaquePointer?] = [wanted]
        rd_kafka_CreateTopics(client.handle, &list, 1, request, queue)
        guard let event = rd_kafka_queue_poll(queue, options.answerMilliseconds + 5_000) else {
            throw client.error(RD_KAFKA_RESP_ERR__TIMED_OUT, "making the topic \(topic)")
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw client.error(
                code, "making the topic \(topic)",
                detail: rd_kafka_event_error_string(event).map { String(cString: $0) })
        }
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
