import HubJSON

/// Tries to show that every instance of one schema, the giver, fits another, the taker.
///
/// Sound, not complete: what it shows is so; what it cannot show is reported as a break. Formats count as asserted.
/// A pair of schemas met again further down an instance is taken as shown: each way round consumes a part of it.
package struct SchemaComparison {
    var registries: [SchemaRegistry]
    private var assumed: Set<Question> = []
    /// Questions still allowed: comparing two unions asks for every pair.
    private var budget = 20_000
    private var knownEqual: Set<[SchemaNode]> = []
    private var supposedEqual: Set<[SchemaNode]> = []
    private var compiled: [SchemaNode: CompiledSchema] = [:]
    private let validator = SchemaValidator()

    private struct Question: Hashable {
        var facts: SchemaFacts
        var node: SchemaNode
    }

    /// The breaks found, each once, in the taker's order; empty where the taker takes whatever the giver gives.
    package static func breaks(
        giver: SchemaCompiler, _ giverURI: String, taker: SchemaCompiler, _ takerURI: String
    ) throws(SchemaError) -> [SchemaBreak] {
        _ = try giver.compile(uri: giverURI)
        _ = try taker.compile(uri: takerURI)
        var comparison = SchemaComparison(registries: [giver.registry, taker.registry])
        let one = try comparison.root(.giver, giverURI)
        let two = try comparison.root(.taker, takerURI)
        for node in [one, two] {
            guard let dialect = comparison.value(node)?["$schema"]?.string else { continue }
            if URIReference(dialect).withoutFragment.text != Vocabulary.base + "schema" {
                return comparison.fault(node, "$schema", [], "only schemas of the standard's own dialect are compared")
            }
        }
        var seen: Set<SchemaBreak> = []
        return comparison.show(SchemaFacts([one]), two, []).filter { seen.insert($0).inserted }
    }

    private init(registries: [SchemaRegistry]) { self.registries = registries }

    private mutating func root(_ side: SchemaBreak.Side, _ uri: String) throws(SchemaError) -> SchemaNode {
        let place = try registries[side.rawValue].resolve(uri, from: nil) {
            SchemaError(uri: uri, pointer: "", message: $0)
        }
        return SchemaNode(side: side, place: place)
    }

    // MARK: - Reading

    func value(_ node: SchemaNode) -> JSONValue? { registries[node.side.rawValue].value(node.place) }

    /// The schema a reference of a node names.
    mutating func target(_ reference: String, of node: SchemaNode) -> SchemaNode? {
        let side = node.side.rawValue
        let resource = registries[side].resource(of: node.place)
        let place = try? registries[side].resolve(reference, from: resource) {
            SchemaError(pointer: "", message: $0)
        }
        return place.map { SchemaNode(side: node.side, place: $0) }
    }

    /// Takes facts apart along `$ref` and `allOf`.
    mutating func conjunction(_ facts: SchemaFacts) -> Conjunction {
        var found = Conjunction()
        found.types = facts.types
        found.present = facts.present
        var seen: Set<SchemaNode> = []
        var work = Array(facts.nodes)
        while let node = work.popLast() {
            guard seen.insert(node).inserted, let value = value(node) else { continue }
            if value.bool == false { found.isEmpty = true }
            guard let schema = value.object else { continue }
            found.parts.append(Conjunct(node: node, schema: schema))
            if let reference = schema["$ref"]?.string, let target = target(reference, of: node) { work.append(target) }
            for index in (schema["allOf"]?.array ?? []).indices { work.append(node.appending("allOf", String(index))) }
            if let type = schema["type"] {
                var mask: Int32 = 0
                for name in type.array ?? [type] { mask |= name.string.flatMap(TypeMask.named) ?? 0 }
                found.types &= mask
            }
        }
        if found.types == 0 || found.finite?.isEmpty == true { found.isEmpty = true }
        return found
    }

    // MARK: - Showing

    func fault(_ node: SchemaNode, _ keyword: String, _ path: [String], _ message: String) -> [SchemaBreak] {
        let uri = registries[node.side.rawValue].documents[node.place.document].uri
        let tokens = keyword.isEmpty ? [] : [keyword]
        return [
            SchemaBreak(
                side: node.side, location: uri + "#" + node.place.appending(tokens).pointer,
                instancePointer: JSONPointer(tokens: path).description, message: message)
        ]
    }

    /// Why an instance of which the facts hold may not fit a schema.
    mutating func show(_ facts: SchemaFacts, _ node: SchemaNode, _ path: [String]) -> [SchemaBreak] {
        budget -= 1
        if budget < 0 || path.count > 200 { return fault(node, "", path, "the schemas are too large to be compared") }
        guard let value = value(node) else { return fault(node, "", path, "the schema is not there") }
        if value.bool == true { return [] }
        if facts.nodes.contains(where: { $0 == node || equal($0, node) }) { return [] }
        let question = Question(facts: facts, node: node)
        guard assumed.insert(question).inserted else { return [] }
        defer { assumed.remove(question) }
        let known = conjunction(facts)
        if known.isEmpty { return [] }
        guard let schema = value.object else {
            let isOther = ["additionalProperties", "unevaluatedProperties"].contains(node.place.tokens.last ?? "")
            return fault(
                node, "", path, isOther ? "a member of this name may come and is not taken" : "nothing is taken here")
        }
        if let values = known.finite, let breaks = showEach(values, facts, node, path) { return breaks }
        var breaks: [SchemaBreak] = []
        if let reference = schema["$ref"]?.string {
            if let target = target(reference, of: node) {
                breaks += show(facts, target, path)
            } else {
                breaks += fault(node, "$ref", path, "the reference leads nowhere")
            }
        }
        if schema["$dynamicRef"] != nil {
            breaks += fault(node, "$dynamicRef", path, "a dynamic reference cannot be compared")
        }
        for index in (schema["allOf"]?.array ?? []).indices {
            breaks += show(facts, node.appending("allOf", String(index)), path)
        }
        let asked = Conjunct(node: node, schema: schema)
        breaks += showValues(known, asked, path)
        breaks += showObjects(facts, known, asked, path)
        breaks += showArrays(known, asked, path)
        breaks += showLogic(facts, known, asked, path)
        return Array(breaks.prefix(200))
    }

    /// Finitely many values are tried one by one; nil where that cannot be done.
    private mutating func showEach(
        _ values: [JSONValue], _ facts: SchemaFacts, _ node: SchemaNode, _ path: [String]
    ) -> [SchemaBreak]? {
        guard values.count <= 10_000 else { return nil }
        var refused: [JSONValue] = []
        for value in values {
            guard let isTaken = fits(value, node) else { return nil }
            if isTaken { continue }
            // What the giver itself refuses does not count.
            var isGiven = true
            for known in facts.nodes where fits(value, known) == false { isGiven = false }
            if isGiven { refused.append(value) }
        }
        guard let first = refused.first else { return [] }
        let text = Excerpt.cut(String(decoding: first.serialised(), as: UTF8.self))
        let more = refused.count > 1 ? " and \(refused.count - 1) more values" : ""
        return fault(node, "", path, "\(text)\(more) may come and \(refused.count > 1 ? "are" : "is") not taken")
    }

    /// Whether a value fits a node; nil where the node cannot be compiled alone.
    mutating func fits(_ value: JSONValue, _ node: SchemaNode) -> Bool? {
        if compiled[node] == nil {
            var builder = ProgramBuilder(
                registry: registries[node.side.rawValue], options: SchemaOptions(checkSchema: false))
            compiled[node] = try? builder.build(place: node.place)
        }
        let tape = JSONTape(limits: JSONLimits(maximumBytes: 1 << 26, maximumDepth: 1024))
        // What a dynamic reference means depends on the way to it.
        guard let schema = compiled[node], !schema.program.tracksScope, tape.parse(value.serialised()) == nil else {
            return nil
        }
        return validator.isValid(schema, tape, tape.root)
    }

    // MARK: - Equality

    private static let annotations: Set<String> = [
        "title", "description", "$comment", "examples", "default", "deprecated", "readOnly", "writeOnly", "$id",
        "$schema", "$anchor", "$dynamicAnchor", "$defs", "definitions", "contentEncoding", "contentMediaType",
        "contentSchema", "$vocabulary",
    ]

    /// Whether two schemas say the same, word by word but for annotations.
    mutating func equal(_ one: SchemaNode, _ two: SchemaNode, _ depth: Int = 0) -> Bool {
        if one == two || knownEqual.contains([one, two]) { return true }
        if depth > 200 { return false }
        // A pair met again while it is compared is taken as equal; if it is not, the whole comparison says so.
        guard supposedEqual.insert([one, two]).inserted else { return true }
        let isEqual = compare(one, two, depth)
        if depth == 0 {
            if isEqual { knownEqual.formUnion(supposedEqual) }
            supposedEqual = []
        }
        return isEqual
    }

    private mutating func compare(_ one: SchemaNode, _ two: SchemaNode, _ depth: Int) -> Bool {
        guard let left = value(one), let right = value(two) else { return false }
        guard let a = left.object, let b = right.object else { return left == right }
        let names = a.keys.filter { !Self.annotations.contains($0) }
        if Set(names) != Set(b.keys.filter { !Self.annotations.contains($0) }) { return false }
        for name in names where !equal(name, one, a, two, b, depth + 1) { return false }
        return true
    }

    /// Whether a keyword says the same in two schemas.
    mutating func equal(
        _ keyword: String, _ one: SchemaNode, _ a: JSONObject, _ two: SchemaNode, _ b: JSONObject, _ depth: Int
    ) -> Bool {
        guard let left = a[keyword], let right = b[keyword] else { return a[keyword] == nil && b[keyword] == nil }
        if keyword == "$dynamicRef" { return false }
        if keyword == "$ref", let x = left.string, let y = right.string {
            guard let from = target(x, of: one), let to = target(y, of: two) else { return false }
            return equal(from, to, depth)
        }
        if SubschemaKeywords.single.contains(keyword) {
            return equal(one.appending(keyword), two.appending(keyword), depth)
        }
        if SubschemaKeywords.lists.contains(keyword), let x = left.array, let y = right.array {
            guard x.count == y.count else { return false }
            for index in x.indices
            where !equal(one.appending(keyword, String(index)), two.appending(keyword, String(index)), depth) {
                return false
            }
            return true
        }
        if SubschemaKeywords.maps.contains(keyword), keyword != "dependencies", let x = left.object,
            let y = right.object
        {
            guard Set(x.keys) == Set(y.keys) else { return false }
            for name in x.keys where !equal(one.appending(keyword, name), two.appending(keyword, name), depth) {
                return false
            }
            return true
        }
        return left == right
    }
}
