/// The vocabularies of JSON Schema 2020-12 (core, section 8.1.2) that a dialect switches on.
struct Vocabulary: OptionSet, Hashable {
    let rawValue: UInt8

    static let core = Vocabulary(rawValue: 1)
    static let applicator = Vocabulary(rawValue: 2)
    static let unevaluated = Vocabulary(rawValue: 4)
    static let validation = Vocabulary(rawValue: 8)
    static let formatAnnotation = Vocabulary(rawValue: 16)
    static let formatAssertion = Vocabulary(rawValue: 32)
    static let content = Vocabulary(rawValue: 64)
    static let metaData = Vocabulary(rawValue: 128)

    /// The standard's own dialect.
    static let standard: Vocabulary = [
        .core, .applicator, .unevaluated, .validation, .formatAnnotation, .content, .metaData,
    ]

    static let base = "https://json-schema.org/draft/2020-12/"

    /// The vocabulary a URI names; nil for one we do not know.
    static func named(_ uri: String) -> Vocabulary? {
        switch uri {
        case base + "vocab/core": .core
        case base + "vocab/applicator": .applicator
        case base + "vocab/unevaluated": .unevaluated
        case base + "vocab/validation": .validation
        case base + "vocab/format-annotation": .formatAnnotation
        case base + "vocab/format-assertion": .formatAssertion
        case base + "vocab/content": .content
        case base + "vocab/meta-data": .metaData
        default: nil
        }
    }
}
