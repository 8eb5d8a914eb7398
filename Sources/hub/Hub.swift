import Glibc

/// The one executable: parses the command line, runs the command, ends with its status.
@main
struct Hub {
    static func main() {
        let parser = ArgumentParser(table: .standard) { name in getenv(name).map { String(cString: $0) } }
        exit(status(of: Array(CommandLine.arguments.dropFirst()), parser).rawValue)
    }

    private static func status(of arguments: [String], _ parser: ArgumentParser) -> ExitStatus {
        do {
            let status: ExitStatus
            switch try parser.parse(arguments) {
            case .show(let text):
                try Output.write(text)
                status = .done
            case .run(let invocation):
                status = try invocation.command.run(invocation)
            }
            try Output.flush()
            return status
        } catch {
            let failure = CommandFailure(describing: error)
            try? Output.flush()
            Talk.line("hub: \(failure.message)")
            return failure.status
        }
    }
}
