package import HubJSON

/// Checks instances against compiled schemas; one a thread, it keeps scratch memory. Not Sendable.
package final class SchemaValidator {
    private let memory = EvaluationMemory()

    /// A validator with little memory yet.
    package init() {}

    /// Whether a value of a parsed document fits the schema. Stops at the first fault.
    package func isValid(_ schema: CompiledSchema, _ tape: JSONTape, _ node: JSONNode) -> Bool {
        isValid(schema, block: schema.program.entry, tape, node)
    }

    func isValid(_ schema: CompiledSchema, block: Int32, _ tape: JSONTape, _ node: JSONNode) -> Bool {
        var evaluation = Evaluation<VerdictMode>(schema: schema, tape: tape, memory: memory, limit: 1)
        return evaluation.evaluate(block, Int(node.index), -1)
    }

    /// The faults of a value, at most `limit`, in the order the schema finds them; empty where it fits.
    package func validate(
        _ schema: CompiledSchema, _ tape: JSONTape, _ node: JSONNode, limit: Int = 100
    ) -> [SchemaFault] {
        var evaluation = Evaluation<CollectingMode>(
            schema: schema, tape: tape, memory: memory, limit: max(1, limit))
        if evaluation.evaluate(schema.program.entry, Int(node.index), -1) { return [] }
        return evaluation.faults
    }
}
