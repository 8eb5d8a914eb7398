package import HubHotspots
package import HubStore

/// Which documents are published: for each topic and kind of area the windows, newest first.
package struct PublishedWindows: Sendable {
    /// One published document.
    package struct Entry: Sendable, Hashable {
        /// Its topic.
        package let topic: String
        /// Its key on the topic.
        package let key: String
        /// Its window.
        package let window: Window
        /// Its newest revision.
        package let revision: Int64
    }

    /// The number of the newest revision of any document when this was read; a higher one says that it is out of date.
    package let number: Int64
    private let entries: [String: [Entry]]

    /// Reads the list; costs time by the number of revisions.
    package init(_ reader: StateReader) throws {
        number = try reader.lastSummaryNumber()
        var entries: [String: [Entry]] = [:]
        for row in try reader.summaryKeys() {
            let parts = row.key.split(separator: "/", maxSplits: 2)
            guard parts.count == 3, let window = Window(String(parts[2])) else { continue }
            entries[Self.place(row.topic, String(parts[1])), default: []].append(
                Entry(topic: row.topic, key: row.key, window: window, revision: row.revision))
        }
        self.entries = entries.mapValues { list in
            list.sorted { ($1.window.to, $1.window.from, $0.key) < ($0.window.to, $0.window.from, $1.key) }
        }
    }

    /// The documents of a collection, the latest window first.
    package func entries(of collection: HotspotCollection, tier: Tier) -> [Entry] {
        let topic = SummaryDocument.topic(collection.theme, tier)
        return (entries[Self.place(topic, collection.kind.rawValue)] ?? []).filter {
            HotspotCollection.Span($0.window) == collection.span
        }
    }

    private static func place(_ topic: String, _ kind: String) -> String { topic + "/" + kind }
}
