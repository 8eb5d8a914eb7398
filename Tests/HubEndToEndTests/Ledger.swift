/// The producer's own account: every message sent, and by the plain rules of the design what must have become of it.
///
/// It shares no code with the hub: promise 1 is judged against it.
struct Ledger {
    struct Position: Hashable {
        var topic: String
        var offset: Int64
    }

    struct Entry {
        var message: Message
        var status: String
        var reason: String?
    }

    struct Row: Hashable {
        var partner: String
        var type: String
        var period: String
    }

    struct Held {
        var revision: Int
        var kind: Facts.Kind
        var content: String
        var ending: String
        var period: String
        var place: Facts.Place
        var counts: Bool
    }

    private struct Identity: Hashable {
        var topic: String
        var subject: String
    }

    private(set) var entries: [Position: Entry] = [:]
    private(set) var tallies: [Row: [String: Int]] = [:]
    private var held: [Identity: Held] = [:]

    /// Partner and type of `in.<partner>.<type>.v1`.
    static func parts(of topic: String) -> (partner: String, type: String) {
        let words = topic.split(separator: ".").map(String.init)
        return (words[1], words[2..<(words.count - 1)].joined(separator: "."))
    }

    /// Takes down a message that the log has acknowledged at `offset`.
    mutating func add(_ message: Message, topic: String, offset: Int64) {
        let (status, reason) = decide(message.facts, topic)
        entries[Position(topic: topic, offset: offset)] = Entry(message: message, status: status, reason: reason)
    }

    /// Records in force by area code, for one type and month.
    func counts(type: String, period: String) -> [String: Int] {
        var counts: [String: Int] = [:]
        for (identity, record) in held where Self.parts(of: identity.topic).type == type && record.period == period {
            if case .counted(let area) = record.place, record.ending == "counted", record.counts {
                counts[area, default: 0] += 1
            }
        }
        return counts
    }

    private mutating func decide(_ facts: Facts, _ topic: String) -> (status: String, reason: String?) {
        if let fault = facts.fault {
            let status = facts.isWithheld ? "withheld" : "rejected"
            tally(status, facts.period, topic)
            return (status, fault)
        }
        if facts.kind == .test {
            tally("tests", facts.period, topic)
            return ("test", nil)
        }
        let identity = Identity(topic: topic, subject: facts.subject ?? "")
        if let before = held[identity], facts.revision <= before.revision {
            if facts.revision < before.revision {
                tally("stale", facts.period, topic)
                return ("stale", nil)
            }
            if facts.kind == before.kind, facts.content == before.content {
                // A withdrawal sent again stands where the one before it does.
                tally("duplicate", before.period, topic)
                return ("duplicate", nil)
            }
            tally("rejected", facts.period, topic)
            return ("rejected", "REVISION_CONFLICT")
        }
        accept(facts, as: identity)
        return ("accepted", nil)
    }

    private mutating func accept(_ facts: Facts, as identity: Identity) {
        let before = held[identity]
        if let before {
            tally(before.ending, before.period, identity.topic, -1)
            tally("superseded", before.period, identity.topic)
        }
        var record = Held(
            revision: facts.revision, kind: facts.kind, content: facts.content, ending: "", period: facts.period,
            place: facts.place, counts: facts.counts)
        switch (facts.kind, facts.place) {
        case (.withdrawal, _):
            record.ending = "withdrawals"
            record.period = before?.period ?? "unknown"
        case (_, .counted): record.ending = "counted"
        case (_, .unlocated): record.ending = "unlocated"
        case (_, .outside): record.ending = "outside"
        }
        held[identity] = record
        tally(record.ending, record.period, identity.topic)
    }

    private mutating func tally(_ ending: String, _ period: String, _ topic: String, _ number: Int = 1) {
        let (partner, type) = Self.parts(of: topic)
        tallies[Row(partner: partner, type: type, period: period), default: [:]][ending, default: 0] += number
    }
}
