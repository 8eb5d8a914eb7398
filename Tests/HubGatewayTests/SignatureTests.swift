import Foundation
import HubAssurance
import HubContracts
import HubJSON
import HubStore
import HubTransport
import Testing

@testable import HubGateway

/// Signed messages: what a good signature lets in, and everything that does not hold.
@Suite struct SignatureTests {
    private static let key = SigningKey(seed: [UInt8](repeating: 7, count: 32))!
    private static let second = SigningKey(seed: [UInt8](repeating: 8, count: 32))!
    private static let foreign = SigningKey(seed: [UInt8](repeating: 9, count: 32))!
    private static let eventType = "application/cloudevents+json"

    /// A directory in which West Yorkshire Police sign, with two keys while one is changed.
    private func contracts(required: Bool) throws -> Contracts {
        let shipped = try #require(EmbeddedFile.named("shipped/partners.json"))
        let keys = [Self.key, Self.second].map {
            #"{"id":"\#($0.publicKey.id)","public_key":"\#(Hexadecimal.text($0.publicKey.bytes))"}"#
        }
        let entry = #"{"required":\#(required),"keys":[\#(keys.joined(separator: ","))]}"#
        let text = String(decoding: shipped.bytes, as: UTF8.self)
        let place = try #require(text.range(of: #""id":"wyp","#))
        return try Contracts.shipped(
            partners: Array(text.replacingCharacters(in: place, with: #""id":"wyp","signing":\#(entry),"#).utf8))
    }

    private func sealed(
        _ event: String, by key: SigningKey = Self.key, type: String = Self.eventType, keyID: String? = nil
    ) -> String {
        String(
            decoding: SignedEnvelope.json(
                payloadType: type, payload: Array(event.utf8), keyID: keyID ?? key.publicKey.id, key: key),
            as: UTF8.self)
    }

    /// What becomes of each value, sent with a content type (nil: none).
    private func outcomes(
        _ values: [(value: String, contentType: String?)], required: Bool = true
    ) throws -> [(status: String?, reason: String?)] {
        let fixture = try GatewayFixture()
        var batch = RecordBatch()
        for (value, type) in values {
            batch.append(
                key: Array("A-1".utf8), value: Array(value.utf8),
                headers: type.map { [("content-type", Array($0.utf8))] } ?? [], timestamp: fixture.clock.now())
        }
        _ = try fixture.log.append(batch, to: GatewayFixture.topic)
        let gateway = Gateway(
            contracts: try contracts(required: required), store: fixture.store, source: fixture.log)
        _ = try gateway.processAvailable()
        return try fixture.receipts().map { ($0["status"]?.string, $0["reason"]?.string) }
    }

    @Test func eachWayASignatureHoldsOrDoesNot() throws {
        let event = GatewayFixture.event()
        let dsse = SignedEnvelope.contentType
        let good = sealed(event)
        var other = try #require(try JSONValue.parse(good)["payload"]?.string)
        other = good.replacingOccurrences(
            of: other, with: SignedEnvelope.base64(Array(GatewayFixture.event(subject: "A-2").utf8)))
        let cases: [(String, String?, String?, String?)] = [
            (good, dsse, "accepted", nil),
            (good, "Application/VND.dsse+JSON; charset=utf-8", "duplicate", nil),
            (sealed(event, by: Self.second), dsse, "duplicate", nil),
            (sealed(event, keyID: "unknown"), dsse, "duplicate", nil),
            (event, nil, "rejected", "SIGNATURE_MISSING"),
            (event, Self.eventType, "rejected", "SIGNATURE_MISSING"),
            (sealed(event, by: Self.foreign), dsse, "rejected", "SIGNATURE_BAD"),
            (sealed(event, by: Self.foreign, keyID: Self.key.publicKey.id), dsse, "rejected", "SIGNATURE_BAD"),
            (other, dsse, "rejected", "SIGNATURE_BAD"),
            (sealed(event, type: "text/plain"), dsse, "rejected", "SIGNATURE_BAD"),
            ("{}", dsse, "rejected", "SIGNATURE_BAD"),
            ("not JSON", dsse, "rejected", "SIGNATURE_BAD"),
            (sealed(GatewayFixture.event(source: "/partners/leeds")), dsse, "rejected", "SOURCE_MISMATCH"),
            (sealed(GatewayFixture.event(type: "knife.offence")), dsse, "rejected", "TYPE_UNKNOWN"),
            (sealed(GatewayFixture.event(subject: "A-2")), dsse, "rejected", "KEY_MISMATCH"),
            (sealed("{"), dsse, "rejected", "NOT_JSON"),
        ]
        let found = try outcomes(cases.map { ($0.0, $0.1) })
        #expect(found.count == cases.count)
        for (found, (value, _, status, reason)) in zip(found, cases) {
            #expect(found.status == status && found.reason == reason, "\(value.prefix(120)): \(found)")
        }
    }

    @Test func whereItIsNotDemandedPlainMessagesPassAndBadEnvelopesDoNot() throws {
        let found = try outcomes(
            [
                (GatewayFixture.event(), nil),
                (sealed(GatewayFixture.event(revision: 2), by: Self.foreign), SignedEnvelope.contentType),
            ], required: false)
        #expect(found.map(\.status) == ["accepted", "rejected"])
    }

    /// The protocol's own test vector (DSSE, protocol.md).
    @Test func whatIsSignedIsTheProtocolsEncoding() {
        let bytes = SignedEnvelope.signedBytes(
            payloadType: "http://example.com/HelloWorld", payload: Array("hello world".utf8))
        #expect(String(decoding: bytes, as: UTF8.self) == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
    }
}
