import Foundation
import HubStore
import HubTesting
import Testing

@testable import HubHTTP

/// What an attacker sends over a real socket; whatever it is, others are served meanwhile and nothing leaks.
@Suite(.timeLimit(.minutes(15))) struct AttackTests {
    private let hub: HTTPFixture
    private let key: String

    init() throws {
        hub = try HTTPFixture(bodyBytes: 64 << 10, requestSeconds: 2)
        key = try hub.key("leeds")
    }

    /// The first response to raw bytes, and whether the connection ends after it.
    private func raw(_ text: String) throws -> (response: RawResponse, isClosed: Bool) {
        let connection = try RawConnection(port: hub.port)
        try connection.send(text)
        let response = try connection.response()
        return (response, response.headers["connection"] == "close" ? connection.isClosed() : false)
    }

    private func othersAreServed() throws {
        let answer = try hub.send(
            "POST", "/events", key: key, headers: ["Content-Type: application/cloudevents+json"],
            body: Array(Events.incident(UUID().uuidString).utf8))
        #expect(answer.status == 202)
    }

    private static let post = "POST /events HTTP/1.1\r\nHost: h\r\nContent-Type: application/cloudevents+json\r\n"

    @Test(arguments: [
        post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}  ",
        post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\n{}  ",
        post + "Content-Length: +4\r\n\r\n{}  ", post + "Content-Length: 4, 4\r\n\r\n{}  ",
        post + "Content-Length: 0x4\r\n\r\n{}  ", post + "Content-Length: -1\r\n\r\n",
        post + "Content-Length: 99999999999999999999\r\n\r\n",
        post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "POST /events HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: h\r\nHost: other\r\n\r\n", "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: h/../x\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: h\r\nX Y: 1\r\n\r\n",
        "GET http://other.example/healthz HTTP/1.1\r\nHost: h\r\n\r\n", "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    ])
    func aRequestThatTwoServersReadDifferentlyIsRefusedAndClosed(text: String) throws {
        let (response, isClosed) = try raw(text)
        // A length beyond all numbers is too large before it is malformed.
        #expect(response.status == (text.contains("9999999999") ? 413 : 400), "\(response.status)")
        #expect(isClosed)
        #expect(!hub.lines.all.isEmpty, "not logged")
        try othersAreServed()
    }

    @Test func whatFollowsARefusedRequestIsNotRead() throws {
        let connection = try RawConnection(port: hub.port)
        try connection.send(
            Self.post
                + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"
        )
        #expect(try connection.response().status == 400)
        #expect(throws: RawConnection.Failure.self) { try connection.response() }
    }

    @Test(arguments: [
        "/../../etc/passwd", "/assets/../../../etc/passwd", "/assets/..%2f..%2fetc%2fpasswd", "/assets/%2e%2e/map.html",
        "/assets//etc/passwd", "/assets/..%5c..%5cwindows", "/mailbox/..%2f..%2fstate.sqlite",
        "/collections/..%2f/items", "/assets/map.css%00.js",
    ])
    func aPathThatClimbsFindsNothing(path: String) throws {
        let response = try hub.send("GET", path, key: key)
        #expect(response.status == 400 || response.status == 404, "\(response.status)")
        #expect(!response.text.contains("root:"))
        #expect(hub.lines.all.contains { $0.contains("http.refused") }, "not logged")
    }

    @Test func noFieldOfAnAnswerComesFromALineEnd() throws {
        for target in [
            "/feeds/hotspots?theme=asb%0d%0aSet-Cookie:%20a=b&area=lsoa", "/collections/a%0d%0aX-Evil:%201",
            "/mailbox/receipt.leeds.v1-0-1%0d%0aX-Evil:%201",
        ] {
            let response = try hub.send("GET", target, key: key)
            #expect(
                response.status == 400 && response.headers["x-evil"] == nil && response.headers["set-cookie"] == nil)
        }
        // Attributes with line ends in a message come back encoded.
        let body = Events.incident("A\\r\\nX-Evil: 1")
        _ = try hub.send(
            "POST", "/events", key: key, headers: ["Content-Type: application/cloudevents+json"], body: Array(body.utf8)
        )
        try hub.process()
        let list = try hub.send("GET", "/mailbox", key: key).json()["messages"] as? [[String: Any]] ?? []
        #expect(!list.isEmpty)
        for message in list {
            let read = try hub.send("GET", "/mailbox/\(message["id"] as? String ?? "")", key: key)
            #expect(read.status == 200 && read.headers["x-evil"] == nil)
        }
    }

    @Test func aLogLineIsOneLine() throws {
        _ = try raw(
            "GET /nothing?x=%0a{\"event\":\"forged\"} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \"}\t{\r\n\r\n")
        _ = try hub.send("GET", "/x%22%7d%7b", key: "\u{1B}[31m")
        #expect(!hub.lines.all.isEmpty)
        for line in hub.lines.all {
            #expect(line.hasSuffix("\n") && line.dropLast().allSatisfy { !$0.isNewline && $0 != "\u{1B}" })
            #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
            #expect(!line.contains("forged"))
        }
    }

    @Test func oversizeIsRefusedAtTheDoor() throws {
        let (large, isClosed) = try raw(
            Self.post + "Authorization: Bearer \(key)\r\nContent-Length: 10000000\r\n\r\n{")
        #expect(large.status == 413 && isClosed)
        // Without a length: cut off when it goes on.
        let connection = try RawConnection(port: hub.port)
        try connection.send(Self.post + "Authorization: Bearer \(key)\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
        for _ in 0..<6 { try connection.send(chunk) }
        try connection.send("0\r\n\r\n")
        #expect(try connection.response().status == 413)
        let endless = try RawConnection(port: hub.port)
        try endless.send(Self.post + "Authorization: Bearer \(key)\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<40 { try endless.send(chunk) }
        #expect(endless.isClosed())
        let head = try raw(
            "GET /healthz HTTP/1.1\r\nHost: h\r\nX-Long: \(String(repeating: "a", count: 60_000))\r\n\r\n")
        #expect([400, 413, 431].contains(head.response.status))
        let fields = (0..<200).map { "X-\($0): 1\r\n" }.joined()
        #expect(try raw("GET /healthz HTTP/1.1\r\nHost: h\r\n\(fields)\r\n").response.status == 431)
        #expect(try hub.log.topics().isEmpty)
        try othersAreServed()
    }

    @Test func aSmallBodyThatInflatesToALargeOneIsRefused() throws {
        let zeroes = [UInt8](repeating: 0x20, count: 50 << 20)
        let bomb = try #require(zeroes.withUnsafeBytes { Gzip.compressed($0, level: 9) })
        #expect(bomb.count < 64 << 10)
        let headers = ["Content-Type: application/cloudevents+json", "Content-Encoding: gzip"]
        #expect(try hub.send("POST", "/events", key: key, headers: headers, body: bomb).status == 413)
        let event = Array(Events.incident("Z").utf8)
        let small = try #require(event.withUnsafeBytes { Gzip.compressed($0) })
        #expect(try hub.send("POST", "/events", key: key, headers: headers, body: small).status == 202)
        #expect(try hub.send("POST", "/events", key: key, headers: headers, body: event).status == 400)
        #expect(
            try hub.send("POST", "/events", key: key, headers: headers, body: Array(small.dropLast(4))).status == 400)
        let other = ["Content-Type: application/cloudevents+json", "Content-Encoding: br"]
        #expect(try hub.send("POST", "/events", key: key, headers: other, body: event).status == 415)
    }

    @Test func slowAndHalfOpenRequestsEndWhileOthersAreServed() throws {
        // Nothing sent; a head that never ends; a body that drips.
        let silent = try (0..<40).map { _ in try RawConnection(port: hub.port) }
        let dripping = try (0..<40).map { _ in try RawConnection(port: hub.port) }
        for connection in dripping { try connection.send("GET /healthz HTTP/1.1\r\nHost: h\r\nX-") }
        let body = try RawConnection(port: hub.port)
        try body.send(Self.post + "Authorization: Bearer \(key)\r\nContent-Length: 1000\r\n\r\n{")
        try othersAreServed()
        // Each sends another byte now and then, which an idle time alone would let go on for ever.
        let started = ContinuousClock.now
        while ContinuousClock.now - started < .seconds(3) {
            for connection in dripping { try connection.send("a") }
            try body.send(" ")
            usleep(300_000)
        }
        try othersAreServed()
        for connection in silent + dripping + [body] { #expect(connection.isClosed()) }
    }

    @Test func anAnswerThatNobodyTakesHoldsNobodyUp() throws {
        let greedy = try (0..<20).map { _ in try RawConnection(port: hub.port) }
        for connection in greedy {
            for _ in 0..<50 { try connection.send("GET /assets/chart.js HTTP/1.1\r\nHost: h\r\n\r\n") }
        }
        try othersAreServed()
    }

    @Test func aCellIsNoFormula() throws {
        // What analysts open in Excel: no cell of outside text begins with what Excel runs.
        let store = try FeatureStore.shared.get()
        let table = try store.hub.send(
            "GET", "/feeds/hotspots?theme=asb&area=lsoa&window=month:2024-03&format=csv", key: store.key)
        #expect(table.status == 200)
        for line in table.text.split(whereSeparator: \.isNewline).dropFirst() {
            for cell in line.split(separator: ",", omittingEmptySubsequences: true) {
                let isNumber = Double(cell) != nil
                #expect(isNumber || !"=+-@\t\"".contains(cell.first ?? "x") || cell.first == "\"", "\(cell)")
            }
        }
    }
}
