import HubJSON

/// Turns schemas into a program: each schema reached becomes a block, compiled once.
struct ProgramBuilder {
    var registry: SchemaRegistry
    let options: SchemaOptions
    var program = Program()
    private var blockByPlace: [SchemaPlace: Int32] = [:]
    private var work: [(SchemaPlace, Int32)] = []
    private var dialects: [String: Vocabulary] = [:]
    /// Blocks applied to the same instance by each block, to find loops.
    var inPlace: [[Int32]] = []
    var constantValues: [JSONValue] = []
    /// By UTF-8: `String` takes texts that are only canonically equivalent for the same.
    private var patternByText: [[UInt8]: Int32] = [:]
    /// `$dynamicRef`s met: the anchor's name and the block it names where no scope has the anchor.
    var dynamicNames: [(name: String, fallback: Int32)] = []

    init(registry: SchemaRegistry, options: SchemaOptions) {
        self.registry = registry
        self.options = options
    }

    mutating func build(uri: String) throws(SchemaError) -> CompiledSchema {
        let place = try registry.resolve(uri, from: nil) { SchemaError(uri: uri, pointer: "", message: $0) }
        if options.checkSchema { try MetaschemaCheck.check(place.document, in: registry) }
        return try build(place: place)
    }

    /// Compiles the schema at a place.
    mutating func build(place: SchemaPlace) throws(SchemaError) -> CompiledSchema {
        let uri = registry.documents[place.document].uri + (place.tokens.isEmpty ? "" : "#" + place.pointer)
        program.entry = try block(at: place)
        try drain()
        try resolveDynamicReferences()
        try LoopCheck.check(inPlace, locations: program.locations)
        try finishConstants()
        let optimised = ProgramOptimiser.optimise(program, inPlace: inPlace)
        return FixedTexts.settle(uri, optimised, verdict: VerdictProgram.make(optimised))
    }

    /// The block of the schema at a place; compiled later where it is new.
    mutating func block(at place: SchemaPlace) throws(SchemaError) -> Int32 {
        if let known = blockByPlace[place] { return known }
        let index = Int32(program.blocks.count)
        blockByPlace[place] = index
        let resource = registry.resource(of: place)
        program.blocks.append(Block(resource: Int32(resource)))
        program.locations.append(registry.documents[place.document].uri + "#" + place.pointer)
        inPlace.append([])
        work.append((place, index))
        return index
    }

    private mutating func drain() throws(SchemaError) {
        while let (place, index) = work.popLast() {
            let start = Int32(program.instructions.count)
            var compiler = BlockCompiler(place: place, block: index)
            let made = try compiler.compile(&self)
            program.blocks[Int(index)].hasUnevaluated = made.contains {
                $0.operation == .unevaluatedItems || $0.operation == .unevaluatedProperties
            }
            program.instructions += made
            program.blocks[Int(index)].start = start
            program.blocks[Int(index)].end = Int32(program.instructions.count)
        }
    }

    /// Finds, for every `$dynamicRef`, the targets in the resources that evaluation can come through.
    private mutating func resolveDynamicReferences() throws(SchemaError) {
        if dynamicNames.isEmpty { return }
        program.tracksScope = true
        var known = 0
        // Compiling a target may reach further resources: until nothing new comes.
        while known != program.blocks.count {
            known = program.blocks.count
            let reached = Set(program.blocks.map(\.resource))
            for resource in reached.sorted() {
                let description = registry.resources[Int(resource)]
                for (name, _) in dynamicNames where description.dynamicAnchors.contains(name) {
                    if let place = description.anchors[name] { _ = try block(at: place) }
                }
            }
            try drain()
        }
        for (name, fallback) in dynamicNames {
            let targets = registry.resources.map { resource -> Int32 in
                guard resource.dynamicAnchors.contains(name), let place = resource.anchors[name] else { return -1 }
                return blockByPlace[place] ?? -1
            }
            program.dynamicReferences.append(DynamicReference(fallback: fallback, byResource: targets))
        }
    }

    private mutating func finishConstants() throws(SchemaError) {
        if constantValues.isEmpty { return }
        let tape = JSONTape(limits: JSONLimits(maximumBytes: 1 << 30, maximumDepth: 4096))
        if tape.parse(JSONValue.array(constantValues).serialised()) != nil {
            throw SchemaError(uri: registry.documents[0].uri, pointer: "", message: "the constants are too deep")
        }
        _ = tape.sourceOffset(tape.root)
        var node = tape.firstChild(tape.root)
        while node != tape.end(tape.root) {
            program.constantNodes.append(node)
            node = tape.next(node)
        }
        program.constants = tape
    }

    /// Keeps a constant and returns its index.
    mutating func constant(_ value: JSONValue) -> Int32 {
        constantValues.append(value)
        return Int32(constantValues.count - 1)
    }

    /// Keeps a label and returns its index.
    mutating func label(_ tokens: String...) -> Int32 {
        program.labels.append(JSONPointer(tokens: tokens).description)
        return Int32(program.labels.count - 1)
    }

    /// Compiles a pattern once.
    mutating func pattern(_ text: String, refusal: (String) -> SchemaError) throws(SchemaError) -> Int32 {
        let key = Array(text.utf8)
        if let known = patternByText[key] { return known }
        let made: Pattern
        do {
            made = try Pattern(text)
        } catch {
            throw refusal(error.message)
        }
        program.patterns.append(made)
        patternByText[key] = Int32(program.patterns.count - 1)
        return Int32(program.patterns.count - 1)
    }

    /// The vocabularies that hold in a resource.
    mutating func vocabulary(of resource: Int) throws(SchemaError) -> Vocabulary {
        guard let dialect = enclosingDialect(resource) else { return .standard }
        if let known = dialects[dialect] { return known }
        let uri = URIReference(dialect).withoutFragment.text
        let at = registry.resources[resource].place.appending(["$schema"])
        let document = registry.documents[at.document].uri
        func error(_ message: String) -> SchemaError {
            SchemaError(uri: document, pointer: at.pointer, message: message)
        }
        if uri.hasPrefix("http://json-schema.org/draft-") || uri.hasPrefix("https://json-schema.org/draft/2019-") {
            throw error("only JSON Schema 2020-12 is read, not '\(dialect)'")
        }
        guard let place = try? registry.resolve(uri, from: nil, error: error) else {
            throw error("the metaschema '\(dialect)' is not known here")
        }
        var found: Vocabulary = .standard
        if let listed = registry.value(place)?["$vocabulary"]?.object {
            found = .core
            for (name, required) in listed {
                if let vocabulary = Vocabulary.named(name) {
                    found.insert(vocabulary)
                } else if required.bool == true {
                    throw error("the metaschema requires the vocabulary '\(name)', which is not known")
                }
            }
        }
        dialects[dialect] = found
        return found
    }

    /// A resource's own dialect or, where it names none, that of the resource around it.
    private func enclosingDialect(_ resource: Int) -> String? {
        var place = registry.resources[resource].place
        var current = resource
        while true {
            if let dialect = registry.resources[current].dialect { return dialect }
            if place.tokens.isEmpty { return nil }
            place.tokens.removeLast()
            current = registry.resource(of: place)
            place = registry.resources[current].place
        }
    }
}
