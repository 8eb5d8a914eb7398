internal import CSodium
package import HubJSON

/// A DSSE envelope (github.com/secure-systems-lab/dsse, protocol 1.0): bytes, what they are, and signatures over both.
///
/// What is signed are the payload's very bytes, so that nothing need be put in a canonical form first.
package struct SignedEnvelope: Sendable {
    /// The content type of an envelope as a whole.
    package static let contentType = "application/vnd.dsse+json"

    package let payloadType: String
    package let payload: [UInt8]
    package let signatures: [(keyID: String?, bytes: [UInt8])]

    /// Reads an envelope; nil for anything else.
    ///
    /// - Parameter node: the whole document on `tape`.
    package init?(_ node: JSONNode, on tape: JSONTape) {
        guard tape.kind(node) == .object, let type = tape.member(node, "payloadType"), tape.kind(type) == .string,
            let body = tape.member(node, "payload"), tape.kind(body) == .string,
            let payload = Self.base64(tape.bytes(body)), let list = tape.member(node, "signatures"),
            tape.kind(list) == .array
        else { return nil }
        payloadType = String(decoding: tape.bytes(type), as: UTF8.self)
        self.payload = payload
        var found: [(keyID: String?, bytes: [UInt8])] = []
        var element = tape.firstChild(list)
        let end = tape.end(list)
        // More signatures than anybody has keys are an attempt to keep the hub busy.
        while element != end, found.count < 8 {
            guard tape.kind(element) == .object, let text = tape.member(element, "sig"), tape.kind(text) == .string,
                let bytes = Self.base64(tape.bytes(text))
            else { return nil }
            let id = tape.member(element, "keyid").flatMap { node in
                tape.kind(node) == .string ? String(decoding: tape.bytes(node), as: UTF8.self) : nil
            }
            found.append((id, bytes))
            element = tape.next(element)
        }
        signatures = found
    }

    /// Whether one of the signatures is by one of the keys.
    ///
    /// The key id is a hint, as the protocol has it: a signature without one, or with an unknown one, is tried with all.
    package func isSigned(byAnyOf keys: [(id: String, key: PublicKey)]) -> Bool {
        let text = Self.signedBytes(payloadType: payloadType, payload: payload)
        return signatures.contains { signature in
            let named = keys.filter { $0.id == signature.keyID }
            return (named.isEmpty ? keys : named).contains { $0.key.verifies(signature.bytes, of: text) }
        }
    }

    /// What a signature is made over: the protocol's pre-authentication encoding.
    package static func signedBytes(payloadType: String, payload: [UInt8]) -> [UInt8] {
        var bytes = Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8)
        bytes.append(contentsOf: payload)
        return bytes
    }

    /// An envelope with one signature, as JSON.
    package static func json(payloadType: String, payload: [UInt8], keyID: String, key: SigningKey) -> [UInt8] {
        let signature = key.signature(of: signedBytes(payloadType: payloadType, payload: payload))
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("payload")
        writer.string(base64(payload))
        writer.key("payloadType")
        writer.string(payloadType)
        writer.key("signatures")
        writer.beginArray()
        writer.beginObject()
        writer.key("keyid")
        writer.string(keyID)
        writer.key("sig")
        writer.string(base64(signature))
        writer.endObject()
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The bytes of a base64 text, in the usual or in the URL-safe alphabet; nil for any other text.
    package static func base64(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        for variant in [sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_URLSAFE] {
            var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3 + 3)
            var count = 0
            var end: UnsafePointer<CChar>?
            let start = text.baseAddress?.assumingMemoryBound(to: CChar.self)
            let result = sodium_base642bin(&bytes, bytes.count, start, text.count, nil, &count, &end, Int32(variant))
            if result == 0, end == start?.advanced(by: text.count) { return Array(bytes.prefix(count)) }
        }
        return nil
    }

    /// Bytes in the usual alphabet.
    package static func base64(_ bytes: [UInt8]) -> String {
        let size = sodium_base64_encoded_len(bytes.count, Int32(sodium_base64_VARIANT_ORIGINAL))
        var text = [CChar](repeating: 0, count: size)
        sodium_bin2base64(&text, size, bytes, bytes.count, Int32(sodium_base64_VARIANT_ORIGINAL))
        return text.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
