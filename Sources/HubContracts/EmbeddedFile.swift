/// A file of `schemas/` carried inside the executable, whitespace between tokens dropped.
package struct EmbeddedFile: Sendable {
    /// Path below `schemas/`.
    package let path: StaticString
    /// The JSON text.
    package let text: StaticString

    /// The text as UTF-8 bytes.
    package var bytes: [UInt8] {
        Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The file at a path below `schemas/`, or nil.
    package static func named(_ path: String) -> EmbeddedFile? {
        all.first { $0.path.description == path }
    }
}
