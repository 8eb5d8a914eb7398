extension StudyArea {
    /// The study area with further cells (those that records fell into beyond the outlines), in order of raw values,
    /// and which of them touch.
    ///
    /// Cells of other grids are left out. Cost: a few ms for 30,000 cells.
    package func cells(adding further: [Cell]) -> (cells: [Cell], adjacency: Adjacency) {
        let extra = Set(further.filter { grid.centre(of: $0) != nil && !contains($0) }).sorted()
        guard !extra.isEmpty else { return (cells, adjacency) }
        let all = (cells + extra).sorted()
        return (all, Self.adjacency(of: all, grid))
    }

    static func adjacency(of cells: [Cell], _ grid: HexagonGrid) -> Adjacency {
        var position: [Cell: Int32] = [:]
        position.reserveCapacity(cells.count)
        for (index, cell) in cells.enumerated() { position[cell] = Int32(index) }
        var offsets: [Int32] = [0]
        var indices: [Int32] = []
        offsets.reserveCapacity(cells.count + 1)
        indices.reserveCapacity(cells.count * 6)
        for cell in cells {
            let first = indices.count
            for other in grid.neighbours(of: cell) {
                if let index = position[other] { indices.append(index) }
            }
            indices[first...].sort()
            offsets.append(Int32(indices.count))
        }
        return Adjacency(offsets: offsets, indices: indices)
    }
}
