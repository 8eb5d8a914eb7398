import Glibc

/// A bar on stderr while something long runs; silent unless stderr is a terminal.
package struct ProgressBar {
    private let label: String
    private let total: Int
    private var shown = -1

    /// - Parameters:
    ///   - label: what is going on, a few words.
    ///   - total: the amount of work, in any unit; 0 shows no bar.
    package init(_ label: String, total: Int) {
        self.label = label
        self.total = total
    }

    /// Draws again when a whole per cent was added.
    package mutating func update(_ done: Int) {
        guard Terminal.showsProgress, total > 0 else { return }
        let percent = min(100, done * 100 / total)
        guard percent != shown else { return }
        shown = percent
        let filled = String(repeating: "#", count: percent / 4) + String(repeating: ".", count: 25 - percent / 4)
        draw("\r\(label) [\(filled)] \(percent)%")
    }

    /// Clears the line.
    package mutating func finish() {
        guard shown >= 0 else { return }
        draw("\r\u{1B}[K")
        shown = -1
    }

    private func draw(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
    }
}
