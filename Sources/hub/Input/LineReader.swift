import HubJSON

/// Hands out the lines of a file one after another, without their line ends. Holds no more than one line and a buffer.
struct LineReader {
    private let file: InputFile
    /// Lines longer than this are cut after it.
    private let most: Int
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// The number of the line last handed out, from 1.
    private(set) var number = 0

    init(_ file: InputFile, atMost most: Int = .max) {
        self.file = file
        self.most = most
    }

    /// Puts the next line into `line`; false at the end of the file.
    mutating func next(into line: inout [UInt8]) throws -> Bool {
        line.removeAll(keepingCapacity: true)
        var isBegun = false
        while true {
            let (position, most) = (position, most)
            let end = buffer.withUnsafeBytes { bytes in
                let end = ByteCompare.first(UInt8(ascii: "\n"), in: bytes, from: position)
                let part = bytes[position..<(end ?? bytes.count)]
                line.append(contentsOf: part.prefix(max(0, most - line.count)))
                return end
            }
            if let end {
                self.position = end + 1
                number += 1
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return true
            }
            isBegun = isBegun || position < buffer.count
            self.position = 0
            if isAtEnd {
                buffer.removeAll()
                if !isBegun { return false }
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
