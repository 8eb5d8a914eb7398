import HubFeeds

/// Which tier a request reads: the principal's own unless it names a lower one.
enum TierAccess {
    private static let order: [Tier] = [.public, .partner, .exact]

    static func own(_ request: Request) -> Tier { request.principal.flatMap { Tier(rawValue: $0.tier) } ?? .public }

    /// - Throws: `Problem` 400 for no tier, 401 or 403 for one that is too high.
    static func tier(_ request: Request, _ parameters: Parameters) throws -> Tier {
        let own = own(request)
        guard let named = try parameters.choice("tier", Tier.allCases.map(\.rawValue)),
            let wanted = Tier(rawValue: named)
        else { return own }
        try check(wanted, request)
        return wanted
    }

    /// - Throws: `Problem` 401 where a key would help, 403 where a higher one would.
    static func check(_ wanted: Tier, _ request: Request) throws {
        guard order.firstIndex(of: wanted) ?? 9 > order.firstIndex(of: own(request)) ?? 0 else { return }
        guard request.principal != nil else {
            throw Problem.unauthorised("The \(wanted.rawValue) tier needs a key or a client certificate.")
        }
        throw Problem(
            403, "Your key does not open the \(wanted.rawValue) tier; ask the hub's operator for one that does.")
    }
}
