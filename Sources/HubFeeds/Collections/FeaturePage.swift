import HubHotspots
package import HubStore

/// What is asked of a collection.
package struct FeatureQuery: Sendable, Hashable {
    /// Only windows that have one of these days, days since 1970-01-01.
    package var days: ClosedRange<Int32>?
    /// Only features that meet this box.
    package var box: FeatureDocument.Box?
    /// Only the features of this area.
    package var code: String?
    /// Most features given.
    package var limit = 1000
    /// Features passed over.
    package var offset = 0

    /// All features, the first thousand.
    package init() {}
}

/// One page of a collection: features of the windows asked for, the latest window first, then in order of codes.
package struct FeaturePage: Sendable {
    /// The features as JSON text with commas between them.
    package private(set) var features: [UInt8] = []
    /// How many features answer the query in all.
    package private(set) var matched = 0
    /// How many are on this page.
    package private(set) var returned = 0
    /// The documents that the answer rests on.
    package let entries: [PublishedWindows.Entry]

    /// The documents that a query rests on, which is enough to tell whether an answer is still good.
    package static func entries(
        _ collection: HotspotCollection, tier: Tier, _ query: FeatureQuery, _ windows: PublishedWindows
    ) -> [PublishedWindows.Entry] {
        windows.entries(of: collection, tier: tier).filter { entry in
            query.days.map { entry.window.from <= $0.upperBound && entry.window.to > $0.lowerBound } ?? true
        }
    }

    /// Reads a page.
    package init(
        _ query: FeatureQuery, _ entries: [PublishedWindows.Entry], _ cache: FeatureCache, _ reader: StateReader,
        _ builder: SummaryBuilder
    ) throws {
        self.entries = entries
        for entry in entries {
            if query.box == nil, query.code == nil {
                let count = try cache.count(entry, reader, builder)
                let range = wanted(count, query)
                if !range.isEmpty, let document = try cache.document(entry, reader, builder) {
                    range.forEach { append(document.text($0)) }
                }
                matched += count
            } else if let document = try cache.document(entry, reader, builder) {
                let places = document.matching(box: query.box, code: query.code, builder) ?? []
                wanted(places.count, query).forEach { append(document.text(places[$0])) }
                matched += places.count
            }
        }
    }

    /// Which of the next `count` features lie on the page.
    private func wanted(_ count: Int, _ query: FeatureQuery) -> Range<Int> {
        let first = min(max(0, query.offset - matched), count)
        return first..<min(count, first + query.limit - returned)
    }

    private mutating func append(_ feature: ArraySlice<UInt8>) {
        if returned > 0 { features.append(UInt8(ascii: ",")) }
        features.append(contentsOf: feature)
        returned += 1
    }
}
