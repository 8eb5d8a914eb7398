/// What every response gets at its end.
enum ResponseFinish {
    /// Shorter bodies gain nothing from compression.
    private static let compressedFrom = 1024

    static func apply(_ response: Response, _ request: Request?, isTLS: Bool) -> Response {
        var response = response
        let isRead = request?.method == "GET" || request?.method == "HEAD"
        let takesGzip = request.map { accepts(gzip: $0[header: "accept-encoding"]) } ?? false
        var isCompressed = false
        if takesGzip, response.isText, response.body.bytes.count >= compressedFrom, let gzip = response.body.gzip {
            response.body = gzip
            response.headers.append(("Content-Encoding", "gzip"))
            isCompressed = true
        }
        if let etag = response.etag, isRead, response.status == 200 {
            let quoted = "\"\(etag)\(isCompressed ? "-gzip" : "")\""
            response.headers.append(("ETag", quoted))
            if matches(request?[header: "if-none-match"], quoted) {
                response.status = 304
                response.body = Response.Body([])
                response.headers.removeAll { $0.name == "Content-Type" || $0.name == "Content-Encoding" }
            }
        }
        let scope = request?.principal == nil ? "public" : "private"
        switch response.maximumAge {
        case nil: response.headers.append(("Cache-Control", "no-store"))
        case 0: response.headers.append(("Cache-Control", "\(scope), no-cache"))
        case let age?: response.headers.append(("Cache-Control", "\(scope), max-age=\(age)"))
        }
        response.headers += [
            ("Vary", "Accept, Accept-Encoding, Authorization"), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
        if !response.headers.contains(where: { $0.name == "Content-Security-Policy" }) {
            response.headers.append(
                (
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"
                ))
        }
        if isTLS { response.headers.append(("Strict-Transport-Security", "max-age=31536000")) }
        return response
    }

    /// Whether `Accept-Encoding` allows gzip (RFC 9110, section 12.5.3).
    private static func accepts(gzip field: String?) -> Bool {
        var star = false
        for entry in (field ?? "").lowercased().split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " } }
            let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=0") && Double($0.dropFirst(2)) == 0 }
            if parts.first == "gzip" { return !isRefused }
            if parts.first == "*" { star = !isRefused }
        }
        return star
    }

    /// Whether `If-None-Match` names the validator, by weak comparison.
    private static func matches(_ field: String?, _ quoted: String) -> Bool {
        guard let field else { return false }
        return field.split(separator: ",").contains { entry in
            let tag = entry.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            let text = String(tag)
            return text == "*" || text == quoted || text == "W/" + quoted
        }
    }
}
