import HubJSON

/// Why a request is refused: problem details (RFC 9457) in one plain sentence that says what to do.
struct Problem: Error {
    var status: Int
    /// Starts with a capital, ends with a full stop.
    var detail: String
    var headers: [(name: String, value: String)] = []
    var closes = false

    init(_ status: Int, _ detail: String, headers: [(name: String, value: String)] = [], closes: Bool = false) {
        self.status = status
        self.detail = detail
        self.headers = headers
        self.closes = closes
    }

    static func unauthorised(_ detail: String) -> Problem {
        Problem(401, detail, headers: [("WWW-Authenticate", "Bearer realm=\"hub\"")])
    }

    static func method(_ allowed: String) -> Problem {
        Problem(405, "This path takes \(allowed).", headers: [("Allow", allowed)])
    }

    static func slowDown(seconds: Int) -> Problem {
        Problem(
            429, "Too many requests; wait \(seconds) s and go on more slowly.",
            headers: [("Retry-After", "\(seconds)")])
    }

    static func unavailable(_ detail: String) -> Problem {
        Problem(503, detail, headers: [("Retry-After", "5")])
    }

    var response: Response {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [("type", "about:blank"), ("title", Self.title(status))] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("status")
        writer.int(Int64(status))
        writer.key("detail")
        writer.string(detail)
        writer.endObject()
        var response = Response(status, type: "application/problem+json", writer.bytes)
        response.headers += headers
        response.refusal = detail
        response.closes = closes
        return response
    }

    /// The phrase of a status (RFC 9110, section 15).
    static func title(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Internal Server Error"
        }
    }
}
