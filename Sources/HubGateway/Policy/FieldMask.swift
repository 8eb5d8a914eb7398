import HubJSON

/// The fields that an agreement lists, as a tree that is walked beside the message.
///
/// Whatever is not on the tree is left out, so that a field that the schema gains later is not released by accident.
struct FieldMask: Sendable {
    /// Which nodes a member may be released by; `whole` is everything below.
    struct Node: Sendable {
        var name: [UInt8]
        var takesWhole = false
        var firstChild: Int32 = -1
        var nextSibling: Int32 = -1
    }

    /// A place on the tree.
    struct Place: Sendable, Equatable {
        fileprivate var index: Int32
        /// Everything below is released.
        static let whole = Place(index: -1)
    }

    private(set) var nodes: [Node] = [Node(name: [])]

    /// - Parameter pointers: JSON Pointers into the data; the empty one takes all of them, one that is no pointer nothing.
    init(_ pointers: [String]) {
        for pointer in pointers {
            guard let tokens = JSONPointer(pointer)?.tokens else { continue }
            var place: Int32 = 0
            for token in tokens { place = child(of: place, named: Array(token.utf8)) }
            nodes[Int(place)].takesWhole = true
        }
    }

    private mutating func child(of parent: Int32, named name: [UInt8]) -> Int32 {
        var place = nodes[Int(parent)].firstChild
        while place >= 0 {
            if nodes[Int(place)].name == name { return place }
            place = nodes[Int(place)].nextSibling
        }
        let made = Int32(nodes.count)
        nodes.append(Node(name: name, nextSibling: nodes[Int(parent)].firstChild))
        nodes[Int(parent)].firstChild = made
        return made
    }

    /// The top of the tree.
    var root: Place { nodes[0].takesWhole ? .whole : Place(index: 0) }

    /// Where a member's value stands; nil if nothing of it is released.
    @inline(__always)
    func place(_ place: Place, _ name: UnsafeRawBufferPointer) -> Place? {
        if place == .whole { return .whole }
        return nodes.withUnsafeBufferPointer { nodes in
            var child = nodes[Int(place.index)].firstChild
            while child >= 0 {
                let isFound = nodes[Int(child)].name.withUnsafeBytes { ByteCompare.equal($0, name) }
                if isFound { return nodes[Int(child)].takesWhole ? .whole : Place(index: child) }
                child = nodes[Int(child)].nextSibling
            }
            return nil
        }
    }

    /// The same for a name written in the code.
    func place(_ place: Place, _ name: StaticString) -> Place? {
        self.place(place, UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// Where an array's element stands, by its place from 0.
    func place(_ place: Place, element: Int) -> Place? {
        if place == .whole { return .whole }
        var digits = String(element)
        return digits.withUTF8 { self.place(place, UnsafeRawBufferPointer($0)) }
    }
}
