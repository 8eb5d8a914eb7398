import HubGeography
package import HubHotspots
import HubJSON

/// A published document as features (RFC 7946), each written once: pages are made by putting them one after the other.
///
/// The properties of a feature are the members of the item as they were published, whatever the tier shows of them, with
/// its window and the document's revision; `code`, `name` and `significance` stand on the first level, where mapping
/// software can style by them.
package final class FeatureDocument: Sendable {
    /// West, south, east and north in degrees.
    package struct Box: Sendable, Hashable {
        package var west: Double
        package var south: Double
        package var east: Double
        package var north: Double

        /// A box; `west` above `east` crosses the antimeridian.
        package init(west: Double, south: Double, east: Double, north: Double) {
            self.west = west
            self.south = south
            self.east = east
            self.north = north
        }
    }

    private struct Feature: Sendable {
        var code: String
        var outline: FeatureOutline
        var end: Int
    }

    private let bytes: [UInt8]
    private let features: [Feature]

    /// How many features there are.
    package var count: Int { features.count }
    /// Memory that it takes, in bytes.
    package var size: Int { bytes.count + features.count * 160 }

    /// Writes the features of a published document; nil where it is none of ours.
    ///
    /// - Parameter builder: for the polygons and centroids.
    package init?(_ document: [UInt8], _ window: Window, builder: SummaryBuilder) {
        let tape = JSONTape(limits: JSONLimits(maximumBytes: 1 << 28, maximumDepth: 64))
        guard tape.parse(document) == nil, let items = tape.member(tape.root, "items"), tape.kind(items) == .array
        else { return nil }
        let head = Self.head(tape, window)
        let suffix = HotspotCollection.suffix(of: window)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(document.count + tape.count(items) * 320)
        var features: [Feature] = []
        features.reserveCapacity(tape.count(items))
        var writer = JSONWriter()
        var item = tape.firstChild(items)
        let end = tape.end(items)
        while item != end {
            defer { item = tape.next(item) }
            guard let area = tape.member(item, "area"), let code = tape.member(area, "code").flatMap(tape.string),
                let start = tape.sourceOffset(item), let stop = tape.sourceOffset(tape.end(item)), stop > start
            else { continue }
            writer.reset()
            writer.beginObject()
            writer.key("type")
            writer.string("Feature")
            writer.key("id")
            writer.string("\(code)_\(suffix)")
            writer.key("geometry")
            let outline = FeatureOutline(
                Self.cell(code, area, tape), item: item, on: tape, builder, writer: &writer)
            writer.key("properties")
            bytes.append(contentsOf: writer.bytes)
            bytes.append(UInt8(ascii: "{"))
            bytes.append(contentsOf: Self.leading(code, area, item, tape))
            bytes.append(contentsOf: head)
            bytes.append(contentsOf: document[(start + 1)..<stop])
            bytes.append(contentsOf: [UInt8(ascii: "}"), UInt8(ascii: "}")])
            features.append(Feature(code: code, outline: outline, end: bytes.count))
        }
        self.bytes = bytes
        self.features = features
    }

    private static func cell(_ code: String, _ area: JSONNode, _ tape: JSONTape) -> Cell? {
        let vintage = tape.member(area, "vintage").flatMap(tape.int64).flatMap { Int(exactly: $0) }
        return vintage.map { Cell(code: code, vintage: $0) } ?? Cell(hexagonCode: code)
    }

    /// The members that every feature of the document has, each with a comma after it.
    private static func head(_ tape: JSONTape, _ window: Window) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [
            ("window", window.label), ("from", LondonCalendar.text(ofDay: window.from)),
            ("to", LondonCalendar.text(ofDay: window.to)),
        ] {
            writer.key(key)
            writer.string(value)
        }
        if let revision = tape.member(tape.root, "revision").flatMap(tape.int64) {
            writer.key("revision")
            writer.int(revision)
        }
        for key: StaticString in ["tier", "as_of"] {
            guard let value = tape.member(tape.root, key).flatMap(tape.string) else { continue }
            writer.key(key)
            writer.string(value)
        }
        if let whole = tape.member(tape.root, "completeness").flatMap({ tape.member($0, "whole") }) {
            writer.key("complete")
            writer.bool(tape.kind(whole) == .true)
        }
        return writer.bytes.dropFirst() + [UInt8(ascii: ",")]
    }

    /// The area's code, name and significance, unless the item itself has a member of that name.
    private static func leading(_ code: String, _ area: JSONNode, _ item: JSONNode, _ tape: JSONTape) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("code")
        writer.string(code)
        writer.key("name")
        writer.string(tape.member(area, "name").flatMap(tape.string) ?? code)
        let score = tape.member(item, "gi_star")
        if tape.member(item, "significance") == nil,
            let significance = score.flatMap({ tape.member($0, "significance") }).flatMap(tape.string)
        {
            writer.key("significance")
            writer.string(significance)
        }
        return writer.bytes.dropFirst() + [UInt8(ascii: ",")]
    }

    /// The features that lie in a box or have a code, as their places in the document.
    package func matching(box: Box?, code: String?, _ builder: SummaryBuilder) -> [Int]? {
        guard box != nil || code != nil else { return nil }
        return features.indices.filter { index in
            let feature = features[index]
            if let code, feature.code != code { return false }
            if let box, !feature.outline.meets(box, builder) { return false }
            return true
        }
    }

    /// One feature's text.
    package func text(_ index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : features[index - 1].end)..<features[index].end]
    }

    /// The place of a code's feature; nil where there is none.
    package func index(ofCode code: String) -> Int? { features.firstIndex { $0.code == code } }
}
