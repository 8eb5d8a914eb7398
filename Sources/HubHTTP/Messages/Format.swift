/// The forms in which answers are had: chosen by a parameter, else by `Accept`.
enum Format: String {
    case json, html, geojson, csv, xlsx

    /// The forms of most paths: JSON for programs, HTML for people.
    static let usual: [Format] = [.json, .html]

    /// What it is called in `Content-Type`.
    var type: String {
        switch self {
        case .json: Response.json
        case .html: Response.html
        case .geojson: Response.geoJSON
        case .csv: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }

    /// - Parameters:
    ///   - name: the parameter that names the form.
    ///   - choices: the forms there are, the one for `*/*` first.
    /// - Throws: `Problem` 400 for another form, 406 where none is accepted.
    static func of(
        _ request: Request, _ parameters: Parameters, name: String = "f", among choices: [Format] = usual
    ) throws -> Format {
        if let named = try parameters.choice(name, choices.map(\.rawValue)), let format = Format(rawValue: named) {
            return format
        }
        guard let first = choices.first, let accept = request[header: "accept"] else { return choices.first ?? .json }
        var best: (format: Format, quality: Double)?
        for entry in accept.lowercased().split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            let quality =
                parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            guard let type = parts.first, quality > 0 else { continue }
            let named = choices.first { $0.type.hasPrefix(type) } ?? choices.first { $0.answers(type) }
            guard let format = type == "*/*" ? first : named else { continue }
            if quality > best?.quality ?? 0 { best = (format, quality) }
        }
        guard let best else {
            let forms = choices.map { $0.rawValue.uppercased() }.joined(separator: ", ")
            let names = choices.map { "\(name)=\($0.rawValue)" }.joined(separator: ", ")
            throw Problem(406, "This is had as \(forms); accept one of them, or name it: \(names).")
        }
        return best.format
    }

    /// Whether another media type or a range in `Accept` means this form.
    private func answers(_ type: String) -> Bool {
        switch self {
        case .json:
            type == "application/*" || type.contains("openapi") || type.hasSuffix("json")
        case .html: type == "application/xhtml+xml" || type == "text/*"
        case .csv: type == "text/*"
        case .geojson, .xlsx: false
        }
    }
}
