import HubJSON

/// Decides, when a schema is compiled, what it says of the texts that it names itself.
enum FixedTexts {
    /// The schema ready for use: keys that `propertyNames` allows are marked, and lists of strings are rid of those that
    /// other keywords of their block refuse.
    static func settle(_ uri: String, _ program: Program, verdict: Program) -> CompiledSchema {
        let settled = ProgramOptimiser.classify(filter(verdict, program))
        let draft = CompiledSchema(uri: uri, program: ProgramOptimiser.classify(program), verdict: settled)
        if !program.objects.contains(where: { $0.names >= 0 }) { return draft }
        // A block has the same number in both programs.
        return CompiledSchema(uri: uri, program: mark(draft.program, draft), verdict: mark(settled, draft))
    }

    private static func tape(_ text: [UInt8]) -> JSONTape? {
        let tape = JSONTape(limits: JSONLimits(maximumBytes: 1 << 26))
        let document = JSONValue.string(String(decoding: text, as: UTF8.self)).serialised()
        return tape.parse(document) == nil ? tape : nil
    }

    /// A known key is then not checked again for each message.
    private static func mark(_ program: Program, _ schema: CompiledSchema) -> Program {
        var program = program
        let validator = SchemaValidator()
        for rules in program.objects where rules.names >= 0 && rules.table >= 0 {
            for index in program.tables[Int(rules.table)].entries.indices {
                guard let tape = tape(program.tables[Int(rules.table)].entries[index].text) else { continue }
                program.tables[Int(rules.table)].entries[index].nameFits =
                    validator.isValid(schema, block: rules.names, tape, tape.root)
            }
        }
        return program
    }

    /// Makes one list of strings of blocks that ask for a string in several ways.
    private static func filter(_ program: Program, _ original: Program) -> Program {
        var program = program
        var schema: CompiledSchema?
        let validator = SchemaValidator()
        for block in program.blocks.indices {
            let steps = program.steps(Int32(block))
            guard steps.count > 1, let list = steps.first(where: { $0.operation == .stringEnumeration }),
                steps.allSatisfy({ isAboutText($0.operation) })
            else { continue }
            let made = schema ?? CompiledSchema(uri: "", program: original, verdict: program)
            schema = made
            let texts = program.tables[Int(list.a)].entries.map(\.text).filter { text in
                guard let tape = tape(text) else { return false }
                return validator.isValid(made, block: Int32(block), tape, tape.root)
            }
            let start = Int(program.blocks[block].start)
            program.instructions[start] =
                texts.isEmpty
                ? Instruction(operation: .fail)
                : Instruction(operation: .stringEnumeration, a: Int32(program.tables.count), label: list.label)
            program.blocks[block].end = Int32(start + 1)
            if !texts.isEmpty { program.tables.append(KeyTable(texts.map { ($0, -1, -1, 0) })) }
        }
        return program
    }

    private static func isAboutText(_ operation: Instruction.Operation) -> Bool {
        switch operation {
        case .stringEnumeration, .type, .length, .pattern, .format: true
        default: false
        }
    }
}
