package import HubContracts
import HubGeography
import HubJSON

/// A table of policy cases, kept as data beside the agreements (`schemas/policy-cases.schema.json`).
package struct PolicyCases: Sendable {
    /// One line of the table.
    package struct Case: Sendable {
        package let name: String
        fileprivate let from: String
        fileprivate let to: String
        fileprivate let event: [UInt8]
        fileprivate let instant: Int64
        fileprivate let expected: JSONValue
    }

    /// A case that came out otherwise.
    package struct Failure: Sendable, Equatable {
        package var name: String
        package var expected: String
        package var found: String
    }

    package let cases: [Case]
    private let contracts: Contracts

    /// The shipped table.
    package static func shipped() throws -> PolicyCases {
        let file = EmbeddedFile.named("shipped/policy-cases.json")
        return try PolicyCases(parsing: file?.bytes ?? [], contracts: Contracts.shipped())
    }

    /// - Parameter contracts: whose partners and agreements hold where the document brings none of its own.
    /// - Throws: `ContractsError` with every fault of the document.
    package init(parsing bytes: [UInt8], contracts: @autoclosure () throws -> Contracts) throws {
        let document = try DocumentReader().read(bytes, schema: "policy-cases.schema.json", name: "the table of cases")
        let bringsItsOwn = document["partners"] != nil || document["agreements"] != nil
        self.contracts =
            try bringsItsOwn
            ? Contracts.shipped(
                partners: document["partners"]?.serialised(), agreements: document["agreements"]?.serialised())
            : contracts()
        var faults: [DocumentFault] = []
        var cases: [Case] = []
        for (place, value) in (document["cases"]?.array ?? []).enumerated() {
            guard let made = Case(value, messages: document["messages"]) else {
                faults.append(DocumentFault(pointer: "/cases/\(place)/message", message: "there is no such message"))
                continue
            }
            cases.append(made)
        }
        guard faults.isEmpty else { throw ContractsError(.document, "the table of cases has faults", faults: faults) }
        self.cases = cases
    }

    /// Runs every case.
    package func failures() -> [Failure] {
        let explainer = PolicyExplainer(contracts: contracts)
        return cases.compactMap { one in
            let found = explainer.explain(one.event, from: one.from, to: one.to, at: one.instant)
            return one.matches(found) ? nil : Failure(name: one.name, expected: one.wanted, found: found.summary)
        }
    }
}

extension PolicyCases.Case {
    fileprivate init?(_ value: JSONValue, messages: JSONValue?) {
        guard let name = value["name"]?.string, let from = value["from"]?.string, let to = value["to"]?.string,
            let at = value["at"]?.string.flatMap({ LondonCalendar.instant($0) }), let expected = value["expect"],
            let message = value["message"]?.string.flatMap({ messages?[$0] }), let type = message["type"]?.string
        else { return nil }
        self.name = name
        self.from = from
        self.to = to
        instant = at
        self.expected = expected
        let kind = value["kind"]?.string ?? "report"
        var event = JSONObject()
        for (key, text) in [
            ("specversion", "1.0"), ("id", name), ("source", "/partners/\(from)"), ("type", type), ("subject", "case"),
            ("kind", kind),
        ] { event[key] = .string(text) }
        event["revision"] = 1
        for extra in ["sensitivity", "restriction", "agreement"] where value[extra] != nil {
            event[extra] = value[extra]
        }
        if kind != "withdrawal" { event["data"] = message["data"] }
        self.event = JSONValue.object(event).serialised()
    }

    fileprivate func matches(_ found: PolicyExplanation) -> Bool {
        guard expected["decision"]?.string == (found.isReleased ? "release" : "refuse") else { return false }
        if let rule = expected["rule"]?.string, rule != found.rule { return false }
        if let agreement = expected["agreement"]?.string, agreement != found.agreement { return false }
        if let version = expected["version"]?.int, version != found.version { return false }
        if let fields = expected["fields"]?.array, Set(fields.compactMap(\.string)) != Set(found.fields) {
            return false
        }
        if let data = expected["data"] { return found.data.flatMap { try? JSONValue.parse($0) } == data }
        return true
    }

    fileprivate var wanted: String { String(decoding: expected.serialised(), as: UTF8.self) }
}

extension PolicyExplanation {
    fileprivate var summary: String {
        let text = data.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard isReleased else { return "refuse \(rule ?? "") (\(agreement ?? "no agreement"))" }
        return "release under \(agreement ?? "") version \(version ?? 0), \(fields.joined(separator: " ")) \(text)"
    }
}
