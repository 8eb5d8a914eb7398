import HubContracts
import HubTransport

/// The events of one request, sorted by the topic each goes to.
///
/// Ids lie in one buffer, so that an event costs no allocation.
struct IngestBatch: Sendable {
    /// One event of the request, in its order.
    struct Entry: Sendable {
        /// Its id within `ids`; nil where none could be read.
        var id: Range<Int>?
        /// Index of its topic.
        var topic: Int32
        /// Its place among those of the same topic.
        var place: Int32
        /// Index of why the gateway will refuse it, as far as could be seen at the door; -1 for nothing seen.
        var rejection: Int32
    }

    /// What goes to one topic.
    struct Group: Sendable {
        var topic: String
        var records = RecordBatch()
    }

    var entries: [Entry] = []
    var groups: [Group] = []
    var ids: [UInt8] = []
    var rejections: [Rejection] = []

    /// Bytes held until they are durable.
    var byteCount: Int { groups.reduce(0) { $0 + $1.records.bytes.count } }
}
