/// Turns the words of a command line into an `Invocation`, by the table.
package struct ArgumentParser: Sendable {
    package enum Outcome: Sendable {
        case run(Invocation)
        /// Text for stdout, and done.
        case show(String)
    }

    var table: CommandTable
    var environment: @Sendable (String) -> String?

    package init(table: CommandTable, environment: @escaping @Sendable (String) -> String?) {
        self.table = table
        self.environment = environment
    }

    /// Parses the arguments after the program's name.
    ///
    /// - Throws: `CommandFailure` with status `usage` and one sentence that says what to write instead.
    package func parse(_ arguments: [String]) throws -> Outcome {
        var scan = Scan(arguments: arguments)
        var leading: [(OptionSpecification, String)] = []
        // Options that hold for every command may stand before it.
        while let word = scan.peek(), word.hasPrefix("-"), word != "-" {
            if word == "--help" || word == "-h" { return .show(table.help()) }
            if word == "--version" { return .show("hub \(CommandTable.version)\n") }
            leading.append(try option(&scan, among: table.globalOptions, of: "hub"))
        }
        guard scan.peek() != nil else { return .show(table.help()) }
        if scan.peek() == "help" {
            scan.skip()
            return .show(try help(for: scan.rest))
        }
        if scan.rest.count > 1, let group = table.group(named: [scan.rest[0]]), ["--help", "-h"].contains(scan.rest[1])
        {
            return .show(table.help(forGroup: group, words: [scan.rest[0]]))
        }
        let command = try self.command(&scan)
        let options = command.options + table.globalOptions
        var operands: [String] = []
        var found = leading
        while let word = scan.peek() {
            if word == "--" {
                scan.skip()
                operands += scan.rest
                break
            } else if word == "--help" || word == "-h" {
                return .show(table.help(for: command))
            } else if word.hasPrefix("-"), word != "-" {
                found.append(try option(&scan, among: options, of: command.name))
            } else {
                operands.append(word)
                scan.skip()
            }
        }
        try check(operands, of: command)
        return .run(try invocation(command, operands: operands, options: options, found: found))
    }

    private func help(for words: [String]) throws -> String {
        if words.isEmpty { return table.help() }
        var scan = Scan(arguments: words)
        if let group = table.group(named: words) { return table.help(forGroup: group, words: words) }
        return table.help(for: try command(&scan))
    }

    private func command(_ scan: inout Scan) throws -> CommandSpecification {
        let words = scan.rest
        if let match = table.commands.first(where: { words.starts(with: $0.words) }) {
            match.words.forEach { _ in scan.skip() }
            return match
        }
        if let group = table.group(named: Array(words.prefix(1))) {
            let choices = group.map { $0.words.dropFirst().joined(separator: " ") }
            let got = words.count > 1 && !words[1].hasPrefix("-") ? ", not \(Quoted(words[1]))" : ""
            let hint =
                words.count > 1 ? Suggestion.nearest(to: words[1], among: choices).map { "; did you mean \($0)" } : nil
            throw CommandFailure(
                .usage, "hub \(words[0]) needs \(ValueKind.listed(choices)) after it\(got)\(hint ?? "")")
        }
        let hint = Suggestion.nearest(to: words[0], among: table.commands.map { $0.words[0] })
        throw CommandFailure(
            .usage,
            "there is no command \(Quoted(words[0]))" + (hint.map { "; did you mean \($0)" } ?? "")
                + " (hub --help lists them)")
    }

    private func option(
        _ scan: inout Scan, among options: [OptionSpecification], of owner: String
    ) throws -> (OptionSpecification, String) {
        let word = scan.take()
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = options.first(where: { "--\($0.name)" == parts[0] }) else {
            let hint = Suggestion.nearest(to: parts[0], among: options.map { "--\($0.name)" })
            let owner = owner == "hub" ? "hub" : "hub \(owner)"
            throw CommandFailure(
                .usage,
                "\(owner) has no option \(Quoted(parts[0]))" + (hint.map { "; did you mean \($0)" } ?? "")
                    + " (\(owner) --help lists them)")
        }
        guard let placeholder = option.placeholder else {
            if parts.count > 1 { throw CommandFailure(.usage, "--\(option.name) takes no value") }
            return (option, "")
        }
        let value = parts.count > 1 ? parts[1] : scan.peek().flatMap { $0.hasPrefix("--") ? nil : scan.take() } ?? ""
        guard !value.isEmpty else {
            throw CommandFailure(.usage, "--\(option.name) needs a value: --\(option.name) \(placeholder)")
        }
        try check(value, of: option, from: "--\(option.name)")
        return (option, value)
    }

    private func check(_ value: String, of option: OptionSpecification, from origin: String) throws {
        if let expected = option.kind.expectation(for: value) {
            throw CommandFailure(.usage, "\(origin) is \(expected), not \(Quoted(value))")
        }
    }

    private func check(_ operands: [String], of command: CommandSpecification) throws {
        var rest = operands[...]
        for (index, operand) in command.operands.enumerated() {
            let later = command.operands[(index + 1)...].reduce(0) { $0 + $1.minimum }
            guard rest.count >= operand.minimum else {
                throw CommandFailure(
                    .usage, "hub \(command.name) needs \(operand.name) (hub \(command.name) --help shows an example)")
            }
            let count = min(operand.maximum, max(operand.minimum, rest.count - later))
            for value in rest.prefix(count) {
                if let expected = operand.kind.expectation(for: value) {
                    throw CommandFailure(.usage, "\(operand.name) is \(expected), not \(Quoted(value))")
                }
            }
            rest = rest.dropFirst(count)
        }
        if let extra = rest.first {
            throw CommandFailure(.usage, "hub \(command.name) does not take \(Quoted(extra))")
        }
    }

    private func invocation(
        _ command: CommandSpecification, operands: [String], options: [OptionSpecification],
        found: [(OptionSpecification, String)]
    ) throws -> Invocation {
        var values: [String: [String]] = [:]
        for (option, value) in found {
            if !option.isRepeatable, values[option.name] != nil {
                throw CommandFailure(.usage, "--\(option.name) is given twice")
            }
            values[option.name, default: []].append(value)
        }
        for option in options where values[option.name] == nil {
            guard let name = option.environment, let value = environment(name), !value.isEmpty else { continue }
            try check(value, of: option, from: name)
            values[option.name] = [value]
        }
        let given = Set(values.keys)
        for option in options where values[option.name] == nil {
            if let fallback = option.fallback { values[option.name] = [fallback] }
            if option.isRequired, values[option.name] == nil {
                throw CommandFailure(
                    .usage,
                    "hub \(command.name) needs --\(option.name) \(option.placeholder ?? "")"
                        + " (hub \(command.name) --help shows an example)")
            }
        }
        return Invocation(command: command, operands: operands, values: values, given: given)
    }

    private struct Scan {
        var arguments: [String]
        var position = 0

        init(arguments: [String]) { self.arguments = arguments }

        var rest: [String] { Array(arguments[position...]) }
        func peek() -> String? { position < arguments.count ? arguments[position] : nil }
        mutating func skip() { position += 1 }

        mutating func take() -> String {
            defer { position += 1 }
            return arguments[position]
        }
    }
}
