import Glibc
import HubJSON
package import HubTransport

/// Up to where a partner has read each partition, kept in a file.
///
/// Beside the offset stands the identity of the topic's incarnation, where it is known, so that a topic made anew is noticed.
package struct ReadPositions {
    struct Place {
        var next: Int64
        var incarnation: String?
    }

    private let path: String
    private var places: [TopicPartition: Place] = [:]

    /// - Throws: `ExchangeError` with `storage` for a file that cannot be read.
    package init(path: String) throws {
        self.path = path
        guard let bytes = try SmallFile.read(path) else { return }
        guard let object = (try? JSONValue.parse(bytes))?.object else {
            throw ExchangeError(
                .storage, "\(path) is damaged; remove it, and everything that is still kept is read once more")
        }
        for (name, value) in object.members {
            guard let next = (value["next"] ?? value).int else { continue }
            places[Self.place(name)] = Place(next: Int64(next), incarnation: value["incarnation"]?.string)
        }
    }

    /// Where a partner's `hub consume` on a store keeps them.
    package static func path(store: String, partner: String) -> String { "\(store)/consumer-\(partner).json" }

    /// The offset to read next.
    package subscript(place: TopicPartition) -> Int64? { places[place]?.next }

    func incarnation(of place: TopicPartition) -> String? { places[place]?.incarnation }

    mutating func set(_ place: TopicPartition, next: Int64, incarnation: String?) {
        places[place] = Place(next: next, incarnation: incarnation)
    }

    /// The first partition goes by the topic's name alone.
    private static func name(_ place: TopicPartition) -> String {
        place.partition == 0 ? place.topic : place.description
    }

    private static func place(_ name: String) -> TopicPartition {
        guard let slash = name.lastIndex(of: "/"), let number = Int32(name[name.index(after: slash)...]) else {
            return TopicPartition(name)
        }
        return TopicPartition(String(name[..<slash]), number)
    }

    /// Replaces the file in one step.
    func save() throws {
        var writer = JSONWriter(pretty: true)
        writer.beginObject()
        for (place, held) in places.sorted(by: { $0.key < $1.key }) {
            writer.key(Self.name(place))
            writer.beginObject()
            writer.key("next")
            writer.int(held.next)
            if let incarnation = held.incarnation {
                writer.key("incarnation")
                writer.string(incarnation)
            }
            writer.endObject()
        }
        writer.endObject()
        try SmallFile.replace(path, with: writer.bytes)
    }
}
