/// One whole request, its body inflated.
struct Request {
    /// As sent, for example `GET`.
    var method: String
    /// Path and query.
    var target: Target
    /// Header fields in order, names in lower case.
    var headers: [(name: String, value: String)]
    /// The body; empty for none.
    var body: [UInt8] = []
    /// Where it came from, for limits and log lines.
    var address: String
    /// Whether it came from this machine.
    var isLocal: Bool
    /// Whether it came over TLS.
    var isTLS = false
    /// Who asks; nil for nobody in particular, who may see what the public tier may.
    var principal: Principal?

    /// The first value of a header field.
    subscript(header name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Where this server is, as the client addresses it.
    var base: String { (isTLS ? "https://" : "http://") + (self[header: "host"] ?? "localhost") }

    /// The parameter `tier` for links, where the request has one.
    var tierSuffix: String {
        target.query.first { $0.name == "tier" }.map { "&tier=" + Target.encoded($0.value) } ?? ""
    }

    /// The media type of the body in lower case, without parameters.
    var mediaType: String? {
        self[header: "content-type"].map { text in
            String(text.prefix { $0 != ";" }.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()).lowercased()
        }
    }
}

/// Who asks: a partner, and the tier of hotspots it may read.
package struct Principal: Sendable, Equatable {
    /// The partner's id.
    package var partner: String
    /// `exact`, `partner` or `public`.
    package var tier: String
    /// What it showed: the id of a key or the name in a certificate; for log lines and limits.
    package var credential: String

    /// A principal.
    package init(partner: String, tier: String, credential: String) {
        self.partner = partner
        self.tier = tier
        self.credential = credential
    }
}
