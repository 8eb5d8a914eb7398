package import HubContracts
import HubGeography
import HubJSON
import HubSchema
import HubStore

/// Answers for one message and one recipient: what would be released, or which rule refuses, in words that a data
/// officer can show.
///
/// Reads the message as the gateway does and asks the same gate; one per thread.
package final class PolicyExplainer {
    private let contracts: Contracts
    private let gate: DisclosureGate
    private let decoder = EventDecoder()
    private let validator = SchemaValidator()
    private let contributor: Contributor
    private var minimiser: Minimiser

    package init(contracts: Contracts) {
        self.contracts = contracts
        gate = DisclosureGate(agreements: contracts.agreements, partners: contracts.partners)
        contributor = Contributor(lookup: .shipped, county: .shipped)
        minimiser = Minimiser(lookup: .shipped)
    }

    /// - Parameters:
    ///   - event: a CloudEvent in structured mode.
    ///   - sender: partner id of whoever publishes it.
    ///   - recipient: partner id.
    ///   - instant: of the disclosure, milliseconds since 1970 UTC.
    package func explain(_ event: [UInt8], from sender: String, to recipient: String, at instant: Int64)
        -> PolicyExplanation
    {
        event.withUnsafeBytes { bytes in
            if let rejection = decoder.decode(value: bytes, headers: []) { return PolicyExplanation(rejection) }
            return explain(decoder.event, sender, recipient, instant)
        }
    }

    private func explain(_ event: DecodedEvent, _ sender: String, _ recipient: String, _ instant: Int64)
        -> PolicyExplanation
    {
        let tape = decoder.tape
        let type = event.type.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let entry = contracts.registry.type(named: type), let schema = contracts.dataSchema(ofType: type) else {
            return PolicyExplanation(
                Rejection(code: .typeUnknown, pointer: "/type", detail: "the registry has no type \(type)"))
        }
        if let source = event.source.map({ String(decoding: $0, as: UTF8.self) }), source != "/partners/\(sender)" {
            return PolicyExplanation(
                Rejection(
                    code: .sourceMismatch, pointer: "/source",
                    detail: "a message of \(sender) has the source /partners/\(sender); a partner writes only as itself"
                ))
        }
        var question = Disclosure(
            sender: sender, recipient: recipient, type: type, sensitivity: max(event.sensitivity, entry.sensitivity),
            isRestricted: event.isRestricted,
            agreement: event.agreement.map { String(decoding: $0, as: UTF8.self) }, instant: instant)
        if let data = event.data {
            if let fault = validator.validate(schema, tape, data, limit: 1).first {
                return PolicyExplanation(
                    Rejection(
                        code: .schemaInvalid, pointer: "/data" + fault.instancePointer,
                        detail: "\(fault.keyword): \(fault.message)"))
            }
            switch contributor.contribution(of: data, on: tape, receivedAt: .max, series: entry.series) {
            case .found(let contribution, _, _): question.cell = Cell(rawValue: contribution.area)
            case .refused(let code, let pointer, let detail):
                return PolicyExplanation(Rejection(code: code, pointer: pointer, detail: detail))
            }
        }
        switch gate.decide(question) {
        case .refuse(let rule, let agreement): return PolicyExplanation(rule, agreement)
        case .release(let terms): return release(terms, event.data, tape, question.cell)
        }
    }

    private func release(_ terms: ReleaseTerms, _ data: JSONNode?, _ tape: JSONTape, _ cell: Cell) -> PolicyExplanation
    {
        guard let data else { return PolicyExplanation(releasing: [], data: nil, under: terms.agreement) }
        var writer = JSONWriter()
        minimiser.write(data, on: tape, terms: terms, cell: cell, to: &writer)
        let type = decoder.event.type.map { String(decoding: $0, as: UTF8.self) }
        let pointers = terms.agreement.releases.filter { $0.type == type }.flatMap(\.fields)
        let released = JSONTape()
        guard released.parse(writer.bytes) == nil else {
            return PolicyExplanation(releasing: [], data: nil, under: terms.agreement)
        }
        let fields = pointers.filter { JSONPointer($0)?.evaluate(released, from: released.root) != nil }
        return PolicyExplanation(releasing: fields, data: writer.bytes, under: terms.agreement)
    }
}

/// What the policy says of one disclosure.
package struct PolicyExplanation: Sendable, Equatable {
    package var isReleased: Bool
    /// The agreement that releases it, or that came nearest.
    package var agreement: String?
    package var version: Int?
    /// JSON Pointers of the agreement that select something of the message.
    package var fields: [String] = []
    /// The data as the recipient gets them; nil for a refusal or a withdrawal.
    package var data: [UInt8]?
    /// The rule that refuses, or the reason code of a message that the hub would not take.
    package var rule: String?
    package var citation: String?
    /// A plain sentence.
    package var detail: String

    init(releasing fields: [String], data: [UInt8]?, under agreement: Agreement) {
        isReleased = true
        self.agreement = agreement.id
        version = agreement.version
        self.fields = fields
        self.data = data
        detail = "released for: \(agreement.purpose)"
    }

    init(_ rule: DisclosureRule, _ agreement: Agreement?) {
        isReleased = false
        self.agreement = agreement?.id
        version = agreement?.version
        self.rule = rule.rawValue
        citation = rule.citation
        detail = rule.meaning
    }

    init(_ rejection: Rejection) {
        isReleased = false
        rule = rejection.code.rawValue
        citation =
            "Data Protection Act 2018, s.38(4); UK GDPR, Article 5(1)(d): what was not accepted as accurate and complete is "
            + "not passed on"
        detail = rejection.detail
    }
}
