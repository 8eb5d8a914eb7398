import HubTransport
import Testing

@Suite struct RecordBatchTests {
    @Test func absentIsNotEmpty() {
        var batch = RecordBatch()
        batch.append(key: nil, value: [], headers: [("a", nil), ("a", [1])], timestamp: 5)
        #expect(batch.array(batch.records[0].key) == nil)
        #expect(batch.array(batch.records[0].value) == [])
        #expect(batch.array(batch.headers[0].value) == nil)
        #expect(batch.array(batch.headers[1].value) == [1])
    }
}
