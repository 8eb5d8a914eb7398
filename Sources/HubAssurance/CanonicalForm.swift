/// A growing buffer of bytes for content hashes, written without the checks that an array makes for each append.
struct CanonicalForm: ~Copyable {
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 8)
    private var count = 0

    deinit { memory.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

    mutating func removeAll() { count = 0 }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        memory.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    @inline(__always)
    mutating func append(word: UInt64) {
        reserve(8)
        memory.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt64.self)
        count &+= 8
    }

    /// The bytes behind their number: one byte where it is below 255, else nine.
    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if bytes.count < 0xFF {
            append(UInt8(truncatingIfNeeded: bytes.count))
        } else {
            append(0xFF)
            append(word: UInt64(truncatingIfNeeded: bytes.count))
        }
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        memory.baseAddress.map { ($0 + count).copyMemory(from: source, byteCount: bytes.count) }
        count &+= bytes.count
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if count &+ more > memory.count { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(memory.count * 2, count + more), alignment: 8)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = larger
    }
}
