import HubContracts
import HubExchange
import HubJSON

/// Turns the lines of files into messages of a producer, and remembers which line became which.
struct Publication {
    /// A line that was not sent.
    struct Fault {
        var file: String
        var line: Int
        var fault: EventFault
    }

    private(set) var faults = Kept<Fault>()
    /// Whether a line was only the beginning of a document, as in a file made for reading.
    private(set) var seemsSpread = false

    private let producer: Producer
    private let isRaw: Bool
    private let lineBytes: Int
    /// File and line of each message in order of sending.
    private var places: [(file: String, line: Int32)] = []

    /// The longest raw line, in bytes: as large as a message limit may be configured.
    private static let rawLineBytes = 64 << 20

    /// - Parameter limit: the largest message, in bytes.
    init(_ producer: Producer, limit: Int, isRaw: Bool) {
        self.producer = producer
        self.isRaw = isRaw
        lineBytes = isRaw ? Self.rawLineBytes : limit
    }

    /// Reads a file's lines to its end; blank ones are skipped.
    mutating func read(_ file: InputFile) throws {
        // Cut just beyond the limit and a byte order mark, so that a line of any length costs no more memory and is still
        // seen to be too long.
        var lines = LineReader(file, atMost: lineBytes + 4)
        var line: [UInt8] = []
        while try lines.next(into: &line) {
            // Editors on Windows put a byte order mark before the first line; raw bytes stay as they are.
            if lines.number == 1, !isRaw, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
            if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { continue }
            do {
                if isRaw {
                    guard line.count <= lineBytes else { throw EventFault.tooLong(lineBytes) }
                    try producer.submit(raw: line)
                } else {
                    try producer.submit(line)
                }
                places.append((file.name, Int32(clamping: lines.number)))
            } catch let fault as EventFault {
                faults.append(Fault(file: file.name, line: lines.number, fault: fault))
                if fault.code == ReasonCode.notJSON.rawValue, line.last.map({ "{[,:".utf8.contains($0) }) == true {
                    seemsSpread = true
                }
            }
        }
    }

    /// Where a message of those sent came from.
    func place(of ordinal: Int) -> (file: String, line: Int32)? {
        places.indices.contains(ordinal) ? places[ordinal] : nil
    }
}
