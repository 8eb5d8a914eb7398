/// The areas of one kind and vintage with what touches what: what counts of that kind are shown for.
package struct AreaLayer: Sendable {
    /// The kind of all the areas.
    package let kind: Cell.Kind
    /// The year of their boundaries.
    package let vintage: Int
    /// In order of their codes.
    package let areas: [Area]
    /// Neighbours, as indices into `areas`.
    package let adjacency: Adjacency
    /// Of an area the larger ones that it lies in, and of an area of another vintage the one of this layer that replaces it.
    package let parents: [Cell: [Cell]]

    /// A layer of areas.
    ///
    /// - Parameters:
    ///   - areas: of one kind and vintage, any order, codes distinct.
    ///   - neighbours: which touch; one direction is enough; others than the layer's own are left out.
    package init(
        kind: Cell.Kind, vintage: Int, areas: [Area], neighbours: [Cell: [Cell]], parents: [Cell: [Cell]]
    ) {
        self.kind = kind
        self.vintage = vintage
        let sorted = areas.sorted { $0.cell < $1.cell }
        self.areas = sorted
        self.parents = parents
        var position: [Cell: Int] = [:]
        for (index, area) in sorted.enumerated() { position[area.cell] = index }
        var sets = [Set<Int>](repeating: [], count: sorted.count)
        for (area, others) in neighbours {
            guard let from = position[area] else { continue }
            for case let to? in others.map({ position[$0] }) {
                sets[from].insert(to)
                sets[to].insert(from)
            }
        }
        adjacency = Adjacency(sets)
    }

    /// A layer made of other areas, with neighbours as packed already.
    init(kind: Cell.Kind, vintage: Int, areas: [Area], adjacency: Adjacency, parents: [Cell: [Cell]]) {
        self.kind = kind
        self.vintage = vintage
        self.areas = areas
        self.adjacency = adjacency
        self.parents = parents
    }

    /// Areas that touch no other: reported, since Gi* says little about them.
    package var islands: [Area] { areas.indices.filter { adjacency[$0].isEmpty }.map { areas[$0] } }
}
