import CRdkafka
import HubTransport

/// One question or order to the cluster's administration, answered by one event within the options' time.
struct AdminRequest {
    let client: KafkaClient
    let options: KafkaOptions

    /// Sends a request and reads its answer.
    ///
    /// - Parameters:
    ///   - kind: the library's number of the request.
    ///   - what: what is being done, for the error.
    ///   - send: hands the request over with its options and the queue of its answer.
    ///   - take: reads the event, which lives no longer than the call.
    /// - Throws: `TransportError` for a request that failed as a whole.
    func perform<Result>(
        _ kind: rd_kafka_admin_op_t, _ what: String, send: (OpaquePointer?, OpaquePointer?) -> Void,
        take: (OpaquePointer) throws -> Result
    ) throws -> Result {
        var buffer = [CChar](repeating: 0, count: 512)
        let request = rd_kafka_AdminOptions_new(client.handle, kind)
        defer { rd_kafka_AdminOptions_destroy(request) }
        rd_kafka_AdminOptions_set_request_timeout(request, options.answerMilliseconds, &buffer, buffer.count)
        if kind == RD_KAFKA_ADMIN_OP_CREATETOPICS {
            rd_kafka_AdminOptions_set_operation_timeout(request, options.answerMilliseconds, &buffer, buffer.count)
        }
        let queue = rd_kafka_queue_new(client.handle)
        defer { rd_kafka_queue_destroy(queue) }
        send(request, queue)
        guard let event = rd_kafka_queue_poll(queue, options.answerMilliseconds + 5_000) else {
            throw client.error(RD_KAFKA_RESP_ERR__TIMED_OUT, what)
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw client.error(
                code, what, detail: rd_kafka_event_error_string(event).map { String(cString: $0) })
        }
        return try take(event)
    }
}
