import HubJSON

/// One line of the service's log: JSON on one line, without personal data, keys dotted lower case.
package struct LogLine: Sendable, Equatable {
    /// By who acts: `error` now, `warning` tomorrow, `info` nobody (life-cycle).
    package enum Level: String, Sendable { case info, warning, error }

    /// What a value of a line may be: never a payload, a key or a name of a person.
    package enum Value: Sendable, Equatable {
        case text(String)
        case integer(Int64)
    }

    package var level: Level
    /// A name for programs, such as `hub.started`.
    package var event: String
    /// One sentence for people.
    package var message: String
    package var fields: [(key: String, value: Value)]

    package init(_ level: Level, _ event: String, _ message: String, _ fields: [(key: String, value: Value)] = []) {
        self.level = level
        self.event = event
        self.message = message
        self.fields = fields
    }

    package static func == (left: LogLine, right: LogLine) -> Bool {
        left.level == right.level && left.event == right.event && left.message == right.message
            && left.fields.elementsEqual(right.fields) { $0.key == $1.key && $0.value == $1.value }
    }

    /// The line, without its end; control characters are escaped, so that no value can begin a line of its own.
    ///
    /// - Parameter time: RFC 3339.
    package func text(time: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [("time", time), ("level", level.rawValue), ("event", event), ("message", message)] {
            writer.key(key)
            writer.string(value)
        }
        for (key, value) in fields {
            writer.key(key)
            switch value {
            case .text(let text): writer.string(text)
            case .integer(let number): writer.int(number)
            }
        }
        writer.endObject()
        return writer.bytes
    }
}
