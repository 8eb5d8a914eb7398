import HubContracts

/// Columns of text, aligned; numbers to the right. Control characters in cells are not sent on.
package struct TextTable: Sendable {
    package enum Alignment: Sendable { case left, right }

    private var columns: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    package init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

    /// Adds a row; missing cells are empty, extra ones are dropped.
    package mutating func add(_ cells: [String]) {
        let missing = max(0, columns.count - cells.count)
        let shown = cells.prefix(columns.count).map { PlainText.of($0) }
        rows.append(shown + [String](repeating: "", count: missing))
    }

    /// The table, a header line first, without trailing spaces.
    package func text() -> String {
        var widths = columns.map(\.title.count)
        for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
        let lines = [columns.map(\.title)] + rows
        return lines.map { line($0, widths) + "\n" }.joined()
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let gap = String(repeating: " ", count: widths[index] - cell.count)
            text += columns[index].alignment == .right ? gap + cell : cell + gap
            text += "  "
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}
