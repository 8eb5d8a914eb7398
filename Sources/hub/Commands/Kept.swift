/// The first of many, and how many there were: what a report holds of refusals, however bad its input.
struct Kept<Element> {
    /// The first ones, in order.
    private(set) var first: [Element] = []
    /// All there were.
    private(set) var count = 0

    /// How many are kept.
    static var limit: Int { 100_000 }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) {
        count += 1
        if first.count < Self.limit { first.append(element) }
    }
}
