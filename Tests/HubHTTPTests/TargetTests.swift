import Testing

@testable import HubHTTP

struct TargetTests {
    @Test(arguments: [
        ("/", []), ("/collections/asb-lsoa-month/items", ["collections", "asb-lsoa-month", "items"]),
        ("/collections/?f=json", ["collections"]), ("/a%20b/c", ["a b", "c"]),
    ])
    func aPathIsTakenApart(text: String, segments: [String]) { #expect(Target(text)?.segments == segments) }

    @Test(arguments: [
        "", "http://other.example/", "/../etc/passwd", "/a/../b", "/%2e%2e/etc/passwd", "/a%2fb", "/a%5cb", "/a%00b",
        "/a%0d%0ab", "/%zz", "/%f", "/a//b", "/%ff", "*",
    ])
    func aTargetThatIsNoPathIsRefused(text: String) { #expect(Target(text) == nil) }

    @Test func parametersAreDecodedInOrder() throws {
        let target = try #require(Target("/x?a=1&b=%C3%A4+c&a=&d"))
        #expect(target.query.map(\.name) == ["a", "b", "a", "d"])
        #expect(target.query.map(\.value) == ["1", "ä c", "", ""])
    }
}
