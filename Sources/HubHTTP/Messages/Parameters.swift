/// The query parameters of a request, each of which must be one that the path knows, given once.
struct Parameters {
    private var values: [String: String] = [:]

    /// - Throws: `Problem` 400 for an unknown parameter or one given twice.
    init(_ request: Request, _ known: [String]) throws {
        for (name, value) in request.target.query {
            guard known.contains(name) else {
                let list = known.isEmpty ? "none" : known.joined(separator: ", ")
                throw Problem(400, "There is no parameter \(Self.shown(name)) here; this path knows \(list).")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw Problem(400, "The parameter \(name) is given twice.")
            }
        }
    }

    subscript(name: String) -> String? { values[name] }

    /// A whole number; one too large to hold counts as the largest.
    func number(_ name: String, minimum: Int) throws -> Int? {
        guard let text = values[name] else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Problem(400, "\(name) is a whole number from \(minimum), not \(Self.shown(text)).")
        }
        let value = Int(text) ?? .max
        guard value >= minimum else { throw Problem(400, "\(name) is a whole number from \(minimum).") }
        return value
    }

    /// One of a few words.
    func choice(_ name: String, _ choices: [String]) throws -> String? {
        guard let text = values[name] else { return nil }
        guard choices.contains(text) else {
            throw Problem(400, "\(name) is \(choices.joined(separator: " or ")), not \(Self.shown(text)).")
        }
        return text
    }

    /// A text from outside for a sentence: cut short, in quotes.
    static func shown(_ text: String) -> String { "“\(text.prefix(60))”" }
}
