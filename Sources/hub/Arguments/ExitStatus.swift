/// What the process ends with; the same numbers for every command.
package enum ExitStatus: Int32, Sendable, Equatable {
    /// Done and well.
    case done = 0
    /// What was asked about is not so: invalid, refused, or a warning.
    case notSo = 1
    /// `hub status` alone: an error.
    case error = 2
    /// `hub status` alone: nothing is known.
    case unknown = 3
    /// The command line was wrong.
    case usage = 64
    /// A bad schema, or a store of a newer version.
    case badSchema = 65
    /// No such input.
    case noInput = 66
    /// A service is not there.
    case unavailable = 69
    /// Reading or writing failed.
    case io = 74
    /// The configuration is wrong.
    case configuration = 78
}

/// A command that cannot go on: one plain sentence and the status to end with.
package struct CommandFailure: Error, Sendable, Equatable {
    package var status: ExitStatus
    /// One sentence, lower case, no full stop.
    package var message: String

    package init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}
