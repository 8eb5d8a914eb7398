/// Something that the running hub found not to be well, kept in the store so that `hub status` tells it, whoever asks.
package struct Condition: Sendable, Equatable {
    /// The name of the condition that the disk budget is used up.
    package static let disk = "disk"
    /// The name of the condition that the broker does not answer.
    package static let broker = "broker"

    /// Unique, for example `broker`.
    package var name: String
    /// 1 a warning, 2 an error.
    package var severity: Int32
    /// Milliseconds since 1970 UTC.
    package var since: Int64
    package var what: String
    package var why: String
    /// The next command or step.
    package var next: String

    package init(name: String, severity: Int32, since: Int64, what: String, why: String, next: String) {
        self.name = name
        self.severity = severity
        self.since = since
        self.what = what
        self.why = why
        self.next = next
    }

    /// The broker does not answer.
    package static func broker(away why: String, since: Int64) -> Condition {
        Condition(
            name: broker, severity: 2, since: since, what: "the broker cannot be reached", why: why,
            next: "see whether the brokers run and can be reached from here; the hub goes on by itself")
    }
}
