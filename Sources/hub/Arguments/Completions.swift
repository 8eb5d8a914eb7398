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
        let globals = table.globalOptions.map { "--\($0.name)" }
        let valued = table.globalOptions.filter { $0.placeholder != nil }
        let values = valued.map { "                --\($0.name)) \(Self.bashReply($0.kind)); return ;;\n" }.joined()
        return """
            _hub() {
                local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} place=1 command
                COMPREPLY=()
                # Options of every command may stand before its name; = is a word of its own to bash.
                while [[ ${COMP_WORDS[place]} == -* ]] && ((place < COMP_CWORD)); do
                    case ${COMP_WORDS[place]} in
                        \(valued.map { "--\($0.name)" }.joined(separator: " | ")))
                            ((place += 2)); [[ ${COMP_WORDS[place - 1]} == = ]] && ((place += 1)) ;;
                        *) ((place += 1)) ;;
                    esac
                done
                if ((place > COMP_CWORD)); then
                    case "$previous" in
            \(values)        esac
                    return
                fi
                if ((COMP_CWORD == place)); then
                    COMPREPLY=($(compgen -W '\(names) help --help --version \(globals.joined(separator: " "))' -- "$word"))
                    return
                fi
                command=${COMP_WORDS[place]}
                case "$command" in
                    \(table.groups.map(\.0).joined(separator: " | "))) ((COMP_CWORD > place + 1)) && command="$command ${COMP_WORDS[place + 1]}" ;;
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
        // Not __fish_use_subcommand: the value of an option before the command would be taken for the command.
        let names = Set(table.commands.map { $0.words[0] }).sorted().joined(separator: " ")
        let unnamed = "not __fish_seen_subcommand_from \(names)"
        for option in table.globalOptions {
            lines.append("complete -c hub -n '\(unnamed)' -l \(option.name)\(Self.fishValue(option))")
        }
        var seen: Set<String> = []
        for command in table.commands where seen.insert(command.words[0]).inserted {
            lines.append(
                "complete -c hub -n '\(unnamed)' -a \(command.words[0]) -d '\(Self.quoted(command.summary))'")
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
                lines.append("complete -c hub -n '\(condition)' -l \(option.name)\(Self.fishValue(option))")
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

    private static func fishValue(_ option: OptionSpecification) -> String {
        var line = " -d '\(quoted(option.help))'"
        if option.placeholder != nil { line += " -r" }
        switch option.kind {
        case .choice(let choices): line += " -a '\(choices.joined(separator: " "))'"
        case .path: line += " -F"
        case .directory: line += " -a '(__fish_complete_directories)'"
        case .text, .integer: break
        }
        return line
    }

    private static func quoted(_ text: String) -> String { text.split(separator: "'").joined(separator: "\\'") }
}
