import CRdkafka
import Glibc
import HubTransport

/// The records of one partition from an offset on, fetched ahead by librdkafka.
///
/// Starting, reading and ending come from one thread after another and never at once: 2.0.2 may lose messages of its batch
/// call when seeks run beside it. A stream never seeks; to read from elsewhere it is ended and another started, and every
/// record's offset is held against the one expected.
final class PartitionStream {
    let partition: TopicPartition
    /// The offset of the next record to hand out.
    private(set) var position: Int64
    /// What the partition held when the stream began, or when its end was last reached; up to here a read waits.
    private var target: Int64

    private let client: KafkaClient
    private let topic: OpaquePointer
    private let queue: OpaquePointer
    private let wakeUp: WakeUp
    private let patience: Int32
    private var messages: [UnsafeMutablePointer<rd_kafka_message_t>?]
    /// Messages taken from the queue but not handed out: `messages[next..<end]`.
    private var next = 0
    private var end = 0

    private static let batch = 1_000

    /// - Parameters:
    ///   - target: the end of the partition now.
    ///   - patience: longest wait for records that are known to be there, in milliseconds.
    init(
        _ client: KafkaClient, topic: OpaquePointer, partition: TopicPartition, from offset: Int64, target: Int64,
        wakeUp: WakeUp, patience: Int32
    ) throws {
        guard let queue = rd_kafka_queue_new(client.handle) else { throw TransportError(.storage, "out of memory") }
        self.client = client
        self.topic = topic
        self.queue = queue
        self.partition = partition
        self.wakeUp = wakeUp
        self.patience = patience
        self.target = target
        position = offset
        messages = Array(repeating: nil, count: Self.batch)
        wakeUp.watch(queue)
        guard rd_kafka_consume_start_queue(topic, partition.partition, offset, queue) == 0 else {
            let code = rd_kafka_last_error()
            wakeUp.leave(queue)
            rd_kafka_queue_destroy(queue)
            throw client.error(code, "reading \(partition)")
        }
    }

    deinit {
        while next < end {
            rd_kafka_message_destroy(messages[next])
            next += 1
        }
        rd_kafka_consume_stop(topic, partition.partition)
        wakeUp.leave(queue)
        rd_kafka_queue_destroy(queue)
    }

    /// Whether something can be read without waiting.
    var hasMore: Bool { next < end || rd_kafka_queue_length(queue) > 0 }

    /// As `RecordSource.read`, from `position` on.
    func read(recordLimit: Int, byteLimit: Int, into batch: inout RecordBatch) throws {
        let before = batch.bytes.count
        var taken = 0
        var waited: Int32 = 0
        while taken == 0 || (taken < recordLimit && batch.bytes.count - before < byteLimit) {
            if next == end {
                let isWaiting = taken == 0 && position < target
                let step: Int32 = isWaiting ? min(200, max(patience - waited, 1)) : 0
                if !fill(step, limit: recordLimit - taken) {
                    guard isWaiting else { return }
                    waited += step
                    if waited >= patience {
                        // Tried again when something comes; the other partitions are not to wait for this one.
                        target = position
                        throw client.error(RD_KAFKA_RESP_ERR__TIMED_OUT, "reading \(partition)")
                    }
                    continue
                }
            }
            guard let message = messages[next] else { return }
            next += 1
            defer { rd_kafka_message_destroy(message) }
            if try take(message, into: &batch) { taken += 1 }
        }
    }

    private func fill(_ milliseconds: Int32, limit: Int) -> Bool {
        // The library waits until all it is asked for is there, or the time is over; so one is waited for.
        let wanted = milliseconds > 0 ? 1 : min(Self.batch, max(limit, 1))
        let count = messages.withUnsafeMutableBufferPointer {
            rd_kafka_consume_batch_queue(queue, milliseconds, $0.baseAddress, wanted)
        }
        next = 0
        end = max(0, count)
        return end > 0
    }

    /// Adds a message to the batch.
    ///
    /// - Returns: false for what is no record: the partition's end, a record of before, a passing fault.
    private func take(_ message: UnsafeMutablePointer<rd_kafka_message_t>, into batch: inout RecordBatch) throws -> Bool
    {
        let offset = message.pointee.offset
        switch message.pointee.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            guard offset >= position else { return false }
            append(message, offset, to: &batch)
            position = offset + 1
            return true
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            // Marks of transactions and compacted records leave gaps that no record fills.
            position = max(position, offset)
            target = position
            return false
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED, RD_KAFKA_RESP_ERR__SSL,
            RD_KAFKA_RESP_ERR__AUTHENTICATION:
            // The library goes on trying; SSL and log-in faults come as these too where a broker closes uncleanly.
            return false
        default:
            throw client.error(message.pointee.err, "reading \(partition) at offset \(position)")
        }
    }

    @inline(__always)
    private func append(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>, _ offset: Int64, to batch: inout RecordBatch
    ) {
        let key = message.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len) }
        let value = message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
        let timestamp = rd_kafka_message_timestamp(message, nil)
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else {
            batch.append(key: key, value: value, timestamp: timestamp, offset: offset)
            return
        }
        batch.append(
            key: key, value: value, headerCount: rd_kafka_header_cnt(headers), timestamp: timestamp, offset: offset
        ) { index in
            var name: UnsafePointer<CChar>?
            var bytes: UnsafeRawPointer?
            var size = 0
            rd_kafka_header_get_all(headers, index, &name, &bytes, &size)
            let text = name.map { UnsafeRawBufferPointer(start: $0, count: strlen($0)) }
            return (
                text ?? UnsafeRawBufferPointer(start: nil, count: 0),
                bytes.map { UnsafeRawBufferPointer(start: $0, count: size) }
            )
        }
    }
}
