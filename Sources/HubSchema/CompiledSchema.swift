import HubJSON

/// A schema compiled to a flat program; immutable, shared between threads.
///
/// `@unchecked Sendable`: everything is set before it is shared; the constants' tape is only read, its lazily made
/// table of offsets is made by the compiler, and compiled patterns are read-only for PCRE2.
package final class CompiledSchema: @unchecked Sendable {
    /// The URI the schema was compiled from.
    package let uri: String
    /// What says which keyword refuses an instance.
    let program: Program
    /// What says only whether an instance fits; constants, patterns and formats are those of `program`.
    let verdict: Program
    let fast: FastTables
    let fastVerdict: FastTables
    /// Whether a document that fits cannot have an object that names a key twice.
    let provesKeys: Bool

    init(uri: String, program: Program, verdict: Program) {
        self.uri = uri
        self.program = program
        self.verdict = verdict
        fast = FastTables(program)
        fastVerdict = FastTables(verdict)
        provesKeys = KeyProof.holds(verdict)
    }

    deinit {
        fast.deallocate()
        fastVerdict.deallocate()
    }
}

/// The tables of a compiled schema.
struct Program {
    var instructions: [Instruction] = []
    var blocks: [Block] = []
    var blockLists: [Int32] = []
    var objects: [ObjectRules] = []
    var arrays: [ArrayRules] = []
    var tables: [KeyTable] = []
    var names: [[UInt8]] = []
    var patternRules: [PatternRule] = []
    var dependents: [Dependent] = []
    var numbers: [NumberBound] = []
    var patterns: [Pattern] = []
    var dynamicReferences: [DynamicReference] = []
    /// Whether evaluation has to follow which resources it entered.
    var tracksScope = false
    /// `const` and `enum` values: the elements of one array.
    var constants: JSONTape?
    var constantNodes: [JSONNode] = []
    /// Keyword tokens for faults, and each block's `uri#pointer`.
    var labels: [String] = [
        "", "/additionalProperties", "/unevaluatedProperties", "/propertyNames", "/prefixItems", "/items", "/contains",
        "/then", "/else",
    ]
    var locations: [String] = []
    var entry: Int32 = 0
    var selectors: [Selector] = []
    var guards: [MemberGuard] = []

    /// Whether everything fits a block.
    func isTrivial(_ block: Int32) -> Bool { blocks[Int(block)].start == blocks[Int(block)].end }

    /// The label of a keyword that stands alone.
    func label(of keyword: String) -> Int32 { Int32(labels.firstIndex(of: "/" + keyword) ?? 0) }

    /// The instructions of a block.
    func steps(_ block: Int32) -> ArraySlice<Instruction> {
        instructions[Int(blocks[Int(block)].start)..<Int(blocks[Int(block)].end)]
    }
}
