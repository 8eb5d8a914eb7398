/// Completion scripts for three shells, made from the table.
package struct Completions: Sendable {
    package enum Shell: String, CaseIterable, Sendable { case bash, zsh, fish }

    var table: CommandTable

    package init(table: CommandTable) { self.table = table }

    package func script(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: "#compdef hub\nautoload -U +X bashcompinit && bashcompinit\n" + bash
        case .fish: fish
        }
    }

    private var bash: String {
        var cases = ""
        for command in table.commands {
            let options = command.options + table.globalOptions
            cases += "        '\(command.name)')\n            case \"$previous\" in\n"
            for option in options where option.placeholder != nil {
                cases += "                --\(option.name)) \(Self.bashReply(option.kind)); return ;;\n"
            }
            cases += "            esac\n"
            let words = (options.map { "--\($0.name)" } + ["--help"]).joined(separator: " ")
            cases += "            if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '\(words)' -- \"$word\"))\n"
            let operand = command.operands.last.map { Self.bashReply($0.kind) } ?? ":"
            cases += "            else \(operand); fi ;;\n"
        }
        let names = Set(table.commands.map { $0.words[0] }).sorted().joined(separator: " ")
        var groups = ""
        for (first, members) in table.groups {
            let seconds = members.map { $0.words[1] }.joined(separator: " ")
            groups += "        '\(first)') COMPREPLY=($(compgen -W '\(seconds)' -- \"$word\")) ;;\n"
        }
        return """
            _hub() {
                local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
                COMPREPLY=()
                if ((COMP_CWORD == 1)); then
                    COMPREPLY=($(compgen -W '\(names) help --help --version' -- "$word"))
                    return
                fi
                case "$command" in
                    \(table.groups.map(\.0).joined(separator: " | "))) ((COMP_CWORD > 2)) && command="$command ${COMP_WORDS[2]}" ;;
                esac
                case "$command" in
            \(groups)\(cases)    esac
            }
            complete -F _hub hub

            """
    }

    private static func bashReply(_ kind: ValueKind) -> String {
        switch kind {
        case .choice(let choices): "COMPREPLY=($(compgen -W '\(choices.joined(separator: " "))' -- \"$word\"))"
        case .directory: "COMPREPLY=($(compgen -d -- \"$word\"))"
        case .path: "COMPREPLY=($(compgen -f -- \"$word\"))"
        case .text, .integer: "COMPREPLY=()"
        }
    }

    private var fish: String {
        var lines = ["complete -c hub -f"]
        var seen: Set<String> = []
        for command in table.commands where seen.insert(command.words[0]).inserted {
            lines.append(
                "complete -c hub -n __fish_use_subcommand -a \(command.words[0]) -d '\(Self.quoted(command.summary))'")
        }
        for (first, members) in table.groups {
            let seconds = members.map { $0.words[1] }.joined(separator: " ")
            lines.append(
                "complete -c hub -n '__fish_seen_subcommand_from \(first); and not __fish_seen_subcommand_from \(seconds)' -a '\(seconds)'"
            )
        }
        for command in table.commands {
            let condition = command.words.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
            for option in command.options + table.globalOptions {
                var line = "complete -c hub -n '\(condition)' -l \(option.name) -d '\(Self.quoted(option.help))'"
                if option.placeholder != nil { line += " -r" }
                switch option.kind {
                case .choice(let choices): line += " -a '\(choices.joined(separator: " "))'"
                case .path: line += " -F"
                case .directory: line += " -a '(__fish_complete_directories)'"
                case .text, .integer: break
                }
                lines.append(line)
            }
            for operand in command.operands {
                switch operand.kind {
                case .path, .directory: lines.append("complete -c hub -n '\(condition)' -F")
                case .choice(let choices):
                    lines.append("complete -c hub -n '\(condition)' -a '\(choices.joined(separator: " "))'")
                case .text, .integer: break
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String { text.split(separator: "'").joined(separator: "\\'") }
}
