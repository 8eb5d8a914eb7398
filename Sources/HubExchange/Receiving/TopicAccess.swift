import HubContracts

/// Which topics a partner may read: its own, what agreements in force give it, and the hotspots of its tier.
package struct TopicAccess {
    let partner: String

    package init(partner: String) { self.partner = partner }

    func mayRead(_ topic: String) -> Bool {
        switch TopicName(topic) {
        case .input(let owner, _, _), .receipt(let owner, _), .deadLetter(let owner, _): owner == partner
        case .output(let recipient, _, _): recipient == partner
        // Which tiers are the partner's, the cluster's access rules say. Whoever has the store can read all of them.
        case .hotspot: true
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

    /// - Throws: `ExchangeError` for what is no topic, or not the partner's to read.
    package func check(_ topic: String) throws {
        guard TopicName(topic) != nil else {
            throw ExchangeError(
                .usage,
                "\(PlainText.of(topic)) is no topic's name; names look like receipt.\(partner).v1 or hotspot.asb.exact.v1"
            )
        }
        if !mayRead(topic) {
            throw ExchangeError(
                .refused, "\(partner) may not read \(topic): it is another partner's and no agreement in force gives it"
            )
        }
    }
}
