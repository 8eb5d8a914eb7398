package import HubAssurance
package import HubStore

/// What becomes of an accepted message, given what the store holds of its record (design, "State and exactly-once").
///
/// A record's identity is (partner, type, subject). A higher revision replaces, a withdrawal removes, the same revision
/// with the same content is a duplicate, with other content a conflict, a lower revision is stale. Redelivery, replay and
/// reordering therefore cannot count twice.
package enum RevisionRule {
    package enum Decision: Equatable, Sendable {
        /// A higher revision: it replaces what is held.
        case accept
        case duplicate
        case stale
        case conflict
    }

    /// - Parameters:
    ///   - revision: the message's revision, from 1.
    ///   - hash: the content hash over its kind and data.
    ///   - held: the highest accepted revision of the record; a record without one accepts any.
    package static func decide(revision: Int32, hash: Digest128, held: StoredRecord) -> Decision {
        if revision > held.revision { return .accept }
        if revision < held.revision { return .stale }
        return hash.high == held.hashHigh && hash.low == held.hashLow ? .duplicate : .conflict
    }
}
