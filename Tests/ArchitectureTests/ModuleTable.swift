import Foundation

/// The table of what each target may import, read from `modules.txt`.
struct ModuleTable {
    struct Row {
        /// Names of our targets, or nil for any.
        var ours: Set<String>?
        /// Names of system targets, or nil for any.
        var system: Set<String>?
    }

    /// Target names from the top downwards.
    private(set) var order: [String] = []
    private(set) var rows: [String: Row] = [:]

    /// Reads the table; a line that is not `target | ours | system` is an error.
    init(text: String) throws {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 3, rows[cells[0]] == nil else { throw Malformed(line: String(line)) }
            order.append(cells[0])
            rows[cells[0]] = Row(ours: Self.names(cells[1]), system: Self.names(cells[2]))
        }
    }

    struct Malformed: Error { var line: String }

    private static func names(_ cell: String) -> Set<String>? {
        switch cell {
        case "*": nil
        case "-": []
        default: Set(cell.split(separator: " ").map(String.init))
        }
    }
}
