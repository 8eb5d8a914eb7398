import HubJSON

/// One data-sharing agreement: what may be released to whom, on what ground, for how long.
package struct Agreement: Sendable {
    /// The power under which it is released.
    package enum LegalGateway: String, Sendable {
        /// Police, Crime, Sentencing and Courts Act 2022, section 16.
        case section16 = "s16"
        /// Crime and Disorder Act 1998, section 115.
        case section115 = "s115"
        /// The power that `gatewayNamed` names.
        case other
    }

    /// The fields of one type that are released.
    package struct Release: Sendable {
        package let type: String
        /// JSON Pointers into the data; the empty one for all of them.
        package let fields: [String]
    }

    package let id: String
    package let version: Int
    /// The publisher's partner id.
    package let from: String
    /// The recipient's partner id.
    package let to: String
    package let purpose: String
    package let legalGateway: LegalGateway
    package let gatewayNamed: String?
    /// Basis in data protection law.
    package let basis: String
    package let releases: [Release]
    /// Codes of the areas it is limited to; nil for the whole county.
    package let areas: [String]?
    /// The finest place released: point, lsoa, msoa, ward or district; nil for what the fields say.
    package let precision: String?
    /// Tier of the hotspot products it gives.
    package let tier: String
    package let sensitivity: [Sensitivity]
    /// How long the recipient keeps it, in days.
    package let retentionDays: Int
    /// RFC 3339; in force from this instant until before `validTo`.
    package let validFrom: String
    package let validTo: String
    /// Milliseconds since 1970 UTC of `validFrom`; the agreement holds from this instant on.
    package let startsAt: Int64
    /// Milliseconds since 1970 UTC of `validTo`; the agreement holds until before this instant.
    package let endsAt: Int64
    /// ISO 8601 date.
    package let reviewDue: String
    /// Reference of the data protection impact assessment.
    package let dpia: String
}

/// The agreements document (`agreements.json`).
package struct Agreements: Sendable {
    /// All agreements, in the file's order.
    package let agreements: [Agreement]

    /// Reads a document that its schema has passed.
    ///
    /// - Throws: `ContractsError` with every rule the schema cannot say: parties are two partners of the directory, types
    ///   are the registry's, an id and version stands once, the validity does not end before it starts.
    init(_ document: JSONValue, registry: Registry, partners: PartnerDirectory) throws {
        var agreements: [Agreement] = []
        var seen: Set<String> = []
        var faults: [DocumentFault] = []
        for (place, value) in (document["agreements"]?.array ?? []).enumerated() {
            let pointer = "/agreements/\(place)"
            guard let agreement = Agreement(value) else {
                faults.append(DocumentFault(pointer: pointer, message: "the entry cannot be read"))
                continue
            }
            if !seen.insert("\(agreement.version) \(agreement.id)").inserted {
                faults.append(DocumentFault(pointer: pointer + "/id", message: "this id and version stand twice"))
            }
            faults += agreement.faults(at: pointer, registry: registry, partners: partners)
            agreements.append(agreement)
        }
        guard faults.isEmpty else { throw ContractsError(.document, "the agreements have faults", faults: faults) }
        self.agreements = agreements
    }
}

extension Agreement {
    /// Whether it is in force at an instant, milliseconds since 1970 UTC.
    package func isInForce(at instant: Int64) -> Bool { startsAt <= instant && instant < endsAt }

    fileprivate init?(_ value: JSONValue) {
        guard let id = value["id"]?.string, let version = value["version"]?.int,
            let from = value["parties"]?["from"]?.string, let to = value["parties"]?["to"]?.string,
            let purpose = value["purpose"]?.string,
            let gateway = value["legal_gateway"]?.string.flatMap({ LegalGateway(rawValue: $0) }),
            let basis = value["basis"]?.string, let releases = value["releases"]?.array,
            let tier = value["tier"]?.string, let sensitivity = value["sensitivity"]?.array,
            let retention = value["retention"]?.int, let validFrom = value["valid_from"]?.string,
            let validTo = value["valid_to"]?.string, let reviewDue = value["review_due"]?.string,
            let dpia = value["dpia"]?.string, let starts = InstantText.epochSeconds(validFrom),
            let ends = InstantText.epochSeconds(validTo)
        else { return nil }
        self.id = id
        self.version = version
        self.from = from
        self.to = to
        self.purpose = purpose
        legalGateway = gateway
        gatewayNamed = value["gateway_named"]?.string
        self.basis = basis
        self.releases = releases.compactMap { entry in
            guard let type = entry["type"]?.string, let fields = entry["fields"]?.array else { return nil }
            return Release(type: type, fields: fields.compactMap(\.string))
        }
        areas = value["areas"]?.array?.compactMap(\.string)
        precision = value["precision"]?.string
        self.tier = tier
        self.sensitivity = sensitivity.compactMap { $0.string.flatMap { Sensitivity(name: $0) } }
        retentionDays = retention
        self.validFrom = validFrom
        self.validTo = validTo
        startsAt = starts * 1000
        endsAt = ends * 1000
        self.reviewDue = reviewDue
        self.dpia = dpia
    }

    fileprivate func faults(at pointer: String, registry: Registry, partners: PartnerDirectory) -> [DocumentFault] {
        var faults: [DocumentFault] = []
        func add(_ place: String, _ message: String) {
            faults.append(DocumentFault(pointer: pointer + place, message: message))
        }
        if partners.partner(withID: from) == nil { add("/parties/from", "\(from) is not in the partner directory") }
        if partners.partner(withID: to) == nil { add("/parties/to", "\(to) is not in the partner directory") }
        if from == to { add("/parties", "the two parties are the same") }
        for (index, release) in releases.enumerated()
        where registry.type(named: release.type)?.isPublishedByPartners != true {
            add("/releases/\(index)/type", "\(release.type) is no type that partners publish")
        }
        if endsAt <= startsAt {
            add("/valid_to", "the agreement ends before it starts")
        }
        return faults
    }
}
