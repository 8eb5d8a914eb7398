extension CommandTable {
    /// The help of the whole program.
    package func help() -> String {
        var text = """
            hub: partners' messages in, checked and answered; hotspots out.

            Usage: hub COMMAND [OPTION…]

            Commands

            """
        text += Self.aligned(commands.map { ($0.name, $0.summary) })
        text += "\nOptions of every command\n" + Self.aligned(globalOptions.map(Self.line))
        text += """

            Exit status
              0 done and well; 1 what was asked about is not so (invalid, refused, a
              warning); hub status alone: 2 error, 3 unknown; 64 usage; 65 bad schema or
              a store of a newer version; 66 no such input; 69 service not there;
              74 reading or writing failed; 78 configuration

            Example
              hub demo
                  a real month through the whole hub, then what to try next

            hub COMMAND --help says more about one command.

            """
        return text
    }

    /// The help of one command.
    package func help(for command: CommandSpecification) -> String {
        var text = Self.wrapped(["hub \(command.name):"] + Self.words(command.summary), indent: 2) + "\n\n"
        text += Self.wrapped(["Usage:"] + Self.usage(command), indent: 4) + "\n"
        if !command.discussion.isEmpty {
            text += "\n" + Self.wrapped(Self.words(command.discussion), indent: 0) + "\n"
        }
        if !command.operands.isEmpty {
            text += "\nArguments\n" + Self.aligned(command.operands.map { ($0.name, $0.help) })
        }
        if !command.options.isEmpty { text += "\nOptions\n" + Self.aligned(command.options.map(Self.line)) }
        text += "\nOptions of every command\n" + Self.aligned(globalOptions.map(Self.line))
        text += command.examples.count > 1 ? "\nExamples\n" : "\nExample\n"
        for example in command.examples {
            text += "  \(example.line)\n      " + Self.wrapped(Self.words(example.purpose), indent: 6, from: 6) + "\n"
        }
        return text
    }

    /// The help of a first word that several commands share.
    func help(forGroup group: [CommandSpecification], words: [String]) -> String {
        "Usage: hub \(words.joined(separator: " ")) COMMAND\n\nCommands\n"
            + Self.aligned(group.map { ($0.name, $0.summary) })
            + "\nExample\n" + group.prefix(1).flatMap(\.examples).prefix(1).map { "  \($0.line)\n" }.joined()
    }

    /// The parts of a usage line, each to stay on one line.
    static func usage(_ command: CommandSpecification) -> [String] {
        var words = ["hub", command.name]
        for option in command.options {
            let shown = "--\(option.name)" + (option.placeholder.map { " \($0)" } ?? "")
            words.append(option.isRequired ? shown : "[\(shown)]" + (option.isRepeatable ? "…" : ""))
        }
        for operand in command.operands {
            let shown = operand.name + (operand.maximum > 1 ? "…" : "")
            words.append(operand.minimum == 0 ? "[\(shown)]" : shown)
        }
        return words
    }

    /// Help is made for a terminal of this many columns.
    private static let columns = 80

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
    }

    /// Words on lines that end before the last column, those after the first indented.
    ///
    /// - Parameter from: the column that the first line begins in.
    private static func wrapped(_ words: [String], indent: Int, from: Int = 0) -> String {
        var text = ""
        var column = from
        for word in words {
            if text.isEmpty {
                text = word
            } else if column + 1 + word.count < columns {
                text += " " + word
                column += 1
            } else {
                text += "\n" + String(repeating: " ", count: indent) + word
                column = indent
            }
            column += word.count
        }
        return text
    }

    private static func line(_ option: OptionSpecification) -> (String, String) {
        var notes: [String] = []
        if let fallback = option.fallback { notes.append("default \(fallback)") }
        if let name = option.environment { notes.append("or \(name)") }
        if option.isRepeatable { notes.append("may be repeated") }
        let tail = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
        return ("--\(option.name)" + (option.placeholder.map { " \($0)" } ?? ""), option.help + tail)
    }

    private static func aligned(_ lines: [(String, String)]) -> String {
        let width = min(28, lines.map(\.0.count).max() ?? 0)
        return lines.map { name, help in
            let gap =
                name.count > width ? "\n" + String(repeating: " ", count: width + 4) : pad(name.count, to: width + 2)
            return "  \(name)\(gap)" + wrapped(words(help), indent: width + 4, from: width + 4) + "\n"
        }.joined()
    }

    private static func pad(_ count: Int, to width: Int) -> String {
        String(repeating: " ", count: max(1, width - count))
    }
}
