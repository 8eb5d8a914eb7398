import HubJSON

/// Who takes part, what they publish and who is asked (`partners.json`).
package struct PartnerDirectory: Sendable {
    /// The kinds of party of Part 2 Chapter 1, Police, Crime, Sentencing and Courts Act 2022.
    package enum Body: String, Sendable, CaseIterable {
        case police
        case fireAndRescue = "fire_and_rescue"
        case integratedCareBoard = "integrated_care_board"
        case localAuthority = "local_authority"
        case localAuthoritySocialCare = "local_authority_social_care"
        case youthOffendingTeam = "youth_offending_team"
        case probation
        case localPolicingBody = "local_policing_body"
        case educational, prison
        case youthCustody = "youth_custody"
        /// A body to which section 16 gives no power.
        case other
    }

    /// One type that a partner may publish.
    package struct Publication: Sendable {
        package let type: String
        /// Whether its records count towards hotspots, where the type does.
        package let countsTowardsHotspots: Bool
    }

    /// A function and its mailbox; never a person's name.
    package struct Role: Sendable {
        package let role: String
        package let mailbox: String
    }

    /// How a partner signs its messages (DSSE, Ed25519).
    package struct Signing: Sendable {
        /// An Ed25519 public key of the partner.
        package struct Key: Sendable {
            package let id: String
            /// 32 bytes.
            package let bytes: [UInt8]
        }

        /// Whether messages without a good signature are refused.
        package let isRequired: Bool
        /// Two while a key is changed.
        package let keys: [Key]
    }

    /// One partner.
    package struct Partner: Sendable {
        package let id: String
        package let name: String
        package let body: Body
        package let publications: [Publication]
        /// Names it authenticates with.
        package let principals: [String]
        package let roles: [Role]
        package let signing: Signing?
        /// Hotspots that its client certificates open: `exact`, `partner` or `public`.
        package let tier: String

        /// What the entry says of a type; nil where it does not list it.
        package func publication(of type: String) -> Publication? { publications.first { $0.type == type } }
    }

    /// All partners, in the file's order.
    package let partners: [Partner]
    private let places: [String: Int]

    /// The partner of an id, or nil.
    package func partner(withID id: String) -> Partner? { places[id].map { partners[$0] } }

    /// The partner that a principal belongs to, or nil.
    package func partner(ofPrincipal principal: String) -> Partner? {
        partners.first { $0.principals.contains(principal) }
    }

    /// Reads a directory that its schema has passed.
    ///
    /// - Throws: `ContractsError` with every rule the schema cannot say: ids, principals and types stand once, types are
    ///   partners' types of the registry.
    init(_ document: JSONValue, registry: Registry) throws {
        var partners: [Partner] = []
        var places: [String: Int] = [:]
        var principals: Set<String> = []
        var faults: [DocumentFault] = []
        for (place, value) in (document["partners"]?.array ?? []).enumerated() {
            let pointer = "/partners/\(place)"
            guard let partner = Partner(value) else {
                faults.append(DocumentFault(pointer: pointer, message: "the entry cannot be read"))
                continue
            }
            if places[partner.id] != nil {
                faults.append(DocumentFault(pointer: pointer + "/id", message: "partner \(partner.id) stands twice"))
            }
            for (index, principal) in partner.principals.enumerated() where !principals.insert(principal).inserted {
                faults.append(
                    DocumentFault(
                        pointer: "\(pointer)/principals/\(index)", message: "another entry has this principal too"))
            }
            faults += partner.faults(at: pointer, registry: registry)
            places[partner.id] = partners.count
            partners.append(partner)
        }
        guard faults.isEmpty else {
            throw ContractsError(.document, "the partner directory has faults", faults: faults)
        }
        self.partners = partners
        self.places = places
    }
}

extension PartnerDirectory.Partner {
    fileprivate init?(_ value: JSONValue) {
        guard let id = value["id"]?.string, let name = value["name"]?.string,
            let body = value["body"]?.string.flatMap({ PartnerDirectory.Body(rawValue: $0) }),
            let publishes = value["publishes"]?.array, let principals = value["principals"]?.array,
            let roles = value["roles"]?.array
        else { return nil }
        self.id = id
        self.name = name
        self.body = body
        self.publications = publishes.compactMap { entry in
            guard let type = entry["type"]?.string, let counts = entry["counts"]?.bool else { return nil }
            return PartnerDirectory.Publication(type: type, countsTowardsHotspots: counts)
        }
        self.principals = principals.compactMap(\.string)
        self.roles = roles.compactMap { entry in
            guard let role = entry["role"]?.string, let mailbox = entry["mailbox"]?.string else { return nil }
            return PartnerDirectory.Role(role: role, mailbox: mailbox)
        }
        signing = value["signing"].flatMap { PartnerDirectory.Signing($0) }
        tier = value["tier"]?.string ?? "partner"
    }

    fileprivate func faults(at pointer: String, registry: Registry) -> [DocumentFault] {
        var seen: Set<String> = []
        var faults: [DocumentFault] = []
        for (index, publication) in publications.enumerated() {
            let place = "\(pointer)/publishes/\(index)/type"
            if registry.type(named: publication.type)?.isPublishedByPartners != true {
                faults.append(
                    DocumentFault(pointer: place, message: "\(publication.type) is no type that partners publish"))
            }
            if !seen.insert(publication.type).inserted {
                faults.append(DocumentFault(pointer: place, message: "\(publication.type) stands twice"))
            }
        }
        return faults
    }
}

extension PartnerDirectory.Signing {
    fileprivate init?(_ value: JSONValue) {
        guard let required = value["required"]?.bool, let keys = value["keys"]?.array else { return nil }
        isRequired = required
        self.keys = keys.compactMap { key in
            guard let id = key["id"]?.string, let text = key["public_key"]?.string, text.utf8.count == 64 else {
                return nil
            }
            let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
            guard digits.count == 64 else { return nil }
            return Key(
                id: id, bytes: stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
        }
    }
}
