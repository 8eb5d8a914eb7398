/// Why a boundary file or look-up cannot be taken; `message` is a plain sentence that says what to do.
package struct GeographyError: Error, Equatable, CustomStringConvertible {
    /// The kind of fault.
    package enum Code: String, Sendable {
        /// Not the format that it should be.
        case unreadable
        /// Readable, but not what the hub can use.
        case unusable
    }

    /// The kind of fault.
    package let code: Code
    /// What is wrong and what to do.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
