import HubContracts
import HubStore
import HubTransport

/// Finds out who asks: by API key (`Authorization: Bearer`) or by client certificate.
///
/// A key that is wrong is never treated as no key. Wrong keys are limited by address; right ones from the same address
/// are still served.
struct Authenticator: Sendable {
    private let partners: PartnerDirectory
    private let clock: any HubClock
    /// Twenty wrong keys at once, then one in six seconds.
    private let guesses = RateLimiter(perSecond: 1.0 / 6, burst: 20)

    init(partners: PartnerDirectory, clock: any HubClock) {
        self.partners = partners
        self.clock = clock
    }

    /// - Returns: the principal; nil for a request without credentials.
    /// - Throws: `Problem` 401 or 429, and faults of the store.
    func principal(
        authorization: String?, certificate: ClientCertificate, address: String, keys: AccessStore
    ) throws -> Principal? {
        if let authorization {
            let halves = authorization.split(separator: " ", maxSplits: 1)
            guard halves.count == 2, halves[0].lowercased() == "bearer", halves[1].utf8.count <= 200,
                let key = try keys.key(String(halves[1])), partners.partner(withID: key.partner) != nil
            else {
                try countGuess(address)
                throw Problem.unauthorised("The key is wrong or was taken back; ask the hub's operator for another.")
            }
            return Principal(partner: key.partner, tier: key.tier, credential: "key \(key.id)")
        }
        switch certificate {
        case .none: return nil
        case .refused(let reason):
            try countGuess(address)
            throw Problem.unauthorised("The client certificate is refused: \(reason).")
        case .trusted(let name):
            guard let partner = partners.partner(ofPrincipal: "CN=" + name) ?? partners.partner(ofPrincipal: name)
            else {
                try countGuess(address)
                throw Problem.unauthorised("The client certificate belongs to no partner of the directory.")
            }
            return Principal(partner: partner.id, tier: partner.tier, credential: "certificate \(name)")
        }
    }

    private func countGuess(_ address: String) throws {
        if let seconds = guesses.take(address, now: clock.now()) { throw Problem.slowDown(seconds: seconds) }
    }
}
