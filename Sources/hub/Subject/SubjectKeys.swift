import HubAssurance
import HubStore

/// The keys under which records have pseudonyms: a file of the store's folder unless the configuration names another.
///
/// Read by each command, so that a key is changed without a stop.
struct SubjectKeys {
    static let fileName = "pseudonym.keys"

    private let ring: KeyRing

    /// Reads the file; the first use of a store makes it.
    init(_ settings: HubSettings) throws {
        let path = Self.path(settings)
        do {
            do {
                ring = try KeyRing(path: path)
            } catch let fault as KeyFileError where fault.code == .missing {
                try KeyRing.addKey(for: .subject, to: path)
                ring = try KeyRing(path: path)
            }
        } catch let fault as KeyFileError {
            throw CommandFailure(.configuration, fault.message)
        }
    }

    static func path(_ settings: HubSettings) -> String { settings.store + "/" + fileName }

    /// Adds a key, from then on the one in use.
    static func rotate(_ settings: HubSettings) throws -> String {
        do { return try KeyRing.addKey(for: .subject, to: path(settings)) } catch let fault as KeyFileError {
            throw CommandFailure(.configuration, fault.message)
        }
    }

    /// The pseudonym of a partner's reference under the key in use.
    func pseudonym(partner: String, reference: String) throws -> Pseudonym {
        guard let key = ring.current(.subject) else { throw CommandFailure(.configuration, "there is no subject key") }
        return Pseudonym(of: [Array(partner.utf8), Array(reference.utf8)], with: key)
    }

    /// Tells whether a partner's reference has a given pseudonym.
    func matcher(_ pseudonym: Pseudonym) throws -> (_ partner: String, _ reference: [UInt8]) -> Bool {
        guard let key = ring.key(pseudonym.keyID, .subject) else {
            throw CommandFailure(
                .noInput, "there is no key \(pseudonym.keyID): the pseudonym was made elsewhere or its key was put away"
            )
        }
        return { Pseudonym(of: [Array($0.utf8), $1], with: key) == pseudonym }
    }
}
