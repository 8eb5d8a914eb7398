/// An object of an owned tree: members in their order, found by key. Keys are compared byte by byte.
package struct JSONObject: Sendable, Sequence {
    /// A member.
    package typealias Element = (key: String, value: JSONValue)

    private struct Key: Hashable, Sendable {
        let text: String
        static func == (one: Key, two: Key) -> Bool { one.text.utf8.elementsEqual(two.text.utf8) }
        func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
    }

    /// The members in order.
    package private(set) var members: [Element] = []
    private var places: [Key: Int] = [:]

    /// An object without members.
    package init() {}

    /// An object of these members; a later one of the same key replaces the earlier.
    package init(_ members: some Sequence<Element>) { for (key, value) in members { self[key] = value } }

    /// The number of members.
    package var count: Int { members.count }

    /// Whether there are no members.
    package var isEmpty: Bool { members.isEmpty }

    /// The keys in order.
    package var keys: [String] { members.map(\.key) }

    /// The value of a key; setting nil removes the member.
    package subscript(key: String) -> JSONValue? {
        get { places[Key(text: key)].map { members[$0].value } }
        set {
            if let place = places[Key(text: key)] {
                if let newValue {
                    members[place].value = newValue
                } else {
                    members.remove(at: place)
                    places = [:]
                    for (place, member) in members.enumerated() { places[Key(text: member.key)] = place }
                }
            } else if let newValue {
                places[Key(text: key)] = members.count
                members.append((key, newValue))
            }
        }
    }

    /// Goes over the members in order.
    package func makeIterator() -> IndexingIterator<[Element]> { members.makeIterator() }
}

extension JSONObject: Equatable {
    /// Whether both have the same members, in any order.
    package static func == (one: JSONObject, two: JSONObject) -> Bool {
        one.count == two.count && one.members.allSatisfy { two[$0.key] == $0.value }
    }
}
