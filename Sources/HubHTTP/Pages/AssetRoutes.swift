import Glibc
import HubAssurance
import Synchronization

/// `/map` and `/assets`: the hub's own pages, and the two libraries that the map is drawn with, from the distribution's
/// folders; a fixed list, never a path that somebody names.
final class AssetRoutes: Sendable {
    private struct Asset {
        var type: String
        /// Where the distribution keeps it; nil for the hub's own.
        var path: String?
    }

    private static let script = "text/javascript; charset=utf-8"
    private static let style = "text/css; charset=utf-8"
    private static let assets: [String: Asset] = [
        "page.css": Asset(type: style), "map.css": Asset(type: style), "map.js": Asset(type: script),
        "leaflet.css": Asset(type: style, path: "/usr/share/javascript/leaflet/leaflet.css"),
        "leaflet.js": Asset(type: script, path: "/usr/share/javascript/leaflet/leaflet.min.js"),
        "chart.js": Asset(type: script, path: "/usr/share/javascript/chart.js/chart.min.js"),
    ]

    private let held = Mutex<[String: (body: Response.Body, etag: String)]>([:])
    /// Address of map tiles with `{z}`, `{x}` and `{y}`; nil for a map without a base.
    private let tiles: String?

    init(tiles: String?) { self.tiles = tiles }

    func file(_ name: String, _ request: Request) throws -> Response {
        _ = try Parameters(request, [])
        guard let asset = Self.assets[name] else { throw Problem(404, "There is no such file.") }
        let (body, etag) = try body(name, asset)
        var response = Response(200, type: asset.type)
        response.body = body
        response.etag = etag
        response.maximumAge = 0
        return response
    }

    private func body(_ name: String, _ asset: Asset) throws -> (body: Response.Body, etag: String) {
        if let known = held.withLock({ $0[name] }) { return known }
        let bytes = try asset.path.map(Self.read) ?? Array(PageFile.text(name).utf8)
        let made = (Response.Body(bytes), Blake2b.digest128(bytes).hexadecimal)
        held.withLock { $0[name] = made }
        return made
    }

    private static func read(_ path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Problem(503, "\(path) is missing; install libjs-leaflet and libjs-chart.js on the hub's machine.")
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// The map page; it loads nothing from anywhere but this hub, and tiles where an address is configured.
    func map(_ request: Request) throws -> Response {
        _ = try Parameters(request, [])
        let text = PageFile.text("map.html").replacing("@tiles@", with: HTMLPage.escaped(tiles ?? ""))
        var response = Response(200, type: Response.html, text)
        let images = tiles.flatMap(Self.origin).map { "img-src 'self' data: \($0);" } ?? "img-src 'self' data:;"
        response.headers.append(
            (
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; \(images) connect-src 'self'; "
                    + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
            ))
        response.etag = Blake2b.digest128(Array(text.utf8)).hexadecimal
        response.maximumAge = 0
        return response
    }

    /// Scheme and host of an address, for the policy; nil for one that is none.
    private static func origin(_ address: String) -> String? {
        let parts = address.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "https:" || parts[0] == "http:", parts[1].isEmpty else { return nil }
        let host = parts[2].prefix { $0 != "/" }.replacing("{s}", with: "*")
        guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") })
        else { return nil }
        return "\(parts[0])//\(host)"
    }
}
