import HubContracts
import HubStore
import HubTransport
import Testing

@testable import HubGateway

@Suite struct ReceiptWriterTests {
    /// Receipts of a transaction that was rolled back must not turn up in the next one.
    @Test func startingAnewForgetsWhatWasUnderWay() throws {
        let topic = InputTopic(
            partition: TopicPartition("in.wyp.asb.incident.v1"), partitions: 1, source: SourceID(rawValue: 1),
            partner: "wyp",
            type: "asb.incident", partnerName: 1, typeName: 2, expectedSource: [], expectedType: [], schema: nil,
            isListed: true, series: 1, sensitivity: .anonymous, signing: nil)
        var writer = ReceiptWriter()
        for offset: Int64 in [7, 9] {
            writer.removeAll()
            writer.add(
                topic: topic, offset: offset, timestamp: 0, id: nil, subject: nil, revision: 1, status: .accepted,
                rejection: nil)
        }
        writer.flush(topic: topic, timestamp: 0)
        #expect(writer.batch.count == 1)
        let text = String(decoding: writer.batch.array(writer.batch.records[0].value) ?? [], as: UTF8.self)
        #expect(text.contains(#""offset":9"#) && !text.contains(#""offset":7"#))
    }
}
