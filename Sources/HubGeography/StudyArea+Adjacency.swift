extension StudyArea {
    /// The study area with further cells (those that records fell into beyond the outlines), in order of raw values,
    /// and which of them touch.
    ///
    /// Cells of other grids are left out. Cost: a few ms for 30,000 cells.
    package func cells(adding further: [Cell]) -> (cells: [Cell], adjacency: Adjacency) {
        let extra = further.filter { grid.centre(of: $0) != nil && !contains($0) }
        guard !extra.isEmpty else { return (cells, adjacency) }
        let all = (cells + Set(extra)).sorted()
        return (all, Self.adjacency(of: all, grid))
    }

    /// Which of some cells (sorted, of one grid) touch.
    static func adjacency(of cells: [Cell], _ grid: HexagonGrid) -> Adjacency {
        let axial = cells.map { $0.axial ?? (0, 0, 0) }
        guard let west = axial.map(\.q).min(), let east = axial.map(\.q).max(), let south = axial.map(\.r).min(),
            let north = axial.map(\.r).max()
        else { return Adjacency([]) }
        // A table of the rectangle around the cells, with a margin, is quicker than looking cells up by their hash; it is
        // small for a county, and cells far away from it (a record beyond the border lies close) make it no larger than this.
        let width = north - south + 3
        let area = (east - west + 3).multipliedReportingOverflow(by: width)
        guard !area.overflow, area.partialValue <= 1 << 24 else { return sparse(cells, grid) }
        var table = [Int32](repeating: -1, count: area.partialValue)
        for (index, at) in axial.enumerated() { table[(at.q - west + 1) * width + at.r - south + 1] = Int32(index) }
        var offsets: [Int32] = [0]
        var indices: [Int32] = []
        offsets.reserveCapacity(cells.count + 1)
        indices.reserveCapacity(cells.count * 6)
        let steps = [-width, 1 - width, -1, 1, width - 1, width]
        for at in axial {
            let place = (at.q - west + 1) * width + at.r - south + 1
            let first = indices.count
            for step in steps where table[place + step] >= 0 { indices.append(table[place + step]) }
            indices[first...].sort()
            offsets.append(Int32(indices.count))
        }
        return Adjacency(offsets: offsets, indices: indices)
    }

    private static func sparse(_ cells: [Cell], _ grid: HexagonGrid) -> Adjacency {
        let position = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($0.element, $0.offset) })
        return Adjacency(cells.map { Set(grid.neighbours(of: $0).compactMap { position[$0] }) })
    }
}
