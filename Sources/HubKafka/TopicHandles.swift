import CRdkafka
import HubTransport

/// A client's topic objects, made once each.
final class TopicHandles {
    private let client: KafkaClient
    private var handles: [String: OpaquePointer] = [:]

    init(_ client: KafkaClient) { self.client = client }

    deinit { handles.values.forEach { rd_kafka_topic_destroy($0) } }

    func handle(_ topic: String) throws -> OpaquePointer {
        if let known = handles[topic] { return known }
        guard let made = rd_kafka_topic_new(client.handle, topic, nil) else {
            throw client.error(rd_kafka_last_error(), "naming the topic \(topic)")
        }
        handles[topic] = made
        return made
    }
}
