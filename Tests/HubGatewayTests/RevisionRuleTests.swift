import HubAssurance
import HubGateway
import HubStore
import Testing

@Suite struct RevisionRuleTests {
    struct Case: Sendable, CustomStringConvertible {
        let held: (revision: Int32, hash: UInt64)
        let came: (revision: Int32, hash: UInt64)
        let decision: RevisionRule.Decision
        var description: String { "\(held) then \(came)" }
    }

    static let cases: [Case] = [
        Case(held: (1, 7), came: (2, 7), decision: .accept),
        Case(held: (1, 7), came: (2, 8), decision: .accept),
        Case(held: (2, 7), came: (2, 7), decision: .duplicate),
        Case(held: (2, 7), came: (2, 8), decision: .conflict),
        Case(held: (2, 7), came: (1, 7), decision: .stale),
        Case(held: (2, 7), came: (1, 8), decision: .stale),
        Case(held: (Int32.max, 7), came: (Int32.max, 7), decision: .duplicate),
    ]

    @Test(arguments: cases) func decides(_ one: Case) {
        let held = StoredRecord(
            revision: one.held.revision, ending: .counted, hashHigh: one.held.hash, hashLow: 0,
            contribution: Contribution(), offset: 0)
        let decision = RevisionRule.decide(
            revision: one.came.revision, hash: Digest128(high: one.came.hash, low: 0), held: held)
        #expect(decision == one.decision)
    }
}
