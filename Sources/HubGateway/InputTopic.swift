package import HubContracts
package import HubSchema
package import HubStore
package import HubTransport

/// One partition of an `in.<partner>.<type>.v1` topic, with all that assessing its messages needs, looked up once.
package struct InputTopic: Sendable {
    package let partition: TopicPartition
    /// How many partitions the topic has.
    package let partitions: Int32
    package let source: SourceID
    package let partner: String
    package let type: String
    /// Interned names, as the reconciliation counters keep them.
    package let partnerName: Int32
    package let typeName: Int32
    /// The only `source` attribute a message of this topic may carry, as UTF-8.
    package let expectedSource: [UInt8]
    /// The `type` attribute that belongs here, as UTF-8.
    package let expectedType: [UInt8]
    /// The compiled schema of the type's data, or nil for a type that the registry does not know.
    package let schema: CompiledSchema?
    /// Whether the partner directory lists this type for this partner.
    package let isListed: Bool
    /// Whether the partner's messages of this type count towards hotspots, and in which series (0: none).
    package let series: UInt8
    /// The sensitivity of the type; a message may raise it, never lower it.
    package let sensitivity: Sensitivity
    /// How the partner signs its messages; nil where the directory says nothing of it.
    package let signing: PartnerDirectory.Signing?
}

extension InputTopic {
    /// Looks up what the contracts say of a partner's topic.
    init(
        _ contracts: Contracts, _ place: TopicPartition, partitions: Int32, partner: String, type: String,
        source: SourceID, partnerName: Int32, typeName: Int32
    ) {
        let known = contracts.registry.type(named: type)
        let entry = contracts.partners.partner(withID: partner)
        let listed = entry?.publication(of: type)
        self.init(
            partition: place, partitions: partitions, source: source, partner: partner, type: type,
            partnerName: partnerName,
            typeName: typeName, expectedSource: Array("/partners/\(partner)".utf8), expectedType: Array(type.utf8),
            schema: contracts.dataSchema(ofType: type), isListed: listed != nil,
            series: Self.counted(known?.series ?? 0, listed),
            sensitivity: known?.sensitivity ?? .anonymous, signing: entry?.signing)
    }

    /// The series a partner's type counts in: that of a theme only where the directory says that it counts; attendances at
    /// emergency departments are no theme and stand beside it.
    private static func counted(_ series: UInt8, _ listed: PartnerDirectory.Publication?) -> UInt8 {
        guard let listed else { return 0 }
        return listed.countsTowardsHotspots || Series(rawValue: series)?.theme == nil ? series : 0
    }
}
