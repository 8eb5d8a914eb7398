import HubContracts
import HubGateway
import HubJSON
import HubTesting
import HubTransport
import Testing

/// Whatever the agreements and the messages: no field goes out that the agreement does not list.
@Suite struct MinimisationPropertyTests {
    private static let pointers = [
        "/nsir_type", "/nsir_qualifier", "/occurred", "/occurred/from", "/occurred/precision", "/place", "/place/area",
        "/place/area/code", "/place/area/name", "/place/point", "/place/point/easting", "/place/label", "/day_night",
        "/legal_test", "/legal_test/0", "/legal_test/1", "/group_size", "/incident_reference", "/no_such",
        "/nsir_type/x", "",
    ]
    private static let envelope: Set<String> = [
        "specversion", "id", "source", "type", "subject", "time", "traceparent", "revision", "kind", "agreement",
        "sensitivity", "datacontenttype", "data",
    ]

    @Test func noReleasedMessageContainsAFieldThatItsAgreementDoesNotList() throws {
        var released = 0
        for seed in 1...UInt64(25) {
            var random = SeededGenerator(seed: seed)
            let agreements = ["leeds", "vrp", "kirklees"].enumerated().map { place, recipient in
                var made = AgreementText(id: "P-\(place)", to: recipient)
                made.fields = Array(
                    Set(
                        (0..<Int.random(in: 1...6, using: &random)).compactMap { _ in
                            Self.pointers.dropLast(place == 2 ? 0 : 1).randomElement(using: &random)
                        }))
                made.precision = [nil, "point", "lsoa", "msoa", "district"].randomElement(using: &random) ?? nil
                made.areas =
                    Bool.random(using: &random)
                    ? nil : [["E08000032", "E08000035"].randomElement(using: &random) ?? ""]
                return made
            }
            let text = AgreementText.document(agreements)
            let hub = try GatewayFixture(agreements: text)
            let explainer = PolicyExplainer(
                contracts: try GatewayFixture.contracts.get().replacingAgreements(Array(text.utf8)))
            var events: [String: String] = [:]
            for number in 0..<40 {
                let event = Self.event(number, &random)
                events["wyp/S-\(number)"] = event
                try hub.publish(event, key: "S-\(number)")
            }
            #expect(try hub.receipts().allSatisfy { $0["status"]?.string == "accepted" }, "seed \(seed)")
            for agreement in agreements {
                let copies = try hub.copies(for: agreement.to)
                for copy in copies {
                    Self.check(copy.event, agreement, seed)
                    released += 1
                }
                // The relay passes on just what the gate says, no more and no less.
                let keys = Set(copies.map(\.key))
                for (key, event) in events {
                    let said = explainer.explain(Array(event.utf8), from: "wyp", to: agreement.to, at: hub.clock.now())
                    #expect(said.isReleased == keys.contains(key), "seed \(seed), \(key)")
                    guard said.isReleased, let data = said.data else { continue }
                    #expect(try copies.first { $0.key == key }?.event["data"] == JSONValue.parse(data), "seed \(seed)")
                }
            }
        }
        #expect(released > 500)
    }

    private static func check(_ event: JSONValue, _ agreement: AgreementText, _ seed: UInt64) {
        for key in event.object?.keys ?? [] { #expect(envelope.contains(key), "seed \(seed): \(key)") }
        #expect(event["agreement"]?.string == agreement.id)
        for leaf in leaves(event["data"] ?? .null, "") {
            let isListed = agreement.fields.contains { field in
                if field == leaf.pointer || field.isEmpty || leaf.pointer.hasPrefix(field + "/") { return true }
                // An array keeps the listed elements alone, so that their places move up.
                return leaf.pointer.hasPrefix("/legal_test/") && field.hasPrefix("/legal_test/")
            }
            #expect(isListed, "seed \(seed): \(leaf.pointer) is not among \(agreement.fields)")
            guard let precision = agreement.precision, precision != "point" else { continue }
            #expect(!leaf.pointer.hasPrefix("/place/point") && leaf.pointer != "/place/label", "seed \(seed)")
            if leaf.pointer == "/place/area/code", let code = leaf.value.string {
                let allowed = ["lsoa": ["E01", "E02", "E08"], "msoa": ["E02", "E08"], "district": ["E08"]][precision]
                #expect(allowed?.contains(String(code.prefix(3))) == true, "seed \(seed): \(code) at \(precision)")
            }
        }
    }

    /// Every scalar with its pointer.
    private static func leaves(_ value: JSONValue, _ pointer: String) -> [(pointer: String, value: JSONValue)] {
        switch value {
        case .object(let object): object.flatMap { leaves($0.value, pointer + "/" + $0.key) }
        case .array(let elements): elements.enumerated().flatMap { leaves($0.element, "\(pointer)/\($0.offset)") }
        case .null: []
        default: [(pointer, value)]
        }
    }

    private static func event(_ number: Int, _ random: inout SeededGenerator) -> String {
        let places = [
            #""place":{"area":{"area_kind":"lsoa","code":"E01010568","vintage":2011,"name":"Bradford 016A"}},"#,
            #""place":{"area":{"area_kind":"msoa","code":"E02002330","vintage":2011}},"#,
            #""place":{"area":{"area_kind":"lsoa","code":"E01011698","vintage":2011},"point":{"crs":"bng","easting":437000.25,"northing":448000},"label":"On or near Park Street"},"#,
            #""place":{"point":{"crs":"bng","easting":416400,"northing":433000}},"#,
            #""place":{"area":{"area_kind":"district","code":"E08000035","vintage":2011}},"#, "",
        ]
        var data = places.randomElement(using: &random) ?? ""
        for member in [
            #""day_night":"night","#, #""legal_test":["harassment_alarm_distress"],"#, #""group_size":8,"#,
            #""incident_reference":"STORM-\#(number)","#,
        ] where Bool.random(using: &random) { data += member }
        return #"{"specversion":"1.0","id":"id-\#(number)","source":"/partners/wyp","type":"asb.incident","#
            + #""subject":"S-\#(number)","time":"2016-07-04T08:00:00Z","extension":"x","data":{\#(data)"nsir_type":"noise","#
            + #""nsir_qualifier":"nuisance","occurred":{"precision":"instant","from":"2016-07-03T22:10:00+01:00"}}}"#
    }
}
