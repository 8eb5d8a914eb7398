/// Who owns a partition of a cluster, as a hub last heard.
package struct PartitionOwner: Sendable, Equatable {
    package var partition: Int32
    /// The identity of the owner's store.
    package var store: String
    /// Rises with every change of owner.
    package var epoch: Int64
    /// Since when, milliseconds since 1970 UTC.
    package var since: Int64
    /// When the owner last wrote what it counted, milliseconds since 1970 UTC; it does while messages come.
    package var heardAt: Int64
    /// Whether it is the store that was asked.
    package var isOwn: Bool
}
