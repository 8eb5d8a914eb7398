import CRdkafka
import Glibc

/// A consumer group that reads nothing: it says on the broker how far it is, as a test has it.
final class CommittingGroup {
    struct Failure: Error, CustomStringConvertible { var description: String }

    private let client: OpaquePointer
    private let topic: String

    /// What a broker says while the group's coordinator is being made or loaded.
    private static let passing: [rd_kafka_resp_err_t] = [
        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR__WAIT_COORD,
        RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
    ]

    init(_ group: String, topic: String, bootstrap: String) throws {
        self.topic = topic
        let settings = rd_kafka_conf_new()
        var text = [CChar](repeating: 0, count: 512)
        for (name, value) in [
            ("bootstrap.servers", bootstrap), ("group.id", group), ("enable.auto.commit", "false"), ("log_level", "2"),
        ] where rd_kafka_conf_set(settings, name, value, &text, text.count) != RD_KAFKA_CONF_OK {
            throw Failure(description: Self.string(text))
        }
        guard let client = rd_kafka_new(RD_KAFKA_CONSUMER, settings, &text, text.count) else {
            throw Failure(description: Self.string(text))
        }
        self.client = client
    }

    deinit { rd_kafka_destroy(client) }

    /// Commits an offset of partition 0 and reads it back from the broker.
    func commit(_ offset: Int64) throws -> Int64 {
        let list = rd_kafka_topic_partition_list_new(1)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, topic, 0)
        try settle("committing") {
            rd_kafka_topic_partition_list_set_offset(list, topic, 0, offset)
            return rd_kafka_commit(client, list, 0)
        }
        try settle("reading the commit") { rd_kafka_committed(client, list, 10_000) }
        guard let element = list?.pointee.elems else { throw Failure(description: "no partition") }
        return element.pointee.offset
    }

    private func settle(_ what: String, _ body: () -> rd_kafka_resp_err_t) throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            let error = body()
            if error == RD_KAFKA_RESP_ERR_NO_ERROR { return }
            guard Self.passing.contains(error), ContinuousClock.now < deadline else {
                throw Failure(description: "\(what): \(String(cString: rd_kafka_err2str(error)))")
            }
            usleep(200_000)
        }
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
