import HubTesting
import Testing
import hub

/// The command line, against the table the program ships.
struct ArgumentParserTests {
    private func parse(_ line: String, environment: [String: String] = [:]) throws -> ArgumentParser.Outcome {
        try ArgumentParser(table: .standard) { environment[$0] }.parse(line.split(separator: " ").map(String.init))
    }

    private func invocation(_ line: String, environment: [String: String] = [:]) throws -> Invocation {
        guard case .run(let invocation) = try parse(line, environment: environment) else {
            throw CommandFailure(.usage, "shown, not run")
        }
        return invocation
    }

    @Test func optionsMayStandAnywhereAndCarryTheirValueEitherWay() throws {
        for line in [
            "--store a publish --partner wyp --type asb.incident x y",
            "publish x --store=a --type=asb.incident y --partner wyp",
            "publish --store a --partner wyp --type asb.incident -- x y",
        ] {
            let found = try invocation(line)
            #expect(found["store"] == "a")
            #expect(found["partner"] == "wyp")
            #expect(found.operands == ["x", "y"])
            #expect(found.integer("timeout") == 60)
        }
    }

    @Test func argumentsGoBeforeTheEnvironmentAndThatBeforeDefaults() throws {
        #expect(try invocation("status")["store"] == "./hub-data")
        #expect(try invocation("status", environment: ["HUB_STORE": "b"])["store"] == "b")
        #expect(try invocation("status --store a", environment: ["HUB_STORE": "b"])["store"] == "a")
        #expect(try invocation("demo").isGiven("store") == false)
    }

    @Test func twoWordCommandsAndStdin() throws {
        #expect(try invocation("import police-uk - --partner wyp").operands == ["-"])
        #expect(try invocation("deadletters show abc --raw").flag("raw"))
        #expect(try invocation("publish --partner wyp --type asb.incident").operands == [])
    }

    @Test(arguments: [
        ("pubish", "there is no command 'pubish'; did you mean publish (hub --help lists them)"),
        ("frobnicate", "there is no command 'frobnicate' (hub --help lists them)"),
        ("statsu", "there is no command 'statsu'; did you mean status (hub --help lists them)"),
        (
            "status --ouput json",
            "hub status has no option '--ouput'; did you mean --output (hub status --help lists them)"
        ),
        ("status --output", "--output needs a value: --output table|json|prom"),
        ("status --output xml", "--output is table, json or prom, not 'xml'"),
        ("status --watch=1", "--watch takes no value"),
        ("status --store a --store b", "--store is given twice"),
        ("status now", "hub status does not take 'now'"),
        ("consume --partner leeds --max 0", "--max is a whole number from 1, not '0'"),
        ("consume", "hub consume needs --partner PARTNER (hub consume --help shows an example)"),
        (
            "import police-uk --partner wyp",
            "hub import police-uk needs FILE (hub import police-uk --help shows an example)"
        ),
        ("import", "hub import needs police-uk after it"),
        (
            "deadletters purge",
            "hub deadletters needs list, show, stats, export, revalidate, redrive or discard after it, not 'purge'"
        ),
        ("feed hotspot", "hub feed needs hotspots or named after it, not 'hotspot'; did you mean hotspots"),
        ("status --store=", "--store needs a value: --store DIR"),
        ("completions tcsh", "SHELL is bash, zsh or fish, not 'tcsh'"),
        ("undo all", "there is no command 'undo' (hub --help lists them)"),
        ("-x", "hub has no option '-x' (hub --help lists them)"),
    ])
    func aWrongLineEndsWithOneSentence(line: String, message: String) {
        #expect(throws: CommandFailure(.usage, message)) { try parse(line) }
    }

    @Test func everyCommandHasHelpWithAnExampleThatParses() throws {
        for command in CommandTable.standard.commands {
            guard case .show(let text) = try parse("\(command.name) --help") else {
                Issue.record("no help for \(command.name)")
                continue
            }
            #expect(!command.examples.isEmpty)
            for example in command.examples {
                #expect(text.contains(example.line))
                let words = example.line.split(separator: ">")[0].split(separator: " ").dropFirst()
                _ = try ArgumentParser(table: .standard, environment: { _ in nil }).parse(words.map(String.init))
            }
            for option in command.options { #expect(text.contains("--\(option.name)")) }
        }
    }

    @Test func helpFitsATerminalOfEightyColumns() throws {
        for line in ["--help"] + CommandTable.standard.commands.map({ "\($0.name) --help" }) {
            guard case .show(let text) = try parse(line) else { continue }
            let examples = CommandTable.standard.commands.flatMap(\.examples).map(\.line)
            for row in text.split(separator: "\n") where !examples.contains(String(row.dropFirst(2))) {
                #expect(row.count <= 80, "\(line): \(row)")
            }
        }
    }

    @Test(arguments: ["--help", "-h", "help", "help publish", "help deadletters", "feed --help", "--version"])
    func helpIsShown(line: String) throws {
        guard case .show(let text) = try parse(line) else {
            Issue.record("\(line) runs something")
            return
        }
        #expect(!text.isEmpty)
    }

    @Test(arguments: Completions.Shell.allCases)
    func completionsNameEveryCommandAndOption(shell: Completions.Shell) {
        let script = Completions(table: .standard).script(for: shell)
        for command in CommandTable.standard.commands {
            for word in command.words { #expect(script.contains(word)) }
            for option in command.options { #expect(script.contains(option.name)) }
        }
    }

    /// What bash offers for the words typed so far, the last of them being completed.
    @Test(arguments: [
        (["hub", "sta"], "status"), (["hub", "--store", "x", "sta"], "status"),
        (["hub", "--store", "=", "x", "sta"], "status"),
        (["hub", "--store", "x", "deadletters", "redr"], "redrive"), (["hub", "deadletters", "redr"], "redrive"),
        (["hub", "--store", "status", "pub"], "publish"),
        (["hub", "--store", "x", "status", "--output", "pr"], "prom"),
        (["hub", "--sto"], "--store"),
    ])
    func bashCompletesAfterOptionsOfEveryCommand(words: [String], expected: String) throws {
        let script =
            Completions(table: .standard).script(for: .bash)
            + "COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " ")))\nCOMP_CWORD=\(words.count - 1)\n_hub\n"
            + "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
        let outcome = try HubProcess.run(["-c", script], executable: "/bin/bash")
        #expect(outcome.status == 0 && outcome.errorText.isEmpty, "\(outcome)")
        #expect(outcome.outputText.split(separator: "\n").map(String.init) == [expected], "\(outcome)")
    }
}
