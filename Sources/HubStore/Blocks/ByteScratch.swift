/// Memory that grows and is used again; for bytes on their way to or from a file.
final class ByteScratch {
    private(set) var memory: UnsafeMutableRawBufferPointer

    init(capacity: Int = 1 << 17) { memory = .allocate(byteCount: capacity, alignment: 16) }

    deinit { memory.deallocate() }

    /// Makes sure of `capacity` bytes; what the memory held may be lost.
    func ensure(_ capacity: Int) {
        guard memory.count < capacity else { return }
        memory.deallocate()
        memory = .allocate(byteCount: capacity + capacity / 4, alignment: 16)
    }
}
