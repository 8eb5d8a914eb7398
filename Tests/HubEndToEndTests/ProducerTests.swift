import HubTesting
import Testing

/// The producer and the reader of topics, on a log without a hub.
@Suite struct ProducerTests {
    @Test func whatWasSentIsReadBackAtItsOffset() throws {
        let folder = try ScratchFolder()
        let producer = try Producer(store: folder.path, seed: 7)
        while producer.ledger.entries.count < 3_000 { _ = try producer.send() }
        let reader = try TopicReader(store: folder.path)
        var found = 0
        for topic in PartnerScript.topics.map(\.name) {
            for record in try reader.records(of: topic) {
                let place = Ledger.Position(topic: topic, offset: record.offset)
                let message = try #require(producer.ledger.entries[place]?.message)
                #expect(record.value == message.value && record.key == message.key)
                #expect(record.headers.count == message.headers.count)
                found += 1
            }
        }
        #expect(found == producer.ledger.entries.count)
    }
}
