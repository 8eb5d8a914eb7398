/// JSON for programs or HTML for people: by the parameter `f`, else by `Accept`.
enum Format {
    case json, html

    /// - Throws: `Problem` 400 for another `f`, 406 where neither is accepted.
    static func of(_ request: Request, _ parameters: Parameters) throws -> Format {
        if let named = try parameters.choice("f", ["json", "html"]) { return named == "json" ? .json : .html }
        guard let accept = request[header: "accept"] else { return .json }
        var best: (format: Format, quality: Double)?
        for entry in accept.lowercased().split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            let quality =
                parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            guard let type = parts.first, quality > 0, let format = format(type) else { continue }
            if quality > best?.quality ?? 0 { best = (format, quality) }
        }
        guard let best else {
            throw Problem(406, "This is had as JSON or HTML; accept one of them, or name it with f=json or f=html.")
        }
        return best.format
    }

    private static func format(_ type: String) -> Format? {
        switch type {
        case "text/html", "text/*", "application/xhtml+xml": .html
        case "*/*", "application/*": .json
        case _ where type.hasSuffix("json") || type.contains("openapi"): .json
        default: nil
        }
    }
}
