/// Why bytes are not a JSON document we take.
package struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of fault; names are stable.
    package enum Code: String, Sendable {
        case malformed, notUTF8, tooLarge, tooDeep, duplicateKey, numberOutOfLimits
    }

    /// The kind of fault.
    package var code: Code
    /// Byte offset from 0 of the first byte at fault.
    package var offset: Int
    /// Line from 1; lines end with a line feed.
    package var line: Int
    /// Column from 1, in bytes.
    package var column: Int
    /// A plain sentence without its full stop: what is wrong and what was expected; never quotes the document.
    package var message: String
    /// JSON Pointer of the object or value at fault, where one is known.
    package var pointer: String?

    /// A fault at a byte offset of a document.
    package init(
        _ code: Code, _ message: String, at offset: Int, in bytes: UnsafeRawBufferPointer, pointer: String? = nil
    ) {
        self.code = code
        self.message = message
        self.offset = offset
        self.pointer = pointer
        var line = 1
        var start = 0
        for (index, byte) in bytes.prefix(max(0, offset)).enumerated() where byte == 0x0A {
            line += 1
            start = index + 1
        }
        self.line = line
        self.column = offset - start + 1
    }

    /// `line 3, column 7: a comma or a closing brace was expected`.
    package var description: String { "line \(line), column \(column): \(message)" }
}
