/// A policy document or schema that the hub cannot work with.
package struct ContractsError: Error, Sendable, CustomStringConvertible {
    /// The kinds of fault.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable { case document, schema }
        private var value: Value
        /// A document is not JSON, or breaks its schema or its rules.
        package static let document = Code(value: .document)
        /// A schema cannot be compiled.
        package static let schema = Code(value: .schema)
    }

    /// The kind of fault.
    package var code: Code
    /// Lower case, no full stop.
    package var message: String
    /// Every fault found, each naming its place; empty where the message says all.
    package var faults: [DocumentFault]

    package init(_ code: Code, _ message: String, faults: [DocumentFault] = []) {
        self.code = code
        self.message = message
        self.faults = faults
    }

    /// The message and every fault, a line each.
    package var description: String { ([message] + faults.map(\.description)).joined(separator: "\n  ") }
}

/// One fault of a policy document.
package struct DocumentFault: Sendable, Hashable, CustomStringConvertible {
    /// JSON Pointer of the fault.
    package var pointer: String
    /// A plain sentence, lower case, no full stop.
    package var message: String

    package init(pointer: String, message: String) {
        self.pointer = pointer
        self.message = message
    }

    /// Place and sentence.
    package var description: String { "\(pointer.isEmpty ? "the document" : pointer): \(message)" }
}
