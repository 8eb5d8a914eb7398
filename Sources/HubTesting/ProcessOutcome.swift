import Foundation

/// How a command ended and what it wrote.
package struct ProcessOutcome: Sendable, CustomStringConvertible {
    package enum Ending: Sendable, Equatable {
        case exited(Int32)
        /// Ended by a signal.
        case signalled(Int32)
    }

    package var ending: Ending
    package var output: [UInt8]
    package var errors: [UInt8]

    /// The exit status, or nil after a signal.
    package var status: Int32? {
        if case .exited(let status) = ending { status } else { nil }
    }

    package var outputText: String { String(decoding: output, as: UTF8.self) }
    package var errorText: String { String(decoding: errors, as: UTF8.self) }

    /// Reads what stands on stdout as one JSON document.
    package func json<Document: Decodable>(_ type: Document.Type) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(output))
    }

    package var description: String {
        "\(ending), stdout: \(outputText.prefix(2_000)), stderr: \(errorText.prefix(2_000))"
    }
}
