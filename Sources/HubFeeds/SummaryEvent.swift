import HubGeography
import HubJSON
package import HubTransport

/// The records of a summary on its topic: CloudEvents in structured mode of type `hotspot.summary`, one for each part.
package enum SummaryEvent {
    /// The key of a part: the document's own for the first, so that a document of one part is found by it alone.
    ///
    /// Each part has a key of its own because the topic is compacted.
    package static func key(_ document: SummaryDocument, part: Int) -> String {
        part == 1 ? document.key : "\(document.key)/part-\(part)"
    }

    /// Adds the records of a document to a batch.
    ///
    /// - Parameters:
    ///   - former: how many parts the revision before had; a part that is no more gets a tombstone.
    ///   - limit: of a part's data in bytes.
    /// - Returns: how many parts the document has now.
    @discardableResult
    package static func append(
        _ document: SummaryDocument, former: Int = 0, limit: Int = SummaryJSON.partLimit, to batch: inout RecordBatch
    ) -> Int {
        append(document, parts: SummaryJSON.parts(document, limit: limit), former: former, to: &batch)
    }

    /// The same with the parts' data written already (`SummaryJSON.parts`).
    @discardableResult
    package static func append(
        _ document: SummaryDocument, parts: [[UInt8]], former: Int = 0, to batch: inout RecordBatch
    ) -> Int {
        let header: [(name: String, value: [UInt8]?)] = [
            ("content-type", Array("application/cloudevents+json; charset=UTF-8".utf8))
        ]
        for (index, part) in parts.enumerated() {
            let key = key(document, part: index + 1)
            batch.append(
                key: Array(key.utf8), value: event(document, subject: key, data: part), headers: header,
                timestamp: document.asOf)
        }
        for part in parts.count + 1..<max(parts.count, former) + 1 {
            batch.append(key: Array(key(document, part: part).utf8), value: nil, timestamp: document.asOf)
        }
        return parts.count
    }

    private static func event(_ document: SummaryDocument, subject: String, data: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [
            ("specversion", "1.0"),
            ("id", "\(SummaryDocument.topic(document.theme, document.tier))/\(subject)/\(document.revision)"),
            ("source", "/hub"), ("type", "hotspot.summary"), ("subject", subject),
            ("time", LondonCalendar.text(ofEpochMilliseconds: document.asOf)), ("datacontenttype", "application/json"),
            ("dataschema", "https://schemas.hub.westyorkshire.example/hotspot.summary/v1/schema.json"),
            ("kind", document.revision == 1 ? "report" : "correction"),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("revision")
        writer.int(document.revision)
        writer.key("data")
        writer.raw(data)
        writer.endObject()
        return writer.bytes
    }
}
