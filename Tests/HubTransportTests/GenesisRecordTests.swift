import HubTesting
import Testing

@testable import HubTransport

@Suite struct GenesisRecordTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_123, "2000-02-29T00:00:00.123Z"),
            (1_750_000_000_000, "2025-06-15T15:06:40.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func writesInstants(_ milliseconds: Int64, _ text: String) {
        #expect(GenesisRecord.instant(milliseconds) == text)
    }

    @Test func uuidsHaveTheirForm() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<100 {
            let uuid = RandomUUID.make(using: &generator)
            #expect(uuid.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }
}
