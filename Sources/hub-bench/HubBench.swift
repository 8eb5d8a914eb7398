import Glibc

/// `hub-bench`: measures the hub; each command prints one line of JSON.
@main
struct HubBench {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch arguments.first {
            case "schema": write(try SchemaBench.run(arguments: Array(arguments.dropFirst())))
            default:
                complain("usage: hub-bench schema --schema S --messages M.ndjson [--rounds N]")
                exit(64)
            }
        } catch {
            complain("\(error)")
            exit(65)
        }
    }

    /// Writes one line to standard output.
    private static func write(_ line: [UInt8]) { print(String(decoding: line, as: UTF8.self)) }

    private static func complain(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = line.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
