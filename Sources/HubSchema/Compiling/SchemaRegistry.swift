import HubJSON

/// A schema's place: a document and the pointer's tokens in it.
struct SchemaPlace: Hashable {
    var document: Int
    var tokens: [String]

    // Swift compares strings by canonical equivalence, JSON by code point.
    static func == (one: SchemaPlace, two: SchemaPlace) -> Bool {
        one.document == two.document && one.tokens.count == two.tokens.count
            && zip(one.tokens, two.tokens).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(document)
        for token in tokens { for byte in token.utf8 { hasher.combine(byte) } }
    }

    func appending(_ more: [String]) -> SchemaPlace { SchemaPlace(document: document, tokens: tokens + more) }
    var pointer: String { JSONPointer(tokens: tokens).description }
}

/// A schema resource (core, section 4.3.5): the root of a document or a subschema with `$id`.
struct SchemaResource {
    var uri: URIReference
    var place: SchemaPlace
    var anchors: [String: SchemaPlace] = [:]
    var dynamicAnchors: Set<String> = []
    var dialect: String?
}

/// The documents a compiler knows and the identifiers in them; never touches files or the network.
struct SchemaRegistry {
    private(set) var documents: [(uri: String, value: JSONValue)] = []
    private(set) var resources: [SchemaResource] = []
    private var resourceByURI: [String: Int] = [:]
    private var resourceByPlace: [SchemaPlace: Int] = [:]
    private var walked: Set<SchemaPlace> = []
    /// Gives documents that were not added; nil where there is none.
    private let resolver: ((String) -> [UInt8]?)?

    init(resolver: ((String) -> [UInt8]?)? = nil) { self.resolver = resolver }

    /// Adds a document; its root and every `$id` in it can be referred to from then on.
    mutating func add(uri: String, value: JSONValue) throws(SchemaError) {
        let document = documents.count
        documents.append((uri, value))
        let base = URIReference(uri).withoutFragment
        let root = SchemaPlace(document: document, tokens: [])
        let resource = newResource(uri: base, at: root)
        if let known = resourceByURI[base.text], documents[resources[known].place.document].uri == uri {
            throw SchemaError(uri: uri, pointer: "", message: "a document of this URI was added before")
        }
        resourceByURI[base.text] = resource
        try walk(value, at: root, in: resource)
    }

    private mutating func newResource(uri: URIReference, at place: SchemaPlace) -> Int {
        resources.append(SchemaResource(uri: uri, place: place))
        resourceByPlace[place] = resources.count - 1
        return resources.count - 1
    }

    private mutating func walk(_ root: JSONValue, at start: SchemaPlace, in resource: Int) throws(SchemaError) {
        var work: [(JSONValue, SchemaPlace, Int)] = [(root, start, resource)]
        while let (value, place, enclosing) = work.popLast() {
            walked.insert(place)
            guard let schema = value.object else { continue }
            let resource = try register(schema, place, enclosing)
            for (tokens, child) in SubschemaKeywords.children(of: schema) {
                work.append((child, place.appending(tokens), resource))
            }
        }
    }

    private mutating func register(_ schema: JSONObject, _ place: SchemaPlace, _ enclosing: Int) throws(SchemaError)
        -> Int
    {
        var resource = enclosing
        func error(_ keyword: String, _ message: String) -> SchemaError {
            SchemaError(
                uri: documents[place.document].uri, pointer: place.appending([keyword]).pointer, message: message)
        }
        if let id = schema["$id"]?.string {
            let uri = URIReference(id).resolved(against: resources[enclosing].uri)
            if let fragment = uri.fragment, !fragment.isEmpty { throw error("$id", "an identifier has no fragment") }
            let text = uri.withoutFragment.text
            if let own = resourceByPlace[place] {
                resources[own].uri = uri.withoutFragment
                resource = own
            } else {
                resource = newResource(uri: uri.withoutFragment, at: place)
            }
            if let known = resourceByURI[text], resources[known].place != place {
                let other = resources[known].place.document
                let same = other != place.document && documents[other].value == documents[place.document].value
                if !same { throw error("$id", "two schemas have the identifier '\(text)'") }
            } else {
                resourceByURI[text] = resource
            }
        }
        if let dialect = schema["$schema"]?.string { resources[resource].dialect = dialect }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let name = schema[keyword]?.string else { continue }
            if let known = resources[resource].anchors[name], known != place {
                throw error(keyword, "two schemas have the anchor '\(name)'")
            }
            resources[resource].anchors[name] = place
            if keyword == "$dynamicAnchor" { resources[resource].dynamicAnchors.insert(name) }
        }
        return resource
    }

    /// The schema at a place.
    func value(_ place: SchemaPlace) -> JSONValue? {
        JSONPointer(tokens: place.tokens).evaluate(documents[place.document].value)
    }

    /// The resource that a place belongs to.
    func resource(of place: SchemaPlace) -> Int {
        var tokens = place.tokens
        while true {
            if let found = resourceByPlace[SchemaPlace(document: place.document, tokens: tokens)] { return found }
            if tokens.isEmpty { return 0 }
            tokens.removeLast()
        }
    }

    /// Whether a resource of this URI (without a fragment) is known.
    func knows(_ uri: String) -> Bool { resourceByURI[uri] != nil }

    /// The resource of an absolute URI without a fragment.
    func resource(uri: String) -> Int? { resourceByURI[uri] }

    /// Whether the resolver may be asked: a schema that came from elsewhere does not reach into the file system.
    private func mayRead(_ uri: URIReference, for resource: Int?) -> Bool {
        guard uri.scheme == "file", let resource else { return true }
        return documents[resources[resource].place.document].uri.hasPrefix("file:")
    }

    /// The place a reference names, seen from a resource; `error` makes the error of the referring place.
    mutating func resolve(
        _ reference: String, from resource: Int?, error: (String) -> SchemaError
    ) throws(SchemaError) -> SchemaPlace {
        let parsed = URIReference(reference)
        let uri = resource.map { parsed.resolved(against: resources[$0].uri) } ?? parsed
        let text = uri.withoutFragment.text
        if resourceByURI[text] == nil, let builtIn = Metaschemas.documents[text] {
            guard let value = try? JSONValue.parse(builtIn) else { throw error("the built-in schema is damaged") }
            try add(uri: text, value: value)
        } else if resourceByURI[text] == nil, mayRead(uri, for: resource), let bytes = resolver?(text) {
            let value: JSONValue
            do { value = try JSONValue.parse(bytes) } catch {
                throw SchemaError(uri: text, pointer: "", message: error.description)
            }
            try add(uri: text, value: value)
        }
        guard let target = resourceByURI[text] else {
            throw error("'\(reference)' refers to '\(text)', which is not known here")
        }
        guard let encoded = uri.fragment, !encoded.isEmpty else { return resources[target].place }
        guard let fragment = URIReference.decode(encoded) else {
            throw error("the fragment of '\(reference)' is not percent-encoded UTF-8")
        }
        guard fragment.hasPrefix("/") else {
            if let place = resources[target].anchors[fragment] { return place }
            throw error("'\(reference)' names an anchor that does not exist")
        }
        guard let pointer = JSONPointer(fragment) else { throw error("'\(reference)' holds no JSON Pointer") }
        let place = resources[target].place.appending(pointer.tokens)
        guard let value = value(place) else { throw error("'\(reference)' points at nothing") }
        if !walked.contains(place) { try walk(value, at: place, in: self.resource(of: place)) }
        return place
    }
}
