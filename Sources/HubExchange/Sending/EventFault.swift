import HubContracts
import HubJSON

/// Why a message was not sent: it would have been refused.
public struct EventFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The code that the hub would have given, such as `SCHEMA_INVALID`.
    public var code: String
    /// Where the fault is, as a JSON Pointer into the event; empty for the whole.
    public var pointer: String
    /// A sentence on it: lower case, no full stop.
    public var detail: String

    init(_ code: ReasonCode, pointer: String = "", _ detail: String) {
        self.code = code.rawValue
        self.pointer = pointer
        self.detail = detail
    }

    /// Bytes that are no document. A message stands on one line, so that only the column is said.
    init(_ fault: JSONFault) {
        let code: ReasonCode =
            switch fault.code {
            case .notUTF8: .notUTF8
            case .tooLarge: .tooLarge
            case .tooDeep: .tooDeep
            case .duplicateKey: .duplicateKey
            case .numberOutOfLimits: .numberOutOfRange
            default: .notJSON
            }
        self.init(code, (code == .tooLarge ? "" : "column \(fault.column): ") + fault.message)
    }

    /// A line that the hub would not take whatever stands on it.
    package static func tooLong(_ limit: Int) -> EventFault {
        EventFault(.tooLarge, "longer than \(limit) bytes; the hub would not take it")
    }

    /// Code, place and sentence.
    public var description: String { [code, pointer, detail].filter { !$0.isEmpty }.joined(separator: " ") }
}
