import HubTesting

/// What the producer sends: an endless mix of good, repeated, late and broken messages, made from a seed.
struct PartnerScript {
    /// Input topics and how often each is drawn. Leeds is not listed for knife offences: all of that is withheld.
    static let topics: [(name: String, weight: Int)] = [
        ("in.wyp.asb.incident.v1", 45), ("in.leeds.asb.incident.v1", 30), ("in.wyp.knife.offence.v1", 20),
        ("in.leeds.knife.offence.v1", 5),
    ]
    static let unlisted = "in.leeds.knife.offence.v1"

    /// Areas of the five districts, and codes of elsewhere.
    private static let areas = [
        "E01010568", "E01010569", "E01010606", "E01011229", "E01010579", "E01010598", "E01010576", "E01010590",
    ]
    private static let elsewhere = ["E01007359", "E01005410"]

    /// The last content of a record, to correct, repeat or contradict.
    private struct Known {
        var subject: String
        var revision: Int
        var kind: Facts.Kind
        var data: [(name: String, json: String)]?
        var facts: Facts
    }

    private var random: XorShift
    private var known: [String: [Known]] = [:]
    private var count = 0

    init(seed: UInt64) { random = XorShift(seed: seed) }

    /// The next messages of one topic, in order.
    mutating func batch() -> (topic: String, messages: [Message]) {
        let topic = Self.topics[random.pick(Self.topics.map(\.weight))].name
        let size =
            random.chance(3) ? Int.random(in: 500...2_000, using: &random) : Int.random(in: 1...60, using: &random)
        return (topic, (0..<size).map { _ in message(topic) })
    }

    private mutating func message(_ topic: String) -> Message {
        count += 1
        let old = known[topic]?.randomElement(using: &random)
        guard topic != Self.unlisted, let old, !random.chance(45) else { return fresh(topic) }
        switch random.pick([14, 7, 12, 6, 5, 8]) {
        case 0: return revised(old, topic)
        case 1: return withdrawn(old, topic)
        case 2: return repeated(old, topic)
        case 3: return stale(old, topic)
        case 4: return contradicting(old, topic)
        default: return broken(topic)
        }
    }

    private mutating func fresh(_ topic: String) -> Message {
        var facts = Facts(id: nextID(), subject: "record-\(count)", kind: random.chance(2) ? .test : .report)
        let data = content(topic, &facts)
        if topic == Self.unlisted {
            facts.fault = "TYPE_NOT_LISTED"
            facts.isWithheld = true
        }
        if facts.fault == nil, facts.kind != .test { remember(facts, data, topic) }
        return spoken(facts, data, topic)
    }

    private mutating func revised(_ old: Known, _ topic: String) -> Message {
        var facts = Facts(id: nextID(), subject: old.subject, kind: random.chance(80) ? .correction : .report)
        facts.revision = old.revision + Int.random(in: 1...3, using: &random)
        let data = content(topic, &facts)
        remember(facts, data, topic)
        return spoken(facts, data, topic)
    }

    private mutating func withdrawn(_ old: Known, _ topic: String) -> Message {
        var facts = Facts(id: nextID(), subject: old.subject, kind: .withdrawal)
        facts.revision = old.revision + 1
        remember(facts, nil, topic)
        return spoken(facts, nil, topic)
    }

    /// The same kind and data again: another id, another order of members, another mode.
    private mutating func repeated(_ old: Known, _ topic: String) -> Message {
        var facts = old.facts
        facts.id = nextID()
        return spoken(facts, old.data?.shuffled(using: &random), topic)
    }

    private mutating func stale(_ old: Known, _ topic: String) -> Message {
        guard old.revision > 1 else { return revised(old, topic) }
        var facts = Facts(id: nextID(), subject: old.subject, kind: .correction)
        facts.revision = Int.random(in: 1..<old.revision, using: &random)
        let data = content(topic, &facts)
        return spoken(facts, data, topic)
    }

    /// The same revision with other content. The ledger finds the conflict by itself.
    private mutating func contradicting(_ old: Known, _ topic: String) -> Message {
        var facts = Facts(id: nextID(), subject: old.subject, kind: old.kind == .withdrawal ? .correction : old.kind)
        facts.revision = old.revision
        let data = content(topic, &facts)
        return spoken(facts, data, topic)
    }

    /// A message that the hub must refuse, and nothing else about it.
    private mutating func broken(_ topic: String) -> Message {
        var facts = Facts(id: nextID(), subject: "broken-\(count)")
        var data = content(topic, &facts)
        let key = Array("broken-\(count)".utf8)
        func with(_ name: String, _ json: String) -> [(name: String, json: String)] {
            data.filter { $0.name != name } + [(name, json)]
        }
        switch random.pick([3, 3, 3, 2, 2, 2, 1]) {
        case 0:
            let facts = Facts(fault: "NOT_JSON")
            return Message(key: key, value: Array("{\"specversion\": \"1.0\", \(count)".utf8), facts: facts)
        case 1:
            data = with("no_such_member", "1")
            facts.fault = "SCHEMA_INVALID"
        case 2:
            facts.fault = "SOURCE_MISMATCH"
            var event = event(facts, data, topic)
            event.source = "/partners/kirklees"
            return random.chance(50) ? event.structuredMessage(facts) : event.binaryMessage(facts)
        case 3:
            facts.fault = "KEY_MISMATCH"
            var message = spoken(facts, data, topic)
            message.key = Array("another".utf8)
            return message
        case 4:
            data = with("place", Self.place("E01099999"))
            facts.fault = "AREA_UNKNOWN"
        case 5:
            data = with("occurred", "{\"precision\":\"day\",\"from\":\"2999-01-05\"}")
            facts.period = "2999-01"
            facts.fault = "TIME_FUTURE"
        default:
            return Message(key: key, value: nil, facts: Facts(fault: "TOMBSTONE"))
        }
        return spoken(facts, data, topic)
    }

    private mutating func spoken(_ facts: Facts, _ data: [(name: String, json: String)]?, _ topic: String) -> Message {
        let event = event(facts, data, topic)
        return random.chance(50) ? event.structuredMessage(facts) : event.binaryMessage(facts)
    }

    private func event(_ facts: Facts, _ data: [(name: String, json: String)]?, _ topic: String) -> EventText {
        EventText(
            data: data, topic: topic, id: facts.id ?? "", subject: facts.subject ?? "", revision: facts.revision,
            kind: facts.kind)
    }

    private mutating func remember(_ facts: Facts, _ data: [(name: String, json: String)]?, _ topic: String) {
        let known = Known(
            subject: facts.subject ?? "", revision: facts.revision, kind: facts.kind, data: data, facts: facts)
        guard facts.revision > 1 || facts.kind != .report,
            let index = self.known[topic]?.firstIndex(where: { $0.subject == known.subject })
        else {
            self.known[topic, default: []].append(known)
            // Old records are let go so that looking one up stays quick.
            if self.known[topic, default: []].count > 400 { self.known[topic]?.removeFirst() }
            return
        }
        self.known[topic]?[index] = known
    }

    private mutating func nextID() -> String { "id-\(count)-\(random.next() % 1_000_000)" }
}

extension PartnerScript {
    /// Data of a good message, every one different, with what they say put into `facts`.
    private mutating func content(_ topic: String, _ facts: inout Facts) -> [(name: String, json: String)] {
        var data: [(name: String, json: String)] = [("occurred", occurred(&facts))]
        switch random.pick([76, 12, 12]) {
        case 0:
            let area = Self.areas[Int.random(in: 0..<Self.areas.count, using: &random)]
            facts.place = .counted(area: area)
            data.append(("place", Self.place(area)))
        case 1:
            facts.place = .outside
            data.append(("place", Self.place(Self.elsewhere[Int.random(in: 0..<Self.elsewhere.count, using: &random)])))
        default:
            facts.place = .unlocated
        }
        if Ledger.parts(of: topic).type == "knife.offence" {
            let involved = random.chance(70)
            facts.counts = involved
            data += [
                ("home_office_code", "\"8N\""), ("sub_type", "\"assault_with_injury\""), ("basis", "\"officer\""),
                ("knife_involved", involved ? "\"yes\"" : "\"no\""), ("possession_only", "false"),
                ("injury", "\"minor\""), ("definition_version", "\"\(count)\""),
            ]
        } else {
            data += [
                ("nsir_type", "\"noise\""), ("nsir_qualifier", "\"nuisance\""), ("day_night", "\"unknown\""),
                ("incident_reference", "\"LOG-\(count)\""),
            ]
        }
        facts.content = EventText.content(data)
        return data
    }

    /// An instant, a day or a month between March and May 2024; the period is that of London's civil time.
    private mutating func occurred(_ facts: inout Facts) -> String {
        let month = Int.random(in: 3...5, using: &random)
        let day = Int.random(in: 1...28, using: &random)
        let (period, date) = ("2024-0\(month)", "2024-0\(month)-\(day < 10 ? "0" : "")\(day)")
        facts.period = period
        switch random.pick([40, 40, 15, 5]) {
        case 0: return "{\"precision\":\"day\",\"from\":\"\(date)\"}"
        case 1: return "{\"precision\":\"instant\",\"from\":\"\(date)T12:30:00Z\"}"
        case 2: return "{\"precision\":\"month\",\"from\":\"\(period)\"}"
        default:
            // Half past midnight of 1 May in London, which keeps summer time.
            facts.period = "2024-05"
            return "{\"precision\":\"instant\",\"from\":\"2024-04-30T23:30:00Z\"}"
        }
    }

    private static func place(_ code: String) -> String {
        "{\"area\":{\"area_kind\":\"lsoa\",\"code\":\"\(code)\",\"vintage\":2011}}"
    }
}
