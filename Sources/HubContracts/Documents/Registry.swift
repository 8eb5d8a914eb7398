import HubJSON

/// Every message type the hub knows (`schemas/registry.json`).
package struct Registry: Sendable {
    /// One message type.
    package struct Entry: Sendable {
        /// How much a partner may rely on it.
        package enum Maturity: String, Sendable { case draft, beta, stable, retired }
        /// What a new minor version must keep.
        package enum Compatibility: String, Sendable { case backward, forward, full, none }

        /// Dotted lower-case name.
        package let type: String
        /// Major version.
        package let version: Int
        /// What it is, for people.
        package let title: String
        package let maturity: Maturity
        /// Kinds of body that publish it; `any` for all, `hub` for the hub alone.
        package let publishers: [String]
        package let sensitivity: Sensitivity
        /// How long payloads are kept, in days.
        package let retentionDays: Int
        package let compatibility: Compatibility
        /// Raw value of the `Series` its records count in, 0 for none.
        package let series: UInt8

        /// Whether partners publish it, not the hub itself.
        package var isPublishedByPartners: Bool { publishers != ["hub"] }
    }

    /// All types, in the file's order; a type's place is its `TypeID`.
    package let types: [Entry]
    private let places: [String: Int]

    /// Reads a registry that its schema has passed.
    init(_ document: JSONValue) throws {
        var entries: [Entry] = []
        var places: [String: Int] = [:]
        var faults: [DocumentFault] = []
        for (place, value) in (document["types"]?.array ?? []).enumerated() {
            guard let entry = Entry(value) else {
                faults.append(DocumentFault(pointer: "/types/\(place)", message: "the entry cannot be read"))
                continue
            }
            if places[entry.type] != nil {
                faults.append(DocumentFault(pointer: "/types/\(place)/type", message: "\(entry.type) stands twice"))
            }
            places[entry.type] = entries.count
            entries.append(entry)
        }
        guard faults.isEmpty else { throw ContractsError(.document, "the registry has faults", faults: faults) }
        types = entries
        self.places = places
    }

    /// The entry of a type by its name, or nil.
    package func type(named name: String) -> Entry? { places[name].map { types[$0] } }

    /// The entry of a type by its id.
    package subscript(id: TypeID) -> Entry { types[Int(id.rawValue)] }

    /// The id of a type by its name, or nil.
    package func id(ofType name: String) -> TypeID? { places[name].map { TypeID(rawValue: Int32($0)) } }
}

extension Registry.Entry {
    fileprivate init?(_ value: JSONValue) {
        guard let type = value["type"]?.string, let version = value["version"]?.int,
            let title = value["title"]?.string,
            let maturity = value["maturity"]?.string.flatMap({ Maturity(rawValue: $0) }),
            let publishers = value["publishers"]?.array,
            let sensitivity = value["sensitivity"]?.string.flatMap({ Sensitivity(name: $0) }),
            let retentionDays = value["retention_days"]?.int,
            let compatibility = value["compatibility"]?.string.flatMap({ Compatibility(rawValue: $0) })
        else { return nil }
        self.type = type
        self.version = version
        self.title = title
        self.maturity = maturity
        self.publishers = publishers.compactMap(\.string)
        self.sensitivity = sensitivity
        self.retentionDays = retentionDays
        self.compatibility = compatibility
        series = value["series"]?.string.flatMap { Series(registered: $0)?.rawValue } ?? 0
    }
}

/// A message type's place in the registry: small, from 0, valid for one `Contracts`.
package struct TypeID: Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }
}
