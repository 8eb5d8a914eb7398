/// The first of many, and how many there were: what a report holds of refusals, however bad its input.
package struct Kept<Element> {
    /// The first ones, in order.
    package private(set) var first: [Element] = []
    /// All there were.
    package private(set) var count = 0

    /// How many are kept.
    package static var limit: Int { 100_000 }

    /// None yet.
    package init() {}

    package var isEmpty: Bool { count == 0 }

    package mutating func append(_ element: Element) {
        count += 1
        if first.count < Self.limit { first.append(element) }
    }
}
