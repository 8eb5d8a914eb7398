/// Writes plain, accessible HTML; every text from outside is escaped.
struct HTMLPage {
    private var body = ""
    private let title: String
    private let trail: [(name: String, link: String)]

    /// A page; `trail` leads back to the start.
    init(_ title: String, trail: [(name: String, link: String)]) {
        self.title = title
        self.trail = trail
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    static func link(_ text: String, _ target: String) -> String {
        "<a href=\"\(escaped(target))\">\(escaped(text))</a>"
    }

    mutating func paragraph(_ text: String) { body += "<p>\(Self.escaped(text))</p>\n" }

    mutating func heading(_ text: String) { body += "<h2>\(Self.escaped(text))</h2>\n" }

    /// A list whose entries are HTML already.
    mutating func list(html entries: [String]) {
        body += "<ul>\n" + entries.map { "<li>\($0)</li>\n" }.joined() + "</ul>\n"
    }

    /// A table; cells are texts, the first of a row its heading.
    mutating func table(_ caption: String, _ columns: [(name: String, isNumber: Bool)], _ rows: [[String]]) {
        body += "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"\(Self.escaped(caption))\">\n"
        body += "<table>\n<caption>\(Self.escaped(caption))</caption>\n<thead><tr>"
        for column in columns { body += "<th scope=\"col\">\(Self.escaped(column.name))</th>" }
        body += "</tr></thead>\n<tbody>\n"
        for row in rows {
            body += "<tr>"
            for (index, cell) in row.enumerated() {
                let style = index < columns.count && columns[index].isNumber ? " class=\"number\"" : ""
                body +=
                    index == 0
                    ? "<th scope=\"row\">\(Self.escaped(cell))</th>" : "<td\(style)>\(Self.escaped(cell))</td>"
            }
            body += "</tr>\n"
        }
        body += "</tbody>\n</table>\n</div>\n"
    }

    /// The whole document.
    func text() -> String {
        let name = Self.escaped(title)
        let path = trail.map { Self.link($0.name, $0.link) }.joined(separator: " / ")
        return """
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(name)</title>
            <link rel="stylesheet" href="/assets/page.css">
            <link rel="icon" href="data:,">
            </head>
            <body>
            <header><nav aria-label="Where you are">\(path)</nav></header>
            <main>
            <h1>\(name)</h1>
            \(body)</main>
            <footer><p>Contains public sector information licensed under the Open Government Licence v3.0. Contains National \
            Statistics and OS data © Crown copyright and database right.</p></footer>
            </body>
            </html>

            """
    }

    func response(_ status: Int = 200) -> Response {
        var response = Response(status, type: Response.html, text())
        response.headers.append(("Content-Security-Policy", Self.policy))
        return response
    }

    /// Nothing but what the hub itself serves.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
}
