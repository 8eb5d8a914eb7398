import HubTransport

/// Records that a consumer should have read and cannot.
public struct Gap: Sendable, Equatable, CustomStringConvertible {
    /// Why they are not there.
    public enum Cause: Sendable, Equatable {
        /// Kept no longer: the consumer came too late.
        case expired
        /// Left out between others.
        case missing
        /// The topic was made anew or cut short, and is read from its beginning.
        case replaced
    }

    /// Where.
    public var topic: String
    /// The numbered part of the topic.
    public var partition: Int32
    /// The offsets that were not read.
    public var offsets: Range<Int64>
    /// Why.
    public var cause: Cause

    init(_ place: TopicPartition, _ offsets: Range<Int64>, _ cause: Cause) {
        topic = place.topic
        partition = place.partition
        self.offsets = offsets
        self.cause = cause
    }

    /// A sentence that says what to do: lower case, no full stop.
    public var description: String {
        let place = "\(topic)/\(partition)"
        let last = offsets.upperBound - 1
        let these = offsets.count == 1 ? "offset \(last)" : "offsets \(offsets.lowerBound) to \(last)"
        switch cause {
        case .expired:
            return "\(these) of \(place) are kept no longer; read more often, and ask the hub's operator for a copy"
        case .missing: return "\(these) of \(place) are not there; ask the hub's operator what became of them"
        case .replaced:
            return "\(place) was made anew or cut short since offset \(offsets.upperBound) was next;"
                + " it is read from its beginning, and what lay between may be lost"
        }
    }
}
