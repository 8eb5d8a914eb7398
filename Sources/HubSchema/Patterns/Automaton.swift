/// A deterministic automaton over bytes: decides a pattern in one look-up a byte, without backtracking.
struct Automaton {
    /// State × 256 + byte → next state; 0 is dead, 1 is accepted whatever follows.
    let next: [UInt8]
    let isAccepting: [Bool]
    let start: UInt8

    private static let maximumStates = 250
    private static let maximumSteps = 4000

    /// The automaton of a translated pattern; nil where it cannot be one or would be large.
    init?(translated: String) {
        guard let parsed = RegexNodeParser.parse(translated) else { return nil }
        var graph = Graph()
        let begin = graph.add()
        if !parsed.atStart { graph.edges[begin].append((0...255, begin)) }
        guard let end = graph.append(parsed.node, from: begin) else { return nil }
        self.init(graph: graph, begin: begin, end: end, atEnd: parsed.atEnd)
    }

    private init?(graph: Graph, begin: Int, end: Int, atEnd: Bool) {
        var boundaries = [Bool](repeating: false, count: 257)
        for edges in graph.edges {
            for (range, _) in edges {
                boundaries[Int(range.lowerBound)] = true
                boundaries[Int(range.upperBound) + 1] = true
            }
        }
        var classes = [UInt8](repeating: 0, count: 256)
        var representatives: [UInt8] = [0]
        for byte in 1..<256 {
            if boundaries[byte] { representatives.append(UInt8(byte)) }
            classes[byte] = UInt8(representatives.count - 1)
        }
        var sets: [[Int]: UInt16] = [:]
        var work: [[Int]] = []
        var accepting = [false, true]
        func number(_ states: [Int]) -> UInt16? {
            if states.isEmpty { return 0 }
            let accepts = states.contains(end)
            if accepts, !atEnd { return 1 }
            if let known = sets[states] { return known }
            if accepting.count >= Self.maximumStates { return nil }
            sets[states] = UInt16(accepting.count)
            accepting.append(accepts)
            work.append(states)
            return UInt16(accepting.count - 1)
        }
        guard let first = number(graph.closure([begin])) else { return nil }
        var next =
            [UInt16](repeating: 0, count: representatives.count) + [UInt16](repeating: 1, count: representatives.count)
        var done = 0
        while done < work.count {
            let states = work[done]
            done += 1
            for byte in representatives {
                var targets: Set<Int> = []
                for state in states {
                    for (range, target) in graph.edges[state] where range.contains(byte) { targets.insert(target) }
                }
                guard let target = number(graph.closure(Array(targets))) else { return nil }
                next.append(target)
            }
        }
        let width = representatives.count
        self.next = (0..<accepting.count * 256).map { UInt8(next[$0 / 256 * width + Int(classes[$0 % 256])]) }
        isAccepting = accepting
        start = UInt8(first)
    }

    /// For each place the set of bytes that may stand there (1 for a member), where all texts that match have one length
    /// of at most 64 bytes and no place depends on another; else nil.
    func placewise() -> [[UInt8]]? {
        var sets: [[UInt8]] = []
        var state = Int(start)
        while sets.count <= 64, state > 1 {
            let row = next[state * 256..<state * 256 + 256]
            let targets = Set(row).subtracting([0])
            guard let target = targets.first else { return isAccepting[state] ? sets : nil }
            if targets.count > 1 || isAccepting[state] { return nil }
            sets.append(row.map { $0 == 0 ? 0 : 1 })
            state = Int(target)
        }
        return nil
    }

    /// The bytes that keep a state, where there are enough of them to look at many at once.
    func loop(_ state: Int) -> ByteRanges? {
        let set = next[state * 256..<state * 256 + 256].map { $0 == state ? 1 : 0 as UInt8 }
        return state > 1 && set.reduce(0, { $0 + Int($1) }) >= 8 ? ByteRanges(repeating: set) : nil
    }

    /// Steps and byte edges of the pattern, before they are made deterministic.
    private struct Graph {
        var edges: [[(ClosedRange<UInt8>, Int)]] = []
        var silent: [[Int]] = []

        mutating func add() -> Int {
            edges.append([])
            silent.append([])
            return edges.count - 1
        }

        /// Adds a node's steps and returns where they end; nil where there are too many.
        mutating func append(_ node: RegexNode, from start: Int) -> Int? {
            if edges.count > Automaton.maximumSteps { return nil }
            switch node {
            case .empty: return start
            case .set(let ranges):
                let end = add()
                for range in ranges {
                    for sequence in UTF8Ranges.sequences(range) {
                        var from = start
                        for (place, bytes) in sequence.enumerated() {
                            let to = place == sequence.count - 1 ? end : add()
                            edges[from].append((bytes, to))
                            from = to
                        }
                    }
                }
                return end
            case .sequence(let parts):
                var from = start
                for part in parts {
                    guard let to = append(part, from: from) else { return nil }
                    from = to
                }
                return from
            case .either(let branches):
                let end = add()
                for branch in branches {
                    let begin = add()
                    silent[start].append(begin)
                    guard let to = append(branch, from: begin) else { return nil }
                    silent[to].append(end)
                }
                return end
            case .repeated(let inner, let least, let most):
                var from = start
                for _ in 0..<least {
                    guard let to = append(inner, from: from) else { return nil }
                    from = to
                }
                let end = add()
                if let most {
                    for _ in least..<max(least, most) {
                        silent[from].append(end)
                        guard let to = append(inner, from: from) else { return nil }
                        from = to
                    }
                    silent[from].append(end)
                    return end
                }
                let loop = add()
                silent[from].append(loop)
                silent[loop].append(end)
                guard let to = append(inner, from: loop) else { return nil }
                silent[to].append(loop)
                return end
            }
        }

        func closure(_ states: [Int]) -> [Int] {
            var found = Set(states)
            var work = states
            while let state = work.popLast() {
                for target in silent[state] where found.insert(target).inserted { work.append(target) }
            }
            return found.sorted()
        }
    }
}
