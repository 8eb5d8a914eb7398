import CRdkafka
import HubTransport

/// A list of partitions with an offset each, as librdkafka passes them.
final class PartitionList {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    /// - Parameter pointer: a list that this object is to free.
    init(owning pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) { self.pointer = pointer }

    convenience init(_ partitions: [(partition: TopicPartition, offset: Int64)]) throws {
        guard let made = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count)) else {
            throw TransportError(.storage, "out of memory")
        }
        self.init(owning: made)
        for (partition, offset) in partitions {
            let element = rd_kafka_topic_partition_list_add(made, partition.topic, partition.partition)
            element?.pointee.offset = offset
        }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    var count: Int { Int(pointer.pointee.cnt) }

    func partition(_ index: Int) -> TopicPartition {
        TopicPartition(String(cString: pointer.pointee.elems[index].topic), pointer.pointee.elems[index].partition)
    }

    func offset(_ index: Int) -> Int64 { pointer.pointee.elems[index].offset }

    func fault(_ index: Int) -> rd_kafka_resp_err_t { pointer.pointee.elems[index].err }

    var partitions: [TopicPartition] { (0..<count).map { partition($0) } }
}
