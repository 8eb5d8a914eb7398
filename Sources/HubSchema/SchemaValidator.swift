package import HubJSON

/// Checks instances against compiled schemas; one a thread, it keeps scratch memory. Not Sendable.
package final class SchemaValidator {
    private let memory: EvaluationMemory
    /// Schemas applied and elements compared for the last verdict: what it cost but for the members and bytes it read.
    package private(set) var work = 0

    /// A validator with little memory yet.
    ///
    /// - Parameter stackBytes: how much of the calling thread's stack a verdict may take; an instance that needs more
    ///   is refused as nested too deep. The default suits threads of 512 KiB: some 300 levels, some hundred
    ///   when compiled without optimisation.
    package init(stackBytes: Int = 320 << 10) { memory = EvaluationMemory(stackBytes: max(1 << 14, stackBytes)) }

    /// Whether bytes are a document within the tape's limits that fits the schema; the tape holds it then.
    ///
    /// Quicker than to parse and ask: duplicate keys are not looked for where the schema leaves no room for them.
    package func isValid(_ schema: CompiledSchema, _ tape: JSONTape, parsing bytes: UnsafeRawBufferPointer) -> Bool {
        if schema.provesKeys, tape.parseWithoutKeyCheck(bytes) { return isValid(schema, tape, tape.root) }
        return tape.parse(bytes) == nil && isValid(schema, tape, tape.root)
    }

    /// Whether a value of a parsed document fits the schema. Stops at the first fault.
    package func isValid(_ schema: CompiledSchema, _ tape: JSONTape, _ node: JSONNode) -> Bool {
        isValid(schema, block: schema.verdict.entry, tape, node)
    }

    func isValid(_ schema: CompiledSchema, block: Int32, _ tape: JSONTape, _ node: JSONNode) -> Bool {
        var evaluation = Evaluation<VerdictMode>(schema: schema, tape: tape, memory: memory, limit: 1)
        let fits = evaluation.evaluate(block, Int(node.index), -1)
        work = evaluation.work
        return fits && !evaluation.hasOverflowed
    }

    /// The faults of a value, at most `limit` and about a mebibyte of text, in the order the schema finds them; empty
    /// where it fits.
    package func validate(
        _ schema: CompiledSchema, _ tape: JSONTape, _ node: JSONNode, limit: Int = 100
    ) -> [SchemaFault] {
        var evaluation = Evaluation<CollectingMode>(
            schema: schema, tape: tape, memory: memory, limit: max(1, limit))
        let fits = evaluation.evaluate(schema.program.entry, Int(node.index), -1)
        if !evaluation.hasOverflowed { return fits ? [] : evaluation.faults }
        let message = "nested deeper than can be followed"
        return [SchemaFault(instancePointer: "", keywordPointer: schema.uri + "#", keyword: "", message: message)]
    }
}
