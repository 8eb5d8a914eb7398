import HubJSON

extension JSONValue {
    /// A number of a schema that counts something; what is beyond all counts is the largest.
    var count: Int? { number.map { $0.int64.map { Int($0) } ?? .max } }
}

/// A subschema of one of the two schemas compared.
struct SchemaNode: Hashable {
    var side: SchemaBreak.Side
    var place: SchemaPlace

    func appending(_ tokens: String...) -> SchemaNode { SchemaNode(side: side, place: place.appending(tokens)) }
}

/// What is known of an instance: it fits each of some schemas, is of one of some types and has some members.
struct SchemaFacts: Hashable {
    var nodes: Set<SchemaNode>
    var types: Int32 = SchemaFacts.allTypes
    var present: Set<String> = []

    static let allTypes =
        TypeMask.null | TypeMask.boolean | TypeMask.object | TypeMask.array | TypeMask.number | TypeMask.string
        | TypeMask.integer

    init(_ nodes: some Sequence<SchemaNode>) { self.nodes = Set(nodes) }

    func adding(_ node: SchemaNode) -> SchemaFacts {
        var more = self
        more.nodes.insert(node)
        return more
    }
}

/// A schema object that holds of an instance, with its place.
struct Conjunct {
    var node: SchemaNode
    var schema: JSONObject
}

/// The conjuncts of some facts with what they come to together.
struct Conjunction {
    var parts: [Conjunct] = []
    var types = SchemaFacts.allTypes
    /// Whether no instance can fit.
    var isEmpty = false
    var present: Set<String> = []

    /// The values of a keyword wherever it stands.
    func values(_ keyword: String) -> [(JSONValue, Conjunct)] {
        parts.compactMap { part in part.schema[keyword].map { ($0, part) } }
    }

    /// The largest whole number of a keyword.
    func largest(_ keyword: String) -> Int? { values(keyword).compactMap { $0.0.count }.max() }
    /// The smallest whole number of a keyword.
    func smallest(_ keyword: String) -> Int? { values(keyword).compactMap { $0.0.count }.min() }

    /// Members that are there in any case.
    var required: Set<String> {
        var names = present
        for (value, _) in values("required") { names.formUnion((value.array ?? []).compactMap(\.string)) }
        return names
    }

    /// The tightest bound from below, or from above: the number, and whether it is excluded itself.
    func bound(isLower: Bool) -> (JSONNumber, isExclusive: Bool)? {
        var best: (JSONNumber, isExclusive: Bool)?
        let keywords = isLower ? ["minimum", "exclusiveMinimum"] : ["maximum", "exclusiveMaximum"]
        for keyword in keywords {
            for (value, _) in values(keyword) {
                guard let number = value.number else { continue }
                let isExclusive = keyword.hasPrefix("exclusive")
                guard let known = best else {
                    best = (number, isExclusive)
                    continue
                }
                let order = isLower ? number.compare(known.0) : known.0.compare(number)
                if order > 0 || (order == 0 && isExclusive) { best = (number, isExclusive) }
            }
        }
        return best
    }

    /// All values an instance can have, where `const`, `enum` or its types leave finitely many.
    var finite: [JSONValue]? {
        var lists = values("const").map { [$0.0] } + values("enum").map { $0.0.array ?? [] }
        if lists.isEmpty, types & ~(TypeMask.null | TypeMask.boolean) == 0 { lists = [[.null, true, false]] }
        guard var found = lists.first else { return nil }
        for list in lists.dropFirst() { found.removeAll { !list.contains($0) } }
        return found.filter { types & Self.type(of: $0) != 0 }
    }

    private static func type(of value: JSONValue) -> Int32 {
        switch value {
        case .null: TypeMask.null
        case .bool: TypeMask.boolean
        case .number(let number): TypeMask.number | (number.isInteger ? TypeMask.integer : 0)
        case .string: TypeMask.string
        case .array: TypeMask.array
        case .object: TypeMask.object
        }
    }
}
