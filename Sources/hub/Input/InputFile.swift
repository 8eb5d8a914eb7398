import Glibc

/// A file named on the command line, or stdin for `-`, read as bytes.
final class InputFile {
    /// As the user wrote it.
    let name: String
    /// In bytes, or 0 where it is not known beforehand.
    let size: Int
    private let descriptor: Int32

    /// - Throws: `CommandFailure` with `noInput` when it cannot be opened.
    init(_ name: String) throws {
        self.name = name
        if name == "-" {
            descriptor = 0
            size = 0
            return
        }
        descriptor = open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(.noInput, "could not open \(name): \(SystemFault.text(errno))")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw CommandFailure(.noInput, "\(name) is a folder, not a file")
        }
        size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    }

    /// Whether a file can be read at a path.
    static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

    deinit { if descriptor > 0 { close(descriptor) } }

    /// Reads the next bytes into the buffer; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw CommandFailure(.io, "could not read \(name): \(SystemFault.text(errno))") }
        }
    }

    /// The rest of the file, or its first `most` bytes where it is longer.
    func readAll(atMost most: Int = .max) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(size, most))
        while true {
            let held = bytes.count
            let wanted = min(1 << 16, most - held)
            if wanted == 0 { return bytes }
            bytes.append(contentsOf: repeatElement(0, count: wanted))
            let count = try bytes.withUnsafeMutableBytes { try read(into: .init(rebasing: $0[held...])) }
            bytes.removeLast(wanted - count)
            if count == 0 { return bytes }
        }
    }
}
