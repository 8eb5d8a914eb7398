import Glibc
import HubContracts
import Synchronization

/// Data for stdout. Collected in a buffer; a write that fails is an error, not a shrug.
package enum Output {
    /// Writes text to stdout.
    ///
    /// - Throws: `CommandFailure` with status `io`.
    package static func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    package static func line(_ text: String) throws { try write(text + "\n") }

    package static func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    package static func write(_ bytes: UnsafeRawBufferPointer) throws {
        try waiting.withLock { buffer in
            buffer.append(contentsOf: bytes)
            if buffer.count >= 1 << 16 { try send(&buffer) }
        }
    }

    /// Sends on what is buffered; call before ending and before waiting.
    package static func flush() throws {
        try waiting.withLock { try send(&$0) }
    }

    private static let waiting = Mutex<[UInt8]>([])

    private static func send(_ buffer: inout [UInt8]) throws {
        defer { buffer.removeAll(keepingCapacity: true) }
        try buffer.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.write(1, bytes.baseAddress?.advanced(by: sent), bytes.count - sent)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw CommandFailure(.io, "could not write the output: \(SystemFault.text(errno))")
                }
                sent += count
            }
        }
    }
}

/// Talk for people, on stderr; control characters other than line feeds are not sent on.
package enum Talk {
    package static func line(_ text: String) {
        var text = PlainText.of(text, keepsLines: true) + "\n"
        text.withUTF8 { _ = Glibc.write(2, $0.baseAddress, $0.count) }
    }
}

/// The system's own words for an error number.
package enum SystemFault {
    package static func text(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return buffer.withUnsafeBufferPointer {
            String(decoding: UnsafeRawBufferPointer($0).prefix { $0 != 0 }, as: UTF8.self)
        }
        .lowercased()
    }
}
