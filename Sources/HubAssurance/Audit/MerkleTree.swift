/// The growing edge of a Merkle tree (RFC 9162, section 2.1): enough to add leaves and to tell the root, whatever its size.
///
/// Leaves are hashed as SHA-256(0x00 || leaf), nodes as SHA-256(0x01 || left || right), so that no leaf can pass for a node.
package struct MerkleTree: Sendable, Equatable {
    /// The number of leaves.
    package private(set) var size: Int64 = 0
    /// The roots of the perfect subtrees that the leaves make up, the largest first: one for each bit of `size`.
    private var subtrees: [Digest256] = []

    /// A tree without leaves.
    package init() {}

    /// A tree as `edge` has it; nil if the number of subtrees does not fit the size.
    package init?(size: Int64, edge: [UInt8]) {
        guard size >= 0, edge.count == size.nonzeroBitCount * 32 else { return nil }
        self.size = size
        subtrees = stride(from: 0, to: edge.count, by: 32).compactMap { Digest256(edge[$0..<($0 + 32)]) }
    }

    /// The subtrees' roots, 32 bytes each, to be kept with `size`.
    package var edge: [UInt8] { subtrees.flatMap(\.bytes) }

    /// Adds a leaf.
    package mutating func append(_ leaf: UnsafeRawBufferPointer) {
        var node = Self.hash(leaf: leaf)
        var bits = size
        while bits & 1 == 1, let left = subtrees.popLast() {
            node = Self.hash(left, node)
            bits >>= 1
        }
        subtrees.append(node)
        size += 1
    }

    /// Adds a leaf.
    package mutating func append(_ leaf: [UInt8]) { leaf.withUnsafeBytes { append($0) } }

    /// The root of the whole tree; of an empty one the hash of nothing (RFC 9162, section 2.1.1).
    package var root: Digest256 {
        guard var node = subtrees.last else { return SHA256.digest() }
        for left in subtrees.dropLast().reversed() { node = Self.hash(left, node) }
        return node
    }

    private static func hash(leaf: UnsafeRawBufferPointer) -> Digest256 {
        withUnsafeBytes(of: UInt8(0)) { SHA256.digest($0, leaf) }
    }

    private static func hash(_ left: Digest256, _ right: Digest256) -> Digest256 {
        withUnsafeBytes(of: UInt8(1)) { prefix in
            withUnsafeBytes(of: left) { left in
                withUnsafeBytes(of: right) { right in SHA256.digest(prefix, left, right) }
            }
        }
    }
}
