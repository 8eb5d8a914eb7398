import HubAssurance
import HubGeography
import HubJSON

/// A summary as it lies on its topic, put together again from its parts without reading a figure.
///
/// So whoever takes publishing over holds the very bytes that were published and knows their content by the same hash,
/// whatever of the figures was rounded when they were written.
package struct PublishedSummary {
    /// `<theme>/<area_kind>/<window>`.
    package let key: String
    package let revision: Int64
    /// Milliseconds since 1970 UTC.
    package let asOf: Int64
    /// The whole document.
    package let json: [UInt8]
    /// As `Publisher` knows its content.
    package let contentHash: [UInt8]

    /// One record of a summary's topic.
    package struct Part {
        /// Of the document it belongs to.
        package let key: String
        package let revision: Int64
        /// How many parts the document has.
        package let count: Int
        fileprivate let asOf: Int64
        fileprivate let data: ArraySlice<UInt8>

        /// Reads a record's value; nil if it is no summary of ours.
        ///
        /// Only what stands before the items is parsed: they are most of it, and none of them is needed.
        package init?(event: [UInt8]) {
            guard let start = event.place(of: #","data":"#)?.upperBound, event.last == UInt8(ascii: "}"),
                let items = event.place(of: #","items":["#, from: start)?.lowerBound,
                let head = try? JSONValue.parse(Array(event[start..<items]) + [UInt8(ascii: "}")]),
                let theme = head["theme"]?.string, let kind = head["area_kind"]?.string,
                let window = head["window"]?["label"]?.string, let revision = head["revision"]?.int,
                let asOf = head["as_of"]?.string.flatMap({ LondonCalendar.instant($0) })
            else { return nil }
            key = "\(theme)/\(kind)/\(window)"
            self.revision = Int64(revision)
            self.asOf = asOf
            count = head["parts"]?.int ?? 1
            data = event[start..<(event.count - 1)]
        }
    }

    /// The document of all its parts, in order; nil if they do not fit together.
    package init?(_ parts: [Part]) {
        guard let first = parts.first, first.count == parts.count else { return nil }
        var head: [UInt8] = []
        var items: [UInt8] = []
        for (index, part) in parts.enumerated() {
            guard part.key == first.key, part.revision == first.revision else { return nil }
            let data = Array(part.data)
            let number = parts.count == 1 ? "" : #","part":\#(index + 1),"parts":\#(parts.count)"#
            guard let mark = data.place(of: number + #","items":["#), data.suffix(2).elementsEqual("]}".utf8) else {
                return nil
            }
            if index == 0 { head = Array(data[..<mark.lowerBound]) } else { items.append(UInt8(ascii: ",")) }
            items += data[mark.upperBound..<(data.count - 2)]
        }
        let rest = Array(#","items":["#.utf8) + items + Array("]}".utf8)
        (key, revision, asOf) = (first.key, first.revision, first.asOf)
        json = head + rest
        // What `SummaryJSON.content` leaves out.
        head.replace(from: #""revision":"#, to: ",", with: "0")
        head.replace(from: #""as_of":"#, to: ",", with: "\"\(LondonCalendar.text(ofEpochMilliseconds: 0))\"")
        head.replace(from: #""last_reported_at":"#, to: ",", with: "null")
        contentHash = Publisher.hash(head + rest)
    }
}

extension [UInt8] {
    /// Where a text first stands from `start` on.
    fileprivate func place(of text: String, from start: Int = 0) -> Range<Int>? {
        let wanted = Array(text.utf8)
        guard let first = wanted.first else { return nil }
        var at = start
        while at + wanted.count <= count {
            if self[at] == first, self[at..<(at + wanted.count)].elementsEqual(wanted) {
                return at..<(at + wanted.count)
            }
            at += 1
        }
        return nil
    }

    /// Puts `value` between every `start` and the next `end`.
    fileprivate mutating func replace(from start: String, to end: String, with value: String) {
        var at = 0
        while let mark = place(of: start, from: at), let stop = place(of: end, from: mark.upperBound) {
            replaceSubrange(mark.upperBound..<stop.lowerBound, with: value.utf8)
            at = mark.upperBound + value.utf8.count
        }
    }
}
