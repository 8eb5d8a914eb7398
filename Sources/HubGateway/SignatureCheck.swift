import HubAssurance
import HubContracts
import HubJSON

/// Opens signed messages: a DSSE envelope whose payload is one CloudEvent in structured mode, signed with a key that the
/// partner directory lists for the partner whose topic it came on.
///
/// The payload holds source, type, subject and revision, so that a signed message cannot be moved to another topic, and a
/// message sent again is found by its revision. One per thread.
final class SignatureCheck {
    enum Outcome {
        /// No envelope, and none is demanded.
        case plain
        /// The signature is good; the payload is a CloudEvent in structured mode.
        case opened([UInt8])
        case refused(Rejection)
    }

    private static let eventType = "application/cloudevents+json"
    private let tape: JSONTape

    init(limits: JSONLimits) { tape = JSONTape(limits: limits) }

    func open(
        _ value: UnsafeRawBufferPointer?, _ headers: [HeaderView], signing: PartnerDirectory.Signing?
    ) -> Outcome {
        // Partners without an entry cost nothing.
        guard let signing else { return .plain }
        guard isEnvelope(headers), let value else {
            guard signing.isRequired else { return .plain }
            return refuse(
                .signatureMissing,
                "the directory demands signed messages of this partner; send a DSSE envelope with the content type "
                    + SignedEnvelope.contentType)
        }
        guard tape.parse(value) == nil, let envelope = SignedEnvelope(tape.root, on: tape) else {
            return refuse(.signatureBad, "the value is no DSSE envelope of payload, payloadType and signatures")
        }
        guard envelope.payloadType == Self.eventType else {
            return refuse(.signatureBad, "the payload of an envelope must be of the type \(Self.eventType)")
        }
        let keys = signing.keys.compactMap { key in PublicKey(key.bytes).map { (id: key.id, key: $0) } }
        guard envelope.isSigned(byAnyOf: keys) else {
            return refuse(
                .signatureBad,
                "no signature is by a key that the directory lists for this partner ("
                    + keys.map(\.id).joined(separator: ", ") + ")")
        }
        return .opened(envelope.payload)
    }

    private func refuse(_ code: ReasonCode, _ detail: String) -> Outcome {
        .refused(Rejection(code: code, pointer: "", detail: detail))
    }

    private func isEnvelope(_ headers: [HeaderView]) -> Bool {
        let name = "content-type"
        guard let header = headers.first(where: { Self.lowercased($0.name).elementsEqual(name.utf8) }),
            let value = header.value
        else { return false }
        let type = Self.lowercased(value).prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 }
        return type.elementsEqual(SignedEnvelope.contentType.utf8)
    }

    private static func lowercased(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        bytes.prefix(200).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
