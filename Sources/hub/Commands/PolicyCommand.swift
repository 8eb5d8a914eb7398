import HubContracts
import HubGateway
import HubGeography
import HubJSON
import HubTransport

/// `hub policy explain` and `hub policy test`: who may see what, and why.
enum PolicyCommand {
    static func explain(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let contracts = try settings.contracts()
        let partner = try contracts.partner(named: try invocation.required("partner"))
        let recipient = try contracts.partner(named: try invocation.required("recipient"))
        let instant = try invocation["at"].map { text in
            guard let found = LondonCalendar.instant(text) else {
                throw CommandFailure(.usage, "--at is an instant such as 2026-03-31T23:00:00Z, not \(Quoted(text))")
            }
            return found
        }
        let event = try InputFile(invocation.operands[0]).readAll()
        let found = PolicyExplainer(contracts: contracts).explain(
            event, from: partner.id, to: recipient.id, at: instant ?? SystemClock().now())
        if invocation["output"] == "json" {
            try Output.write(json(found))
            try Output.line("")
        } else {
            try show(found, partner.id, recipient.id)
        }
        return found.isReleased ? .done : .notSo
    }

    private static func json(_ found: PolicyExplanation) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("decision")
        writer.string(found.isReleased ? "release" : "refuse")
        writer.key("agreement")
        writer.optional(found.agreement)
        writer.key("version")
        if let version = found.version { writer.int(Int64(version)) } else { writer.null() }
        if found.isReleased {
            writer.key("fields")
            writer.strings(found.fields)
            writer.key("data")
            if let data = found.data { writer.raw(data) } else { writer.null() }
        } else {
            writer.key("rule")
            writer.optional(found.rule)
            writer.key("citation")
            writer.optional(found.citation)
        }
        writer.key("detail")
        writer.string(found.detail)
        writer.endObject()
        return writer.bytes
    }

    private static func show(_ found: PolicyExplanation, _ partner: String, _ recipient: String) throws {
        let agreement = found.agreement.map { "\($0), version \(found.version ?? 0)" }
        guard found.isReleased else {
            try Output.line("refuse: \(partner) may not pass this message on to \(recipient)")
            try Output.line("  rule:     \(found.rule ?? ""): \(found.detail)")
            try Output.line("  citation: \(found.citation ?? "")")
            if let agreement { try Output.line("  nearest:  agreement \(agreement)") }
            return
        }
        try Output.line("release: \(recipient) gets this message of \(partner) under agreement \(agreement ?? "")")
        try Output.line("  purpose: \(found.detail)")
        let whole = found.fields.map { $0.isEmpty ? "all of them" : $0 }
        try Output.line("  fields:  \(whole.isEmpty ? "none" : whole.joined(separator: " "))")
        if let data = found.data { try Output.line("  data:    \(String(decoding: data, as: UTF8.self))") }
    }

    static func test(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        var tables: [(name: String, table: PolicyCases)] = []
        if invocation.operands.isEmpty { tables.append(("the shipped table", try PolicyCases.shipped())) }
        let beside = invocation.operands.isEmpty ? settings.policyCases() : nil
        for path in invocation.operands + (beside.map { [$0] } ?? []) {
            let bytes = try InputFile(path).readAll()
            tables.append((path, try PolicyCases(parsing: bytes, contracts: settings.contracts())))
        }
        let failures = tables.map { (name: $0.name, count: $0.table.cases.count, failures: $0.table.failures()) }
        let failed = failures.reduce(0) { $0 + $1.failures.count }
        let count = failures.reduce(0) { $0 + $1.count }
        if invocation["output"] == "json" {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("cases")
            writer.int(Int64(count))
            writer.key("passed")
            writer.int(Int64(count - failed))
            writer.key("failures")
            writer.beginArray()
            for table in failures {
                for failure in table.failures {
                    writer.beginObject()
                    for (key, text) in [
                        ("table", table.name), ("name", failure.name), ("expected", failure.expected),
                        ("found", failure.found),
                    ] {
                        writer.key(key)
                        writer.string(text)
                    }
                    writer.endObject()
                }
            }
            writer.endArray()
            writer.endObject()
            try Output.write(writer.bytes)
            try Output.line("")
        } else {
            for table in failures {
                for failure in table.failures {
                    try Output.line(
                        "failed: \(failure.name)\n  expected \(failure.expected)\n  found    \(failure.found)")
                }
                try Output.line(
                    "\(table.name): \(table.count - table.failures.count) of \(table.count) cases as expected")
            }
        }
        return failed == 0 ? .done : .notSo
    }
}

extension HubSettings {
    /// The path of the table of cases beside the configured agreements, if there is one.
    fileprivate func policyCases() -> String? {
        guard let agreements = agreementsPath else { return nil }
        let folder = agreements.lastIndex(of: "/").map { String(agreements[...$0]) } ?? ""
        return InputFile.exists(folder + "policy-cases.json") ? folder + "policy-cases.json" : nil
    }
}
