/// How records lie in a block: first columns of variable-length integers, then all their bytes, compressed together.
///
/// The columns, each over all records: timestamp (zigzag difference to the one before), key length + 1 (0 is absent),
/// header count; over all headers: name length, value length + 1; over all records again: value length + 1. The bytes:
/// for each record its key, its headers (name, value) and its value. Integers are LEB128.
enum RecordBlock {
    /// How the stored bytes are packed.
    enum Codec: Int32 {
        case plain = 0
        case lz4 = 1
    }

    /// A block's columns in a table, beside its bytes.
    struct Frame: Equatable {
        var codec: Int32
        /// Bytes before compression.
        var rawSize: Int32
        /// XXH64 of the stored bytes, seeded with the place they belong to.
        var checksum: Int64
    }

    /// The first byte of a block: the version of this layout.
    static let version: UInt8 = 1
    /// About how many bytes before compression make a block; one larger record is a block of its own.
    static let targetSize = 64 << 10
    /// No block is larger; a frame that says so is damaged.
    static let maximumRawSize = 1 << 28
}
