import HubGeography
import HubStore

/// The dead letters that a command line means: by id, by filter, or all.
struct DeadLetterSelection {
    let letters: [DeadLetter]
    /// Whether they were named one by one.
    let isNamed: Bool

    /// - Parameter states: those that a filter takes.
    /// - Throws: `CommandFailure` for an id that is not there, or where nothing says which are meant.
    init(_ invocation: Invocation, _ reader: StateReader, states: [String]) throws {
        isNamed = !invocation.operands.isEmpty
        if isNamed {
            letters = try invocation.operands.map { id in
                guard let letter = try reader.deadLetter(id: id) else {
                    throw CommandFailure(
                        .noInput, "there is no dead letter \(Quoted(id)); hub deadletters list names them")
                }
                return letter
            }
            return
        }
        let filter = try Self.filter(invocation)
        guard !filter.isOpen || invocation.flag("all") else {
            throw CommandFailure(
                .usage, "say which dead letters are meant: ids, a filter such as --code or --partner, or --all")
        }
        var found: [DeadLetter] = []
        for state in states {
            var one = filter
            one.state = state
            for letter in try reader.deadLetters(one) {
                if let whole = try reader.deadLetter(id: letter.id) { found.append(whole) }
            }
        }
        let limit = invocation.integer("limit").flatMap { Int(exactly: $0) } ?? .max
        letters = Array(found.prefix(limit))
    }

    /// What the options of a command describe.
    static func filter(_ invocation: Invocation) throws -> DeadLetterFilter {
        func instant(_ option: String) throws -> Int64? {
            try invocation[option].map { text in
                guard let found = LondonCalendar.instant(text) else {
                    throw CommandFailure(
                        .usage, "--\(option) is an instant such as 2026-03-31T23:00:00Z, not \(Quoted(text))")
                }
                return found
            }
        }
        var filter = DeadLetterFilter(state: invocation["state"])
        filter.code = invocation["code"]
        filter.partner = invocation["partner"]
        filter.type = invocation["type"]
        filter.since = try instant("since") ?? .min
        filter.until = try instant("until") ?? .max
        return filter
    }
}
