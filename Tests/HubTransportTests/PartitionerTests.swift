import HubTransport
import Testing

@Suite struct PartitionerTests {
    /// The values of `testMurmur2` in Kafka's UtilsTest.java.
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func agreesWithKafka(_ key: String, _ hash: Int32) {
        let bytes = Array(key.utf8)
        bytes.withUnsafeBytes { bytes in
            #expect(Int32(bitPattern: Partitioner.murmur2(bytes)) == hash)
            #expect(Partitioner.partition(ofKey: bytes, count: 12) == (hash & 0x7fff_ffff) % 12)
        }
    }

    @Test func onePartitionTakesAll() {
        [UInt8]().withUnsafeBytes { #expect(Partitioner.partition(ofKey: $0, count: 1) == 0) }
    }
}
