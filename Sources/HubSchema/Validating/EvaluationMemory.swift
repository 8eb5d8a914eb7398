/// Scratch memory of one validator: grows to what the largest message needed and stays.
final class EvaluationMemory {
    /// One byte a member or element: whether it was evaluated; a stack of such rows.
    var marks: UnsafeMutablePointer<UInt8>
    var marksCapacity: Int
    /// Entered resources, the outermost first.
    var scope: [Int32] = []
    let patterns = PatternMemory()
    /// Slots of `uniqueItems`: tape index + 1 and hash.
    var slots: [(index: Int32, hash: UInt64)] = []
    /// Makes collisions unpredictable; no verdict depends on it.
    let seed = UInt64.random(in: .min ... .max)

    /// How much of the stack a run may take.
    let stackBytes: Int

    init(stackBytes: Int) {
        self.stackBytes = stackBytes
        marksCapacity = 4096
        marks = .allocate(capacity: marksCapacity)
    }

    deinit { marks.deallocate() }

    func reserveMarks(_ wanted: Int) {
        if wanted <= marksCapacity { return }
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted * 2)
        larger.update(from: marks, count: marksCapacity)
        marks.deallocate()
        marks = larger
        marksCapacity = wanted * 2
    }
}
