/// The names of topics, built and taken apart in one place.
///
/// `in.<partner>.<type>.v1`, `out.<recipient>.<type>.v1`, `receipt.<partner>.v1`, `deadletter.<partner>.v1` and
/// `hotspot.<product>.<tier>.v1`. Types are dotted themselves; partners, products and tiers are not.
package enum TopicName: Hashable, Sendable {
    case input(partner: String, type: String, version: Int)
    case output(recipient: String, type: String, version: Int)
    case receipt(partner: String, version: Int)
    case deadLetter(partner: String, version: Int)
    case hotspot(product: String, tier: String, version: Int)

    /// The type of a topic over HTTP for events whose type is unknown.
    package static let unknownType = "unknown"

    /// Takes a name apart; nil for a name that none of the forms has.
    package init?(_ name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.allSatisfy({ Self.isWord($0) }), let last = parts.last,
            let version = Self.version(last)
        else { return nil }
        let second = String(parts[1])
        let middle = parts[2..<(parts.count - 1)].joined(separator: ".")
        switch (parts[0], middle.isEmpty) {
        case ("in", false): self = .input(partner: second, type: middle, version: version)
        case ("out", false): self = .output(recipient: second, type: middle, version: version)
        case ("receipt", true): self = .receipt(partner: second, version: version)
        case ("deadletter", true): self = .deadLetter(partner: second, version: version)
        case ("hotspot", false) where parts.count == 4:
            self = .hotspot(product: second, tier: middle, version: version)
        default: return nil
        }
    }

    /// The name.
    package var name: String {
        switch self {
        case .input(let partner, let type, let version): "in.\(partner).\(type).v\(version)"
        case .output(let recipient, let type, let version): "out.\(recipient).\(type).v\(version)"
        case .receipt(let partner, let version): "receipt.\(partner).v\(version)"
        case .deadLetter(let partner, let version): "deadletter.\(partner).v\(version)"
        case .hotspot(let product, let tier, let version): "hotspot.\(product).\(tier).v\(version)"
        }
    }

    /// The partner and type of an `in.` topic, or nil for any other name.
    package static func input(_ name: String) -> (partner: String, type: String)? {
        guard case .input(let partner, let type, _) = TopicName(name) else { return nil }
        return (partner, type)
    }

    /// The name of a partner's topic for a type, version 1.
    package static func input(partner: String, type: String) -> String {
        TopicName.input(partner: partner, type: type, version: 1).name
    }

    /// The name of a partner's receipts, version 1.
    package static func receipts(of partner: String) -> String {
        TopicName.receipt(partner: partner, version: 1).name
    }

    /// The name of a partner's dead letters, version 1.
    package static func deadLetters(of partner: String) -> String {
        TopicName.deadLetter(partner: partner, version: 1).name
    }

    /// The name of a hotspot product's topic for a tier, version 1.
    package static func hotspots(product: String, tier: String) -> String {
        TopicName.hotspot(product: product, tier: tier, version: 1).name
    }

    private static func isWord(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return part.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
        }
    }

    private static func version(_ part: Substring) -> Int? {
        let digits = part.dropFirst()
        guard part.first == "v", digits.count <= 3, digits.first != "0", digits.utf8.allSatisfy({ $0 < 0x3A }) else {
            return nil
        }
        return Int(digits)
    }
}
