import HubContracts
import HubJSON

/// A message type's page in Markdown: what it is for, every member, an example.
struct SchemaPage {
    private(set) var text = ""
    private let documents: [String: JSONValue]
    private var pending: [(title: String, schema: JSONValue, uri: String)] = []
    private var shown: Set<String> = []

    init(_ entry: Registry.Entry) throws {
        var documents: [String: JSONValue] = [:]
        for file in EmbeddedFile.all {
            documents[SchemaURI.uri(ofPath: file.path.description)] = try JSONValue.parse(file.bytes)
        }
        self.documents = documents
        let uri = SchemaURI.event(type: entry.type, version: entry.version)
        guard let schema = documents[uri] else {
            throw CommandFailure(.badSchema, "the schema of \(entry.type) is not shipped")
        }
        text = "# \(entry.title)\n\n`\(entry.type)`, version \(entry.version), \(entry.maturity.rawValue)\n\n"
        if let words = schema["description"]?.string { text += words + "\n\n" }
        text += "- Published by: \(entry.publishers.joined(separator: ", "))\n"
        text += "- Topic: `\(TopicName.input(partner: "<partner>", type: entry.type, version: entry.version).name)`\n"
        text +=
            "- Kept for \(entry.retentionDays) days; later versions are \(entry.compatibility.rawValue) compatible\n"
        text += "- Schema: <\(uri)>\n"
        pending = [("Data", schema["$defs"]?["data"] ?? schema, uri)]
        while !pending.isEmpty {
            let next = pending.removeFirst()
            section(next.title, next.schema, next.uri)
        }
    }

    private mutating func section(_ title: String, _ schema: JSONValue, _ uri: String) {
        let required = (schema["required"]?.array ?? []).compactMap(\.string)
        text += "\n## \(title)\n\n"
        if let words = schema["description"]?.string, title != "Data" { text += words + "\n\n" }
        guard let members = schema["properties"]?.object, !members.isEmpty else {
            let forms = (schema["oneOf"]?.array ?? []).filter { $0["properties"] != nil }
            text += forms.isEmpty ? value(schema, uri, title) + "\n" : "One of \(forms.count) forms.\n"
            return alternatives(schema, uri, title)
        }
        text += "| member | required | value | meaning |\n|---|---|---|---|\n"
        for (name, member) in members {
            let words = cell(member["description"]?.string ?? resolved(member, uri).schema["description"]?.string ?? "")
            text +=
                "| `\(name)` | \(required.contains(name) ? "yes" : "no") | \(value(member, uri, name)) | \(words) |\n"
        }
        alternatives(schema, uri, title)
    }

    private mutating func alternatives(_ schema: JSONValue, _ uri: String, _ title: String) {
        for (place, member) in (schema["oneOf"]?.array ?? []).enumerated() where member["properties"] != nil {
            let name = member["title"]?.string ?? "form \(place + 1)"
            section("\(title): \(name)", member, uri)
        }
    }

    /// Follows references.
    private func resolved(_ schema: JSONValue, _ uri: String) -> (schema: JSONValue, uri: String) {
        var (schema, uri) = (schema, uri)
        for _ in 0..<20 {
            guard let reference = schema["$ref"]?.string else { break }
            let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let target = parts[0].isEmpty ? uri : Self.join(uri, parts[0])
            guard let document = documents[target],
                let found = parts.count > 1 ? JSONPointer(parts[1])?.evaluate(document) : document
            else { break }
            (schema, uri) = (found, target)
        }
        return (schema, uri)
    }

    private static func join(_ base: String, _ reference: String) -> String {
        if reference.contains("://") { return reference }
        var names = base.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for name in reference.split(separator: "/") {
            if name == ".." { names = names.dropLast() } else if name != "." { names.append(name) }
        }
        return names.joined(separator: "/")
    }

    /// What may stand for a member, in a few words.
    private mutating func value(_ schema: JSONValue, _ uri: String, _ name: String) -> String {
        let (schema, uri) = resolved(schema, uri)
        if let constant = schema["const"] { return "`\(String(decoding: constant.serialised(), as: UTF8.self))`" }
        if let values = schema["enum"]?.array {
            return values.map { "`\(cell($0.string ?? String(decoding: $0.serialised(), as: UTF8.self)))`" }
                .joined(separator: ", ")
        }
        var words =
            schema["type"]?.string ?? (schema["type"]?.array ?? []).compactMap(\.string).joined(separator: " or ")
        if words == "array", let items = schema["items"] { words = "list of " + value(items, uri, name) }
        if schema["properties"] != nil || schema["oneOf"] != nil {
            let title = schema["title"]?.string ?? name
            if shown.insert(title).inserted { pending.append((title, schema, uri)) }
            return "see *\(title)*"
        }
        let bounds = [
            ("format", "format "), ("minimum", "from "), ("maximum", "to "), ("minLength", "at least "),
            ("maxLength", "at most "), ("pattern", "as "), ("maxItems", "at most "),
        ]
        for (keyword, word) in bounds {
            guard let bound = schema[keyword] else { continue }
            let text = bound.string ?? String(decoding: bound.serialised(), as: UTF8.self)
            let unit = keyword.hasSuffix("Length") ? " characters" : keyword == "maxItems" ? " elements" : ""
            words += "\(words.isEmpty ? "" : ", ")\(word)\(keyword == "pattern" ? "`\(cell(text))`" : text)\(unit)"
        }
        return words.isEmpty ? "any" : words
    }

    /// Text that cannot end a table's cell.
    private func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
