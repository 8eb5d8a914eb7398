import HubJSON

/// One step of a compiled schema; `a`, `b`, `c` index the program's tables as each operation says.
struct Instruction {
    enum Operation: UInt8 {
        /// Nothing fits (`false`).
        case fail
        /// `a`: mask of `TypeMask`.
        case type
        /// `a`: index of a constant.
        case constant
        /// `a`: first constant, `b`: how many.
        case enumeration
        /// `a`: a key table of the only strings allowed.
        case stringEnumeration
        /// `a`: index of a number.
        case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
        /// `a`: least, `b`: most code points.
        case length
        /// `a`: index of a pattern.
        case pattern
        /// `a`: a `Format`.
        case format
        /// `a`: index of object rules.
        case object
        /// `a`: index of array rules.
        case array
        /// `a`: block (`$ref`, `allOf`).
        case apply
        /// `a`: index of a dynamic reference.
        case dynamicReference
        /// `a`: first of a list of blocks, `b`: how many, `c`: a `Selector`, or -1.
        case anyOf, oneOf
        /// `a`: block.
        case not
        /// `a`: if, `b`: then or -1, `c`: else or -1.
        case condition
        /// `a`: block.
        case unevaluatedItems, unevaluatedProperties
    }

    var operation: Operation
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
    /// Index of the keyword's tokens in the program's labels, for faults.
    var label: Int32 = 0
}

/// A set of JSON types as bits.
enum TypeMask {
    static let null: Int32 = 1
    static let boolean: Int32 = 2
    static let object: Int32 = 4
    static let array: Int32 = 8
    static let number: Int32 = 16
    static let string: Int32 = 32
    static let integer: Int32 = 64

    /// The types of the value that a tape's letter stands for; whether a fraction is zero is not looked at.
    static func of(letter: UInt8) -> Int32 {
        switch letter {
        case TapeView.Letter.object: object
        case TapeView.Letter.array: array
        case TapeView.Letter.string: string
        case TapeView.Letter.int64, TapeView.Letter.uint64: number | integer
        case TapeView.Letter.double, TapeView.Letter.text: number
        case TapeView.Letter.null: null
        case TapeView.Letter.true, TapeView.Letter.false: boolean
        default: 0
        }
    }

    static func named(_ name: String) -> Int32? {
        switch name {
        case "null": null
        case "boolean": boolean
        case "object": object
        case "array": array
        case "number": number | integer
        case "string": string
        case "integer": integer
        default: nil
        }
    }

    static func names(_ mask: Int32) -> [String] {
        var names: [String] = []
        if mask & null != 0 { names.append("null") }
        if mask & boolean != 0 { names.append("boolean") }
        if mask & object != 0 { names.append("object") }
        if mask & array != 0 { names.append("array") }
        if mask & number != 0 { names.append("number") } else if mask & integer != 0 { names.append("integer") }
        if mask & string != 0 { names.append("string") }
        return names
    }
}

/// The compiled form of one schema: a range of instructions.
struct Block {
    var start: Int32 = 0
    var end: Int32 = 0
    /// The schema resource it belongs to, for dynamic scope.
    var resource: Int32 = 0
    /// Whether it ends with an `unevaluated…` operation.
    var hasUnevaluated = false
    /// What the whole block comes to where it is simple; its other fields then say the rest.
    var leaf = Leaf.none
    /// `strings`: the table. `text`: the pattern, or -1. `object`: the rules.
    var table: Int32 = -1
    var takesOthers = false
    var low: Int64 = .min
    var high: Int64 = .max
    var least: Int32 = 0
    var most: Int32 = .max
    /// Bytes from which a text has `least` code points.
    var enough: Int32 = 0
    var format: UInt8 = .max

    enum Leaf: UInt8 {
        /// The instructions have to be run.
        case none
        /// One of the strings of a table.
        case strings
        /// A string within lengths, of a pattern, of a format.
        case text
        /// An integer between `low` and `high`.
        case integer
        /// An object of the plain rules `table`; any other value as `takesOthers` says.
        case object
        /// An object whose alternatives a member tells apart: the block's last instruction.
        case choice

        /// Whether `Evaluation.leaf` decides it.
        @inline(__always)
        var isScalar: Bool { self == .strings || self == .text || self == .integer }
    }
}

/// Everything about the members of an object that one walk over them decides.
struct ObjectRules {
    var minimum: Int32 = 0
    var maximum: Int32 = .max
    /// Key table of `properties` and `required`, or -1.
    var table: Int32 = -1
    /// Bits of the required keys, the first 64.
    var required: UInt64 = 0
    /// Names of all required keys: a range of the program's names.
    var requiredNames: Range<Int32> = 0..<0
    /// `patternProperties`: a range of the program's pattern rules.
    var patterns: Range<Int32> = 0..<0
    /// `additionalProperties`: a block, or -1.
    var additional: Int32 = -1
    /// Whether `additionalProperties` is `false`.
    var isClosed = false
    /// Whether `additional` stands for `unevaluatedProperties`.
    var isUnevaluated = false
    /// Whether looking up the few keys beats walking over all members: nothing but `properties` and `required`.
    var isSparse = false
    /// Whether there are neither `patternProperties` nor dependents, and at most 64 required keys.
    var isPlain = false
    /// `propertyNames`: a block, or -1.
    var names: Int32 = -1
    /// `dependentRequired`, `dependentSchemas`: a range of the program's dependents.
    var dependents: Range<Int32> = 0..<0
    /// A range of the program's guards; only in a program for the verdict.
    var guards: Range<Int32> = 0..<0
}

/// What the text of one member asks of the presence of others, or a choice between members; all as masks of key bits.
struct MemberGuard {
    /// A table of texts of the watched member, or -1 for a choice.
    var table: Int32 = -1
    /// Whether an object without the watched member counts as having one of the texts.
    var holdsWhereAbsent = false
    var required: UInt64 = 0
    var forbidden: UInt64 = 0
    var otherwiseRequired: UInt64 = 0
    var otherwiseForbidden: UInt64 = 0
    /// All members of one of the first `choiceCount` must be there.
    var choices: SIMD4<UInt64> = .zero
    var choiceCount = 0
}

/// Tells the alternatives of `oneOf` or `anyOf` apart by a member that is another constant in each.
struct Selector {
    /// A table of the one key.
    var key: Int32
    /// A table of the constants; their `block` is the place of the alternative.
    var constants: Int32
}

/// A member of `patternProperties`.
struct PatternRule {
    var pattern: Int32
    var block: Int32
    var label: Int32
}

/// What the presence of a key asks for: other names, or a block.
struct Dependent {
    var name: Int32
    var names: Range<Int32> = 0..<0
    var block: Int32 = -1
    var label: Int32
}

/// Everything about the elements of an array that one walk over them decides.
struct ArrayRules {
    var minimum: Int32 = 0
    var maximum: Int32 = .max
    /// `prefixItems`: a range of the program's lists of blocks.
    var prefix: Range<Int32> = 0..<0
    /// `items`: a block, or -1.
    var items: Int32 = -1
    var contains: Int32 = -1
    var minimumContains: Int32 = 1
    var maximumContains: Int32 = .max
    var isUnique = false
}

/// A reference by `$dynamicRef`: the block for each resource that has the anchor, and the one where no scope has it.
struct DynamicReference {
    var fallback: Int32
    /// By resource; -1 where it lacks the anchor.
    var byResource: [Int32]
}
