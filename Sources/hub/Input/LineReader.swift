/// Hands out the lines of a file one after another, without their line ends.
struct LineReader {
    private let file: InputFile
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// The number of the line last handed out, from 1.
    private(set) var number = 0

    init(_ file: InputFile) { self.file = file }

    /// Puts the next line into `line`; false at the end of the file.
    mutating func next(into line: inout [UInt8]) throws -> Bool {
        line.removeAll(keepingCapacity: true)
        while true {
            if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
                line.append(contentsOf: buffer[position..<end])
                position = end + 1
                number += 1
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return true
            }
            line.append(contentsOf: buffer[position...])
            position = 0
            if isAtEnd {
                buffer.removeAll()
                if line.isEmpty { return false }
                number += 1
                return true
            }
            buffer.removeAll(keepingCapacity: true)
            buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
            let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
            buffer.removeLast(Self.chunk - count)
            isAtEnd = count == 0
        }
    }

    private static let chunk = 1 << 18
}
