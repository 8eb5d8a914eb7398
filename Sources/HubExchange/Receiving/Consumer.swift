import HubContracts
package import HubTransport

/// Reads what the hub has for a partner: receipts, dead letters, what agreements give it, and hotspots.
///
/// Goes on where the last ``commit()`` was, and notices what is not there any more. What was read and not committed comes
/// again; nothing is skipped. One thread at a time.
public final class Consumer {
    /// Where reading starts.
    public enum Start: Sendable, Equatable {
        /// With the oldest record there is.
        case first
        /// Behind the last one committed; with the oldest where there is none.
        case next
        /// With an offset.
        case at(Int64)
    }

    private enum Way {
        case log(LogReading)
        case hub(MailboxReading)
    }

    private let way: Way
    /// What could not be read, since the consumer was made.
    public private(set) var gaps: [Gap] = []

    /// A consumer of one partner.
    ///
    /// - Parameters:
    ///   - topic: this one only; nil for all that are the partner's to read, but its own input.
    ///   - positions: path of a file that is this consumer's alone and is kept: up to where it has read. Without one a hub
    ///     over HTTPS remembers by itself, and a cluster is read from its beginning. Gaps are noticed with one only.
    /// - Throws: ``ExchangeError`` for a topic that the partner may not read, or an offset without a topic.
    public init(
        _ link: HubLink, partner: String, topic: String? = nil, from start: Start = .next, positions: String? = nil
    ) throws {
        let access = TopicAccess(partner: partner)
        let held = try positions.map { try ReadPositions(path: $0) }
        if let topic { try access.check(topic) }
        switch link.way {
        case .log(let log):
            way = .log(
                LogReading(
                    log, access, topic, start, held, noticesMissing: link.spendsOffsetsOnRecordsOnly,
                    opened: link.opened))
        case .hub(let connection):
            way = .hub(try MailboxReading(Mailbox(connection), topic, start, held))
        }
    }

    /// The records that are there, at most so many; none when there is nothing new.
    ///
    /// - Throws: ``ExchangeError``.
    public func receive(limit: Int = 1000) throws -> [Message] {
        var found: [Message] = []
        _ = try ExchangeError.translating {
            try read(limit: limit) { batch, index, place in
                found.append(Message(batch, index, place))
                return true
            }
        }
        return found
    }

    /// Remembers what was received, so that it does not come again. Call it when you have dealt with it.
    ///
    /// - Throws: ``ExchangeError``.
    public func commit() throws {
        switch way {
        case .log(let reading): try reading.commit()
        case .hub(let reading): try reading.commit()
        }
    }

    /// Returns when there may be more, at the latest after so many milliseconds.
    ///
    /// - Throws: ``ExchangeError``.
    public func waitForMore(milliseconds: Int32 = 1000) throws {
        switch way {
        case .log(let reading): try reading.wait(milliseconds: milliseconds)
        case .hub(let reading): reading.wait(milliseconds: milliseconds)
        }
    }

    /// Whether the topic that the consumer was made for is there.
    package func topicExists() throws -> Bool {
        guard case .log(let reading) = way else { return true }
        return try reading.topicExists()
    }

    /// Calls `body` with a batch and a place in it for each record there is, at most `limit` times, until it returns false.
    ///
    /// - Returns: how many records it was called for; 0 when there is nothing new.
    /// - Throws: `ExchangeError`, or the transport's own error.
    package func read(
        limit: Int, _ body: (RecordBatch, Int, TopicPartition) throws -> Bool
    ) throws -> Int {
        switch way {
        case .log(let reading):
            defer { gaps += reading.takeGaps() }
            return try reading.read(limit: limit, body)
        case .hub(let reading):
            defer { gaps += reading.takeGaps() }
            return try reading.read(limit: limit, body)
        }
    }
}
