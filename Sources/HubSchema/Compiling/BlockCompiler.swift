import HubJSON

/// Compiles one schema to its instructions, in the order in which they are cheapest to run.
struct BlockCompiler {
    let place: SchemaPlace
    let block: Int32
    private var instructions: [Instruction] = []
    private var uri = ""

    init(place: SchemaPlace, block: Int32) {
        self.place = place
        self.block = block
    }

    mutating func compile(_ builder: inout ProgramBuilder) throws(SchemaError) -> [Instruction] {
        uri = builder.registry.documents[place.document].uri
        guard let value = builder.registry.value(place) else { throw error("the schema is not there") }
        if let bool = value.bool { return bool ? [] : [Instruction(operation: .fail)] }
        guard let schema = value.object else { throw error("a schema is an object or a boolean") }
        let vocabulary = try builder.vocabulary(of: builder.registry.resource(of: place))
        if vocabulary.contains(.validation) {
            try types(schema, &builder)
            try constants(schema, &builder)
            try numbers(schema, &builder)
        }
        try strings(schema, vocabulary, &builder)
        try objects(schema, vocabulary, &builder)
        try arrays(schema, vocabulary, &builder)
        try references(schema, &builder)
        if vocabulary.contains(.applicator) { try applicators(schema, &builder) }
        if vocabulary.contains(.unevaluated) { try unevaluated(schema, &builder) }
        return instructions
    }

    func error(_ message: String, _ tokens: String...) -> SchemaError {
        SchemaError(uri: uri, pointer: place.appending(tokens).pointer, message: message)
    }

    private mutating func emit(
        _ operation: Instruction.Operation, _ a: Int32 = 0, _ b: Int32 = 0, _ c: Int32 = 0, label: Int32 = 0
    ) {
        instructions.append(Instruction(operation: operation, a: a, b: b, c: c, label: label))
    }

    private func child(_ builder: inout ProgramBuilder, _ tokens: String...) throws(SchemaError) -> Int32 {
        try builder.block(at: place.appending(tokens))
    }

    /// A block applied to the same instance.
    private func sameInstance(_ builder: inout ProgramBuilder, _ tokens: String...) throws(SchemaError) -> Int32 {
        let made = try builder.block(at: place.appending(tokens))
        builder.inPlace[Int(block)].append(made)
        return made
    }

    private mutating func types(_ schema: JSONObject, _ builder: inout ProgramBuilder) throws(SchemaError) {
        guard let type = schema["type"] else { return }
        var mask: Int32 = 0
        for name in type.array ?? [type] {
            guard let bits = name.string.flatMap(TypeMask.named) else { throw error("an unknown type", "type") }
            mask |= bits
        }
        emit(.type, mask, label: builder.label("type"))
    }

    private mutating func constants(_ schema: JSONObject, _ builder: inout ProgramBuilder) throws(SchemaError) {
        if let constant = schema["const"] {
            if let text = constant.string {
                emit(.stringEnumeration, stringTable([text], &builder), label: builder.label("const"))
            } else {
                emit(.constant, builder.constant(constant), label: builder.label("const"))
            }
        }
        guard let listed = schema["enum"] else { return }
        guard let values = listed.array else { throw error("expected an array", "enum") }
        let texts = values.compactMap(\.string)
        if !values.isEmpty, texts.count == values.count, texts.count < 30_000 {
            emit(.stringEnumeration, stringTable(texts, &builder), label: builder.label("enum"))
        } else {
            let first = Int32(builder.constantValues.count)
            for value in values { _ = builder.constant(value) }
            emit(.enumeration, first, Int32(values.count), label: builder.label("enum"))
        }
    }

    private func stringTable(_ texts: [String], _ builder: inout ProgramBuilder) -> Int32 {
        var seen: Set<[UInt8]> = []
        let keys = texts.map { Array($0.utf8) }.filter { seen.insert($0).inserted }
        builder.program.tables.append(KeyTable(keys.map { ($0, -1, -1, 0) }))
        return Int32(builder.program.tables.count - 1)
    }

    private mutating func numbers(_ schema: JSONObject, _ builder: inout ProgramBuilder) throws(SchemaError) {
        let keywords: [(String, Instruction.Operation)] = [
            ("minimum", .minimum), ("maximum", .maximum), ("exclusiveMinimum", .exclusiveMinimum),
            ("exclusiveMaximum", .exclusiveMaximum), ("multipleOf", .multipleOf),
        ]
        for (keyword, operation) in keywords {
            guard let value = schema[keyword] else { continue }
            guard let number = value.number else { throw error("expected a number", keyword) }
            if operation == .multipleOf, number.signum <= 0 { throw error("expected a number above 0", keyword) }
            if operation == .multipleOf, number.digits.count > 1000 { throw error("more than 1,000 digits", keyword) }
            builder.program.numbers.append(NumberBound(number))
            emit(operation, Int32(builder.program.numbers.count - 1), label: builder.label(keyword))
        }
    }

    private func count(_ schema: JSONObject, _ keyword: String, or absent: Int32) throws(SchemaError) -> Int32 {
        guard let value = schema[keyword] else { return absent }
        guard let number = value.number, number.isInteger, number.signum >= 0 else {
            throw error("expected a whole number from 0", keyword)
        }
        return Int32(clamping: number.int64 ?? .max)
    }

    private mutating func strings(
        _ schema: JSONObject, _ vocabulary: Vocabulary, _ builder: inout ProgramBuilder
    ) throws(SchemaError) {
        if vocabulary.contains(.validation) {
            let least = try count(schema, "minLength", or: 0)
            let most = try count(schema, "maxLength", or: .max)
            if least > 0 || most < .max { emit(.length, least, most, label: builder.label("minLength")) }
            if let value = schema["pattern"] {
                guard let text = value.string else { throw error("expected a string", "pattern") }
                let pattern = try builder.pattern(text) { error($0, "pattern") }
                emit(.pattern, pattern, label: builder.label("pattern"))
            }
        }
        guard let value = schema["format"] else { return }
        guard let name = value.string else { throw error("expected a string", "format") }
        let asserts =
            vocabulary.contains(.formatAssertion) || (options(builder) && vocabulary.contains(.formatAnnotation))
        if asserts, let format = Format(name: name) {
            emit(.format, Int32(format.rawValue), label: builder.label("format"))
        }
    }

    private func options(_ builder: ProgramBuilder) -> Bool { builder.options.assertFormats }

    private mutating func references(_ schema: JSONObject, _ builder: inout ProgramBuilder) throws(SchemaError) {
        let resource = builder.registry.resource(of: place)
        for keyword in ["$ref", "$dynamicRef"] {
            guard let value = schema[keyword] else { continue }
            guard let reference = value.string else { throw error("expected a string", keyword) }
            let target = try builder.registry.resolve(reference, from: resource) { error($0, keyword) }
            let made = try builder.block(at: target)
            builder.inPlace[Int(block)].append(made)
            let label = builder.label(keyword)
            let fragment = URIReference(reference).fragment ?? ""
            let holder = builder.registry.resources[builder.registry.resource(of: target)]
            if keyword == "$dynamicRef", holder.dynamicAnchors.contains(fragment), holder.anchors[fragment] == target {
                builder.dynamicNames.append((fragment, made))
                emit(.dynamicReference, Int32(builder.dynamicNames.count - 1), label: label)
            } else {
                emit(.apply, made, label: label)
            }
        }
    }

    private mutating func applicators(_ schema: JSONObject, _ builder: inout ProgramBuilder) throws(SchemaError) {
        if let value = schema["allOf"] {
            for index in try list(value, "allOf").indices {
                emit(
                    .apply, try sameInstance(&builder, "allOf", String(index)),
                    label: builder.label("allOf", String(index)))
            }
        }
        for (keyword, operation) in [("anyOf", Instruction.Operation.anyOf), ("oneOf", .oneOf)] {
            guard let value = schema[keyword] else { continue }
            var blocks: [Int32] = []
            for index in try list(value, keyword).indices {
                blocks.append(try sameInstance(&builder, keyword, String(index)))
            }
            emit(
                operation, Int32(builder.program.blockLists.count), Int32(blocks.count), -1,
                label: builder.label(keyword))
            builder.program.blockLists += blocks
        }
        if schema["not"] != nil { emit(.not, try sameInstance(&builder, "not"), label: builder.label("not")) }
        if schema["if"] != nil {
            let condition = try sameInstance(&builder, "if")
            let then = schema["then"] == nil ? -1 : try sameInstance(&builder, "then")
            let otherwise = schema["else"] == nil ? -1 : try sameInstance(&builder, "else")
            emit(.condition, condition, then, otherwise, label: builder.label("if"))
        }
    }

    private func list(_ value: JSONValue, _ keyword: String) throws(SchemaError) -> [JSONValue] {
        guard let values = value.array, !values.isEmpty else { throw error("expected an array with elements", keyword) }
        return values
    }

    private mutating func unevaluated(_ schema: JSONObject, _ builder: inout ProgramBuilder) throws(SchemaError) {
        if schema["unevaluatedItems"] != nil {
            emit(.unevaluatedItems, try child(&builder, "unevaluatedItems"), label: builder.label("unevaluatedItems"))
        }
        if schema["unevaluatedProperties"] != nil {
            let made = try child(&builder, "unevaluatedProperties")
            emit(.unevaluatedProperties, made, label: builder.label("unevaluatedProperties"))
        }
    }

    private mutating func arrays(
        _ schema: JSONObject, _ vocabulary: Vocabulary, _ builder: inout ProgramBuilder
    ) throws(SchemaError) {
        var rules = ArrayRules()
        var isNeeded = false
        if vocabulary.contains(.validation) {
            rules.minimum = try count(schema, "minItems", or: 0)
            rules.maximum = try count(schema, "maxItems", or: .max)
            rules.minimumContains = try count(schema, "minContains", or: 1)
            rules.maximumContains = try count(schema, "maxContains", or: .max)
            if let unique = schema["uniqueItems"] {
                guard let unique = unique.bool else { throw error("expected true or false", "uniqueItems") }
                rules.isUnique = unique
            }
            isNeeded = rules.minimum > 0 || rules.maximum < .max || rules.isUnique
        }
        if vocabulary.contains(.applicator) {
            if let value = schema["prefixItems"] {
                var blocks: [Int32] = []
                for index in try list(value, "prefixItems").indices {
                    blocks.append(try child(&builder, "prefixItems", String(index)))
                }
                let first = Int32(builder.program.blockLists.count)
                builder.program.blockLists += blocks
                rules.prefix = first..<first + Int32(blocks.count)
                isNeeded = true
            }
            if schema["items"] != nil {
                rules.items = try child(&builder, "items")
                isNeeded = true
            }
            if schema["contains"] != nil {
                rules.contains = try child(&builder, "contains")
                isNeeded = true
            }
        }
        if !isNeeded { return }
        builder.program.arrays.append(rules)
        emit(.array, Int32(builder.program.arrays.count - 1))
    }

    private mutating func objects(
        _ schema: JSONObject, _ vocabulary: Vocabulary, _ builder: inout ProgramBuilder
    ) throws(SchemaError) {
        var rules = ObjectRules()
        var isNeeded = false
        var required: [String] = []
        var keys = JSONObject()
        if vocabulary.contains(.validation) {
            rules.minimum = try count(schema, "minProperties", or: 0)
            rules.maximum = try count(schema, "maxProperties", or: .max)
            if let value = schema["required"] { required = try names(value, "required") }
            isNeeded = rules.minimum > 0 || rules.maximum < .max || !required.isEmpty
        }
        rules.requiredNames = keep(required, &builder)
        var patterns: [PatternRule] = []
        if vocabulary.contains(.applicator) {
            if let value = schema["properties"] {
                guard let members = value.object else { throw error("expected an object", "properties") }
                keys = members
                isNeeded = true
            }
            if let value = schema["patternProperties"] {
                guard let members = value.object else { throw error("expected an object", "patternProperties") }
                for (text, _) in members {
                    let pattern = try builder.pattern(text) { error($0, "patternProperties", text) }
                    let made = try child(&builder, "patternProperties", text)
                    patterns.append(
                        PatternRule(pattern: pattern, block: made, label: builder.label("patternProperties", text)))
                }
                isNeeded = true
            }
            if let value = schema["additionalProperties"] {
                rules.isClosed = value.bool == false
                rules.additional = try child(&builder, "additionalProperties")
                isNeeded = true
            }
            if schema["propertyNames"] != nil {
                rules.names = try child(&builder, "propertyNames")
                isNeeded = true
            }
        }
        let firstPattern = Int32(builder.program.patternRules.count)
        builder.program.patternRules += patterns
        rules.patterns = firstPattern..<firstPattern + Int32(patterns.count)
        rules.dependents = try dependents(schema, vocabulary, &builder)
        isNeeded = isNeeded || !rules.dependents.isEmpty
        if !isNeeded { return }
        try makeTable(&rules, keys, required, &builder)
        builder.program.objects.append(rules)
        emit(.object, Int32(builder.program.objects.count - 1))
    }

    private func makeTable(
        _ rules: inout ObjectRules, _ properties: JSONObject, _ required: [String], _ builder: inout ProgramBuilder
    ) throws(SchemaError) {
        var keys: [(text: [UInt8], block: Int32, bit: Int32, label: Int32)] = []
        var bits: [[UInt8]: Int32] = [:]
        for name in required.prefix(64) where bits[Array(name.utf8)] == nil {
            rules.required |= 1 << UInt64(bits.count)
            bits[Array(name.utf8)] = Int32(bits.count)
        }
        for (name, _) in properties {
            let text = Array(name.utf8)
            let made = try child(&builder, "properties", name)
            keys.append((text, made, bits.removeValue(forKey: text) ?? -1, builder.label("properties", name)))
        }
        for name in required.prefix(64) {
            if let bit = bits.removeValue(forKey: Array(name.utf8)) { keys.append((Array(name.utf8), -1, bit, 0)) }
        }
        if keys.count > 30_000 { throw error("more than 30,000 properties", "properties") }
        if keys.isEmpty { return }
        builder.program.tables.append(KeyTable(keys))
        rules.table = Int32(builder.program.tables.count - 1)
    }

    private func names(_ value: JSONValue, _ tokens: String...) throws(SchemaError) -> [String] {
        guard let values = value.array else {
            throw SchemaError(
                uri: uri, pointer: place.appending(tokens).pointer, message: "expected an array of strings")
        }
        var names: [String] = []
        for value in values {
            guard let name = value.string else {
                throw SchemaError(
                    uri: uri, pointer: place.appending(tokens).pointer, message: "expected an array of strings")
            }
            names.append(name)
        }
        return names
    }

    private func keep(_ names: [String], _ builder: inout ProgramBuilder) -> Range<Int32> {
        let first = Int32(builder.program.names.count)
        builder.program.names += names.map { Array($0.utf8) }
        return first..<first + Int32(names.count)
    }

    private func dependents(
        _ schema: JSONObject, _ vocabulary: Vocabulary, _ builder: inout ProgramBuilder
    ) throws(SchemaError) -> Range<Int32> {
        var found: [Dependent] = []
        let keywords = [
            ("dependentRequired", Vocabulary.validation), ("dependentSchemas", .applicator),
            ("dependencies", .applicator),
        ]
        for (keyword, needed) in keywords where vocabulary.contains(needed) {
            guard let value = schema[keyword] else { continue }
            guard let members = value.object else { throw error("expected an object", keyword) }
            for (name, member) in members {
                var dependent = Dependent(name: keep([name], &builder).lowerBound, label: builder.label(keyword, name))
                if keyword != "dependentSchemas", keyword == "dependentRequired" || member.array != nil {
                    dependent.names = keep(try names(member, keyword, name), &builder)
                } else {
                    dependent.block = try sameInstance(&builder, keyword, name)
                }
                found.append(dependent)
            }
        }
        let first = Int32(builder.program.dependents.count)
        builder.program.dependents += found
        return first..<first + Int32(found.count)
    }
}
