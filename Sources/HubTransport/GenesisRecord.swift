/// The first record of each partition of a topic the hub makes, so that a re-created topic is noticed.
///
/// A CloudEvent in binary mode of type `hub.genesis`. It counts towards nothing and is not "received".
package enum GenesisRecord {
    /// The event type, and the key of the record.
    package static let type = "hub.genesis"

    /// A batch that holds the genesis record of one partition.
    ///
    /// - Parameters:
    ///   - uuid: the identity of this incarnation of the topic, the same in all its partitions.
    ///   - now: milliseconds since 1970 UTC.
    package static func batch(of partition: TopicPartition, partitions: Int32, uuid: String, now: Int64) -> RecordBatch
    {
        // A topic name holds neither quotes nor control characters, so it needs no escaping here.
        let value =
            "{\"topic\":\"\(partition.topic)\",\"partition\":\(partition.partition),\"partitions\":\(partitions),"
            + "\"created_at\":\"\(instant(now))\",\"uuid\":\"\(uuid)\"}"
        var batch = RecordBatch()
        batch.append(
            key: Array(type.utf8), value: Array(value.utf8),
            headers: [
                ("ce_specversion", Array("1.0".utf8)),
                ("ce_id", Array("\(uuid)-\(partition.partition)".utf8)),
                ("ce_source", Array("/hub".utf8)),
                ("ce_type", Array(type.utf8)),
                ("ce_time", Array(instant(now).utf8)),
                ("content-type", Array("application/json".utf8)),
            ],
            timestamp: now)
        return batch
    }

    /// Whether record `index` of `batch` is a genesis record (offset 0 and the key).
    package static func isGenesis(_ index: Int, of batch: RecordBatch) -> Bool {
        let record = batch.records[index]
        guard record.offset == 0, record.key.length == Int32(type.utf8.count) else { return false }
        return batch.bytes[record.key.range].elementsEqual(type.utf8)
    }

    /// RFC 3339 in UTC with milliseconds, by Howard Hinnant's `civil_from_days`.
    package static func instant(_ milliseconds: Int64) -> String {
        func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
            value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
        }
        func padded(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let days = floored(milliseconds, 86_400_000)
        let rest = milliseconds - days * 86_400_000
        let shifted = days + 719_468
        let era = floored(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(rest / 3_600_000, 2)):"
            + "\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2)).\(padded(rest % 1000, 3))Z"
    }
}
