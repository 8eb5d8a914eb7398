import HubHotspots
import HubJSON
import HubStore

/// What releases of a theme have hidden and shown so far, so that revisions give nothing away together: kept in the store,
/// never published. On a cluster it also goes to the next publisher (`ReleaseLog`).
struct ReleaseState: Equatable {
    /// Figures hidden to protect others; they stay hidden.
    var hidden: Set<Release.FigureName> = []
    /// Figures that were small in an earlier revision.
    var wereSmall: Set<Release.FigureName> = []
    /// How far figures may move from what they are now without contradicting an earlier revision.
    var slack: [Release.FigureName: Disclosure.Slack] = [:]

    init() {}

    /// Where the state of a theme is kept: no topic has such a name.
    static func place(_ theme: Theme) -> String { "disclosure/" + theme.rawValue }

    /// Reads a stored state; nil if it is none.
    init?(_ value: JSONValue) {
        guard let hidden = value["hidden"]?.array, let small = value["were_small"]?.array,
            let slack = value["slack"]?.array
        else { return nil }
        self.hidden = Set(hidden.compactMap { $0.string.flatMap { Release.FigureName($0) } })
        wereSmall = Set(small.compactMap { $0.string.flatMap { Release.FigureName($0) } })
        for entry in slack {
            guard let name = entry[0]?.string.flatMap({ Release.FigureName($0) }),
                let down = entry[1]?.int.flatMap({ Int32(exactly: $0) }),
                let up = entry[2]?.int.flatMap({ Int32(exactly: $0) })
            else { return nil }
            self.slack[name] = Disclosure.Slack(down: down, up: up)
        }
    }

    /// The state as it is stored.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, names) in [("hidden", hidden), ("were_small", wereSmall)] {
            writer.key(key)
            writer.beginArray()
            for text in names.map(\.text).sorted() { writer.string(text) }
            writer.endArray()
        }
        writer.key("slack")
        writer.beginArray()
        for (text, slack) in slack.map({ ($0.key.text, $0.value) }).sorted(by: { $0.0 < $1.0 }) {
            writer.beginArray()
            writer.string(text)
            writer.int(Int64(slack.down))
            writer.int(Int64(slack.up))
            writer.endArray()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The state that a store keeps of a theme, and its revision; empty and 0 where it keeps none.
    static func stored(_ theme: Theme, _ reader: StateReader) throws -> (state: ReleaseState, revision: Int64) {
        guard let row = try reader.summary(topic: place(theme), key: "state") else { return (ReleaseState(), 0) }
        let state = (try? JSONValue.parse(row.document)).flatMap { ReleaseState($0) }
        return (state ?? ReleaseState(), row.revision)
    }

    /// Writes the state to the store in the place of earlier ones.
    func put(_ theme: Theme, revision: Int64, asOf: Int64, _ transaction: StateTransaction) throws {
        let (place, json) = (Self.place(theme), json)
        try transaction.putSummary(
            topic: place, key: "state", revision: revision, asOf: asOf, contentHash: Publisher.hash(json),
            document: json)
        try transaction.removeSummaries(topic: place, key: "state", before: revision)
    }

    /// The parts of the state by the key of the summary they are about.
    func byDocument(_ theme: Theme) -> [String: ReleaseState] {
        var parts: [[String]: ReleaseState] = [:]
        func key(_ name: Release.FigureName) -> [String] { [name.kind.rawValue, name.window.label] }
        for name in hidden { parts[key(name), default: ReleaseState()].hidden.insert(name) }
        for name in wereSmall { parts[key(name), default: ReleaseState()].wereSmall.insert(name) }
        for (name, value) in slack { parts[key(name), default: ReleaseState()].slack[name] = value }
        return Dictionary(
            uniqueKeysWithValues: parts.map { ("\(theme.rawValue)/\($0.key[0])/\($0.key[1])", $0.value) })
    }

    /// Adds the state of other figures.
    mutating func add(_ other: ReleaseState) {
        hidden.formUnion(other.hidden)
        wereSmall.formUnion(other.wereSmall)
        slack.merge(other.slack) { _, new in new }
    }

    /// Takes in what the last revision showed of a figure whose count has changed.
    ///
    /// - Parameters:
    ///   - shown: as it was shown; nil for `*`.
    mutating func note(_ name: Release.FigureName, was count: Int64, shown: Int64?) {
        let value = Int32(clamping: count)
        // What is shown as * is at least 1, unless it has fallen to none since it first was.
        var band = min(1, value)...Int32.max
        if shown != nil {
            band = Disclosure.band(value)
        } else if (1...Disclosure.small).contains(value) {
            wereSmall.insert(name)
        }
        let known = slack[name] ?? Disclosure.Slack(down: .max, up: .max)
        slack[name] = Disclosure.Slack(
            down: min(known.down, value - band.lowerBound),
            up: min(known.up, band.upperBound == .max ? .max : band.upperBound - value))
    }
}
