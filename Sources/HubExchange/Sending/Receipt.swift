/// What the hub says became of one message.
public struct Receipt: Sendable, Equatable {
    /// Which message of those this producer sent, from 0.
    package var ordinal: Int
    /// The event's id; nil where the hub could not read one.
    public var messageID: String?
    /// The record's reference; nil where it is not known.
    public var subject: String?
    /// The message's revision; nil where it is not known.
    public var revision: Int64?
    /// `accepted`, `duplicate`, `test`, or what it was not taken for: `stale`, `rejected`, `withheld`.
    public var status: String
    /// The reason's code; nil for what was taken without one.
    public var reason: String?
    /// Where the fault is, as a JSON Pointer.
    public var pointer: String?
    /// A sentence on it.
    public var detail: String?

    /// Whether the hub has the message, now or before.
    public var isTaken: Bool { status == "accepted" || status == "duplicate" || status == "test" }
}
