extension StateTransaction {
    /// Adds to what `hub status` says of a partner's feed: counts, its latest hours, and the silence that ended, if one did.
    ///
    /// - Parameters:
    ///   - firstAt: receive time of the first message, milliseconds since 1970 UTC; `lastAt` if there was only one.
    ///   - lastAt: of the last.
    package func noteFeed(
        partner: Int32, type: Int32, received: Int64, rejected: Int64, firstAt: Int64? = nil, lastAt: Int64
    ) throws {
        statements.noteGap.bind(1, partner)
        statements.noteGap.bind(2, type)
        statements.noteGap.bind(3, firstAt ?? lastAt)
        try statements.noteGap.run()
        statements.dropOldGaps.bind(1, partner)
        statements.dropOldGaps.bind(2, type)
        try statements.dropOldGaps.run()
        statements.noteFeed.bind(1, partner)
        statements.noteFeed.bind(2, type)
        statements.noteFeed.bind(3, received)
        statements.noteFeed.bind(4, rejected)
        statements.noteFeed.bind(5, lastAt)
        try statements.noteFeed.run()
    }

    /// Keeps a sample of how far an input was taken and how far it reached; the latest ten stay.
    package func noteProgress(_ source: SourceID, at now: Int64, nextOffset: Int64, high: Int64) throws {
        statements.noteProgress.bind(1, source.rawValue)
        statements.noteProgress.bind(2, now)
        statements.noteProgress.bind(3, nextOffset)
        statements.noteProgress.bind(4, high)
        try statements.noteProgress.run()
        statements.dropOldProgress.bind(1, source.rawValue)
        try statements.dropOldProgress.run()
    }

    /// Notes that something is not well; one that is noted already keeps its `since`.
    package func raise(_ condition: Condition) throws {
        statements.setCondition.bind(1, condition.name)
        statements.setCondition.bind(2, condition.severity)
        statements.setCondition.bind(3, condition.since)
        statements.setCondition.bind(4, condition.what)
        statements.setCondition.bind(5, condition.why)
        statements.setCondition.bind(6, condition.next)
        try statements.setCondition.run()
    }

    /// Notes that it is well again.
    package func clearCondition(named name: String) throws {
        statements.clearCondition.bind(1, name)
        try statements.clearCondition.run()
    }
}
