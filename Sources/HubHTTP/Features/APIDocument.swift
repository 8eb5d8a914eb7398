import HubJSON

/// The API definition (OpenAPI 3.0), with the collections that the one who asks may see.
enum APIDocument {
    static func make(collections: [String]) -> JSONValue {
        let list = collections.map { "\"\($0)\"" }.joined(separator: ",")
        let text = PageFile.text("openapi.json").replacing("\"@collections@\"", with: list)
        return (try? JSONValue.parse(text)) ?? .null
    }

    /// The operations in words.
    static func page(_ document: JSONValue) -> HTMLPage {
        var page = HTMLPage("API", trail: [("Home", "/?f=html"), ("API", "/api?f=html")])
        page.paragraph(document["info"]?["description"]?.string ?? "")
        var rows: [[String]] = []
        for (path, operations) in document["paths"]?.object?.members ?? [] {
            for (method, operation) in operations.object?.members ?? [] {
                let parameters = (operation["parameters"]?.array ?? []).compactMap {
                    $0["$ref"]?.string?.split(separator: "/").last.map(String.init)
                }
                rows.append([
                    "\(method.uppercased()) \(path)", operation["summary"]?.string ?? "",
                    parameters.joined(separator: ", "),
                ])
            }
        }
        page.table("Operations", [("operation", false), ("what", false), ("parameters", false)], rows)
        page.list(html: [HTMLPage.link("OpenAPI document", "/api?f=json")])
        return page
    }
}
