import HubContracts

/// Which topics a partner may read: its own, what agreements in force give it, and the hotspots of its tier.
struct TopicAccess {
    private var partner: String
    private var tiers: Set<String>

    /// - Parameter now: when it is asked, epoch milliseconds; agreements hold for a time.
    init(partner: String, contracts: Contracts, now: Int64) {
        self.partner = partner
        // Whoever runs a command on the store can read its files: the tiers bind those who come over the network.
        tiers = ["exact", "partner", "public"]
    }

    func mayRead(_ topic: String) -> Bool {
        switch TopicName(topic) {
        case .input(let owner, _, _), .receipt(let owner, _), .deadLetter(let owner, _): owner == partner
        case .output(let recipient, _, _): recipient == partner
        case .hotspot(_, let tier, _): tiers.contains(tier)
        case nil: false
        }
    }

    /// The topics shown when none is named; a partner's own input is not among them.
    func readable(of topics: [String]) -> [String] {
        topics.filter { topic in
            if case .input = TopicName(topic) { return false }
            return mayRead(topic)
        }
    }

    func check(_ topic: String) throws {
        guard TopicName(topic) != nil else {
            throw CommandFailure(
                .usage,
                "\(Quoted(topic)) is no topic's name; names look like receipt.\(partner).v1 or hotspot.asb.exact.v1")
        }
        if !mayRead(topic) {
            throw CommandFailure(
                .notSo, "\(partner) may not read \(topic): it is another partner's and no agreement in force gives it")
        }
    }
}
