/// Which areas of one list touch which, as indices into that list; without the area itself, symmetric, each once, sorted.
package struct Adjacency: Sendable, Equatable {
    /// Where each area's neighbours begin in `indices`; one more element than areas.
    package let offsets: [Int32]
    /// All neighbours, one area after the other.
    package let indices: [Int32]

    /// How many areas there are.
    package var count: Int { offsets.count - 1 }

    /// Packs the sets of neighbours; members outside the list and the area itself are left out.
    package init(_ sets: [Set<Int>]) {
        var offsets: [Int32] = [0]
        var indices: [Int32] = []
        offsets.reserveCapacity(sets.count + 1)
        for (area, set) in sets.enumerated() {
            for other in set.sorted() where other != area && sets.indices.contains(other) {
                indices.append(Int32(other))
            }
            offsets.append(Int32(indices.count))
        }
        self.offsets = offsets
        self.indices = indices
    }

    /// Takes lists that are already packed, sorted and without the area itself.
    init(offsets: [Int32], indices: [Int32]) {
        self.offsets = offsets
        self.indices = indices
    }

    /// The neighbours of an area.
    package subscript(area: Int) -> ArraySlice<Int32> { indices[Int(offsets[area])..<Int(offsets[area + 1])] }
}
