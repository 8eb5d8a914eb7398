import Foundation
import HubTesting

/// Headless Chromium through its driver, by the W3C WebDriver protocol; one thread.
final class Browser {
    static let isInstalled = ["/usr/bin/chromium", "/usr/bin/chromedriver"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private let driver: HubProcess
    private let port: UInt16
    private let session: String

    init(width: Int, height: Int) throws {
        port = try Self.freePort()
        driver = try HubProcess(["--port=\(port)"], executable: "/usr/bin/chromedriver")
        let port = port
        try driver.wait(for: "the driver") { (try? Self.call(port, "GET", "/status", nil)) != nil }
        let options: [String: Any] = [
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                // Its crash handler would outlive it.
                "--disable-crash-reporter", "--disable-breakpad",
                "--force-device-scale-factor=1", "--window-size=\(width),\(height)",
            ]
        ]
        let made = try Self.call(
            port, "POST", "/session",
            [
                "capabilities": [
                    "alwaysMatch": [
                        "browserName": "chrome", "goog:chromeOptions": options,
                        "goog:loggingPrefs": ["browser": "ALL"],
                    ]
                ]
            ])
        guard let id = (made as? [String: Any])?["sessionId"] as? String else {
            throw RawConnection.Failure(description: "no session: \(made)")
        }
        session = id
    }

    deinit {
        let started = Self.descendants(of: driver.identifier)
        _ = try? Self.call(port, "DELETE", "/session/\(session)", nil)
        driver.signal(SIGTERM)
        _ = try? driver.wait(seconds: 20)
        // What its driver did not end would stay for ever.
        for process in started where Self.isBrowser(process) { kill(process, SIGKILL) }
    }

    /// The processes that a process started, and those that they did.
    private static func descendants(of process: Int32) -> [Int32] {
        var children: [Int32: [Int32]] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let child = Int32(name),
                let text = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                let parent = text.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap({
                    Int32($0)
                })
            else { continue }
            children[parent, default: []].append(child)
        }
        var found: [Int32] = []
        var next = [process]
        while let one = next.popLast() {
            found += children[one] ?? []
            next += children[one] ?? []
        }
        return found
    }

    private static func isBrowser(_ process: Int32) -> Bool {
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
        return program?.contains("chrom") == true
    }

    private static func freePort() throws -> UInt16 {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(made) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(made, $0, length)
                _ = getsockname(made, $0, &length)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func call(_ port: UInt16, _ method: String, _ path: String, _ body: [String: Any]?) throws -> Any {
        let connection = try RawConnection(port: port)
        let data = try body.map { Array(try JSONSerialization.data(withJSONObject: $0)) } ?? []
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
            + "Connection: close\r\nContent-Length: \(data.count)\r\n\r\n"
        try connection.send(Array(head.utf8) + data)
        let response = try connection.response()
        let value = try response.json()["value"] ?? NSNull()
        guard response.status == 200 else {
            throw RawConnection.Failure(description: "\(path): \(response.text.prefix(400))")
        }
        return value
    }

    @discardableResult
    func call(_ method: String, _ path: String, _ body: [String: Any]? = nil) throws -> Any {
        try Self.call(port, method, "/session/\(session)\(path)", body)
    }

    func open(_ address: String) throws { try call("POST", "/url", ["url": address]) }

    func resize(_ width: Int, _ height: Int) throws {
        try call("POST", "/window/rect", ["width": width, "height": height])
    }

    /// Runs a script's body; its `return` value comes back.
    @discardableResult
    func run(_ script: String) throws -> Any { try call("POST", "/execute/sync", ["script": script, "args": []]) }

    func text(_ script: String) throws -> String { try run("return " + script) as? String ?? "" }

    /// Waits until an expression is true.
    func wait(_ expression: String) throws {
        try driver.wait(for: expression) { try run("return Boolean(\(expression))") as? Bool == true }
    }

    /// Presses keys one after the other; `\u{E004}` is Tab, `\u{E007}` Enter, `\u{E00C}` Escape, `\u{E015}` down.
    func press(_ keys: String) throws {
        let actions = keys.unicodeScalars.flatMap {
            [["type": "keyDown", "value": String($0)], ["type": "keyUp", "value": String($0)]]
        }
        try call("POST", "/actions", ["actions": [["type": "key", "id": "keys", "actions": actions]]])
    }

    /// Messages of the console that say something went wrong.
    func faults() throws -> [String] {
        let entries = try call("POST", "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
        return entries.filter { $0["level"] as? String != "INFO" && $0["level"] as? String != "DEBUG" }
            .compactMap { $0["message"] as? String }
    }

    /// A picture of the page, kept in the folder that `HUB_SCREENSHOTS` names, if it names one.
    func screenshot(_ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["HUB_SCREENSHOTS"],
            let text = try call("GET", "/screenshot") as? String, let data = Data(base64Encoded: text)
        else { return }
        try data.write(to: URL(fileURLWithPath: folder + "/" + name + ".png"))
    }
}
