/// Refuses schemas that apply themselves to the same value without end (core, section 9.4.1).
enum LoopCheck {
    /// Throws where a block is reached from itself without going down into the instance.
    static func check(_ edges: [[Int32]], locations: [String]) throws(SchemaError) {
        var state = [UInt8](repeating: 0, count: edges.count)
        for start in edges.indices where state[start] == 0 {
            var path: [(block: Int, next: Int)] = [(start, 0)]
            state[start] = 1
            while let (block, next) = path.last {
                if next == edges[block].count {
                    state[block] = 2
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let target = Int(edges[block][next])
                if state[target] == 1 { throw error(locations[target]) }
                if state[target] == 0 {
                    state[target] = 1
                    path.append((target, 0))
                }
            }
        }
    }

    private static func error(_ location: String) -> SchemaError {
        let parts = location.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        return SchemaError(
            uri: String(parts.first ?? ""), pointer: parts.count > 1 ? String(parts[1]) : "",
            message: "the references form a loop that never goes down into the instance")
    }
}
