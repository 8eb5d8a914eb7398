import HubGeography
import HubHotspots
import HubJSON
package import HubStore
package import HubTransport

/// What releases keep of what they hid and showed, on a cluster: the next publisher takes it over, so that its revisions and
/// those before give nothing away together.
///
/// One record a theme, kind of area and window (the key of the summary), with all that is kept of it; for the hubs alone.
package enum ReleaseLog {
    /// A compacted topic.
    package static let topic = "hub.release.v1"

    /// The records of what is not as it was.
    static func records(
        _ theme: Theme, from before: ReleaseState, to after: ReleaseState, timestamp: Int64
    ) -> RecordBatch {
        var batch = RecordBatch()
        let former = before.byDocument(theme)
        for (key, state) in after.byDocument(theme).sorted(by: { $0.key < $1.key }) where former[key] != state {
            batch.append(key: Array(key.utf8), value: state.json, timestamp: timestamp)
        }
        return batch
    }

    /// Keeps what the topic holds in the place of whatever the store kept.
    ///
    /// - Parameter records: all records of the topic, in order.
    package static func adopt(_ records: RecordBatch, _ store: StateStore, _ reader: StateReader) throws {
        var latest: [String: ReleaseState] = [:]
        var asOf: Int64 = 0
        for record in records.records {
            guard let key = records.array(record.key), let value = records.array(record.value),
                let state = (try? JSONValue.parse(value)).flatMap({ ReleaseState($0) })
            else { continue }
            latest[String(decoding: key, as: UTF8.self)] = state
            asOf = max(asOf, record.timestamp)
        }
        for theme in Theme.allCases {
            var state = ReleaseState()
            for (key, part) in latest where key.hasPrefix(theme.rawValue + "/") { state.add(part) }
            let stored = try ReleaseState.stored(theme, reader)
            guard state != stored.state else { continue }
            try store.transaction { try state.put(theme, revision: stored.revision + 1, asOf: asOf, $0) }
        }
    }
}
