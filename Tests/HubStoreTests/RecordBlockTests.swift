import HubTesting
import HubTransport
import Testing

@testable import HubStore

@Suite struct RecordBlockTests {
    /// XXH64 of the reference implementation.
    @Test(
        arguments: [
            ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
            ("The quick brown fox jumps over the lazy dog", 0x0B24_2D36_1FDA_71BC),
        ] as [(String, UInt64)])
    func hashesAsXXH64(_ text: String, _ hash: UInt64) {
        Array(text.utf8).withUnsafeBytes { #expect(XXHash64.hash($0, seed: 0) == hash) }
    }

    /// Whatever the bytes are, decoding ends with records or with nil.
    @Test func survivesAnyBytes() throws {
        var generator = SeededGenerator(seed: 11)
        var batch = RecordBatch()
        for index in 0..<20 {
            batch.append(
                key: [UInt8(index)], value: Array(repeating: 7, count: index), headers: [("name", [1]), ("x", nil)],
                timestamp: Int64(index))
        }
        var raw: [UInt8] = []
        try RecordBlockEncoder().encode(0..<20, of: batch, seed: 0) { frame, bytes in
            raw = try #require(RecordBlockDecoder.unpack(bytes, frame: frame, seed: 0))
        }
        var decoder = RecordBlockDecoder()
        var decoded = 0
        for round in 0..<20_000 {
            var bytes = raw
            for _ in 0..<(round % 4) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            if round % 5 == 4 { bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator)) }
            bytes.withUnsafeBytes { bytes in
                // Sound by its checksum, so that what follows is tried.
                let frame = RecordBlock.Frame(
                    codec: 0, rawSize: Int32(bytes.count), checksum: Int64(bitPattern: XXHash64.hash(bytes, seed: 3)))
                let want = RecordBlockDecoder.Want(
                    baseOffset: 0, skipped: round % 3, recordLimit: .max, byteLimit: .max)
                var into = RecordBatch()
                if decoder.decode(bytes, frame: frame, seed: 3, want: want, into: &into) != nil {
                    decoded += 1
                    for record in into.records { _ = into.array(record.value) }
                } else {
                    #expect(into.bytes.isEmpty && into.isEmpty)
                }
            }
        }
        #expect(decoded >= 4000)
    }
}
