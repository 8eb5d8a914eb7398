package import HubJSON

/// What a backup holds: `backup.json` beside the files it lists.
package struct BackupManifest: Sendable, Equatable {
    package static let fileName = "backup.json"

    /// One file of the backup.
    package struct Part: Sendable, Equatable {
        package var name: String
        package var bytes: Int64
        /// BLAKE2b-128 of the whole file, hexadecimal.
        package var digest: String
    }

    /// The identity of the store that was copied.
    package var store: String
    /// When the copy was begun, milliseconds since 1970 UTC.
    package var madeAt: Int64
    /// Records in force.
    package var records: Int64
    package var parts: [Part]

    /// - Parameter instant: writes milliseconds since 1970 as RFC 3339.
    package func json(instant: (Int64) -> String) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        writer.beginObject()
        writer.key("store")
        writer.string(store)
        writer.key("made_at")
        writer.string(instant(madeAt))
        writer.key("made_at_milliseconds")
        writer.int(madeAt)
        writer.key("records")
        writer.int(records)
        writer.key("files")
        writer.beginArray()
        for part in parts {
            writer.beginObject()
            writer.key("name")
            writer.string(part.name)
            writer.key("bytes")
            writer.int(part.bytes)
            writer.key("blake2b_128")
            writer.string(part.digest)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    package init(store: String, madeAt: Int64, records: Int64, parts: [Part]) {
        self.store = store
        self.madeAt = madeAt
        self.records = records
        self.parts = parts
    }

    /// Reads a manifest; nil for anything else. A part's name has no folder in it.
    package init?(_ value: JSONValue) {
        guard let store = value["store"]?.string, let madeAt = value["made_at_milliseconds"]?.int,
            let records = value["records"]?.int, let files = value["files"]?.array
        else { return nil }
        var parts: [Part] = []
        for file in files {
            guard let name = file["name"]?.string, let bytes = file["bytes"]?.int,
                let digest = file["blake2b_128"]?.string, !name.isEmpty, !name.contains("/"), !name.hasPrefix(".")
            else { return nil }
            parts.append(Part(name: name, bytes: Int64(bytes), digest: digest))
        }
        self.init(store: store, madeAt: Int64(madeAt), records: Int64(records), parts: parts)
    }
}
