import Glibc
import HubGeography
import HubOperations
import HubTransport

/// The log of `hub run` on stderr, one line of JSON each; normal operation is quiet.
enum ServiceLog {
    static func write(_ line: LogLine) {
        let bytes = line.text(time: LondonCalendar.text(ofEpochMilliseconds: SystemClock().now())) + [0x0A]
        bytes.withUnsafeBytes { _ = Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
