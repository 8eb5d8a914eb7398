import HubAssurance

/// `/assets`: the files that pages are made of; a fixed list, never a path of the disk.
enum AssetRoutes {
    private static let files: [String: (type: String, source: String?)] = [
        "page.css": ("text/css; charset=utf-8", nil)
    ]

    static func file(_ name: String, _ request: Request) throws -> Response {
        _ = try Parameters(request, [])
        guard let file = files[name] else { throw Problem(404, "There is no such file.") }
        let text = PageFile.text(name)
        var response = Response(200, type: file.type, text)
        response.etag = Blake2b.digest128(Array(text.utf8)).hexadecimal
        response.maximumAge = 0
        return response
    }
}
