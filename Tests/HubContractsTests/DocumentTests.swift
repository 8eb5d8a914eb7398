import HubContracts
import HubJSON
import HubSchema
import Testing

struct DocumentTests {
    @Test("the shipped contracts hold seven partners, their types and no agreements")
    func shipped() throws {
        let contracts = try Contracts.shipped()
        #expect(
            contracts.partners.partners.map(\.id) == [
                "bradford", "calderdale", "kirklees", "leeds", "wakefield", "vrp", "wyp",
            ])
        #expect(contracts.agreements.agreements.isEmpty)
        let wyp = try #require(contracts.partners.partner(withID: "wyp"))
        #expect(wyp.body == .police)
        #expect(wyp.publication(of: "knife.offence")?.countsTowardsHotspots == true)
        #expect(wyp.publication(of: "violence.istv") == nil)
        #expect(contracts.partners.partner(ofPrincipal: "CN=vrp")?.id == "vrp")
        #expect(contracts.partners.partner(withID: "vrp")?.publication(of: "violence.istv") != nil)
        #expect(contracts.registry.type(named: "asb.incident")?.series == Series.asb.rawValue)
        #expect(contracts.registry.type(named: "violence.istv")?.series == Series.emergencyKnife.rawValue)
        #expect(contracts.registry.type(named: "violence.istv")?.sensitivity == .anonymous)
    }

    @Test("types are found by their bytes")
    func typeTable() throws {
        let contracts = try Contracts.shipped()
        for entry in contracts.registry.types {
            let id = Array(entry.type.utf8).withUnsafeBytes { contracts.type($0) }
            #expect(id == contracts.registry.id(ofType: entry.type))
            let uri = Array(SchemaURI.event(type: entry.type).utf8)
            let known = try #require(id)
            #expect(uri.withUnsafeBytes { contracts.isDataSchema($0, ofType: known) })
        }
        for name in ["", "asb", "asb.incidenu", "asb.incident.v1", String(repeating: "x", count: 500)] {
            #expect(Array(name.utf8).withUnsafeBytes { contracts.type($0) } == nil)
        }
    }

    @Test("every schema is a valid schema of its dialect")
    func schemas() throws {
        var compiler = SchemaCompiler()
        let paths = SchemaFolder.paths.filter {
            !$0.contains("/examples/") && !$0.hasPrefix("shipped/") && $0 != "registry.json"
        }
        for path in paths {
            try compiler.add(uri: SchemaURI.uri(ofPath: path), document: SchemaFolder.bytes(path))
        }
        for path in paths {
            #expect(throws: Never.self, "\(path)") { try compiler.compile(uri: SchemaURI.uri(ofPath: path)) }
        }
    }

    @Test("a partner directory's faults are shown at once")
    func partnerFaults() throws {
        let text = """
            {"partners": [
              {"id": "a", "name": "A", "body": "police", "publishes": [{"type": "asb.incident", "counts": true},
               {"type": "asb.incident", "counts": true}, {"type": "receipt", "counts": false}], "principals": ["CN=a"],
               "roles": [{"role": "data_officer", "mailbox": "o@a.example"}]},
              {"id": "a", "name": "B", "body": "other", "publishes": [], "principals": ["CN=a"],
               "roles": [{"role": "data_officer", "mailbox": "o@b.example"}]}]}
            """
        let error = #expect(throws: ContractsError.self) { try Contracts.shipped(partners: Array(text.utf8)) }
        #expect(
            error?.faults.map(\.pointer).sorted() == [
                "/partners/0/publishes/1/type", "/partners/0/publishes/2/type", "/partners/1/id",
                "/partners/1/principals/0",
            ])
    }

    @Test("an agreement's faults are shown at once")
    func agreementFaults() throws {
        let error = #expect(throws: ContractsError.self) {
            try Contracts.shipped(
                agreements: Self.agreement(to: "nobody", type: "receipt", until: "2025-01-01T00:00:00Z"))
        }
        #expect(
            error?.faults.map(\.pointer).sorted() == [
                "/agreements/0/parties/to", "/agreements/0/releases/0/type", "/agreements/0/valid_to",
            ])
        let good = try Contracts.shipped(
            agreements: Self.agreement(to: "vrp", type: "asb.incident", until: "2027-01-01T00:00:00Z"))
        #expect(good.agreements.agreements.first?.legalGateway == .section16)
    }

    private static func agreement(to: String, type: String, until: String) -> [UInt8] {
        Array(
            """
            {"agreements": [{"id": "WY-1", "version": 1, "parties": {"from": "wyp", "to": "\(to)"},
              "purpose": "To prevent and reduce serious violence", "legal_gateway": "s16",
              "basis": "DPA 2018 section 35(2)(b)", "releases": [{"type": "\(type)", "fields": ["/occurred"]}],
              "tier": "exact", "sensitivity": ["pseudonymous"], "retention": 365, "valid_from": "2026-01-01T00:00:00Z",
              "valid_to": "\(until)", "review_due": "2026-12-01", "dpia": "DPIA-1"}]}
            """.utf8)
    }

    @Test("a configuration takes what it names and defaults for the rest")
    func configuration() throws {
        let reader = try DocumentReader()
        #expect(try Configuration(parsing: Array("{}".utf8), reader: reader) == Configuration())
        let text = """
            {"store": "/var/lib/hub", "limits": {"message_bytes": 65536}, "hexagon_hectares": 3.5,
             "kafka": {"bootstrap": "a:9092,b:9092", "librdkafka": {"debug": "broker"}},
             "http": {"listen": "0.0.0.0:8443", "tls": {"certificate": "c.pem", "key": "k.pem"}}}
            """
        let read = try Configuration(parsing: Array(text.utf8), reader: reader)
        #expect(read.store == "/var/lib/hub")
        #expect(read.messageBytes == 65536)
        #expect(read.depth == 64)
        #expect(read.hexagonHectares == 3.5)
        #expect(read.kafka?.bootstrap == "a:9092,b:9092")
        #expect(read.kafka?.librdkafka == ["debug": "broker"])
        #expect(read.http.key == "k.pem")
    }

    @Test("every fault of a configuration is shown, unknown members among them")
    func configurationFaults() throws {
        let text = """
            {"stroe": "x", "publish_interval_seconds": 0, "limits": {"message_bytes": "1 MB"},
             "kafka": {"bootstrap": "a:9092", "librdkafka": {"group.id": "mine"}}}
            """
        let reader = try DocumentReader()
        let error = #expect(throws: ContractsError.self) {
            try Configuration(parsing: Array(text.utf8), reader: reader)
        }
        let pointers = Set(error?.faults.map(\.pointer) ?? [])
        #expect(pointers.contains("/publish_interval_seconds"))
        #expect(pointers.contains("/limits/message_bytes"))
        #expect(pointers.contains { $0.hasPrefix("/kafka/librdkafka") })
        #expect(pointers.contains { $0 == "" || $0 == "/stroe" })
    }

    @Test("the defaults of the configuration are those its schema names")
    func defaults() throws {
        let schema = try String(decoding: SchemaFolder.bytes("configuration/schema.json"), as: UTF8.self)
        let defaults = Configuration()
        for value in [
            "bytes, default \(defaults.messageBytes)", "levels, default \(defaults.depth)",
            "Records; default \(defaults.batchRecords)", "milliseconds, default \(defaults.batchMilliseconds)",
            "seconds, default \(defaults.publishIntervalSeconds)", "hectares, default \(Int(defaults.hexagonHectares))",
            "log; days, default \(defaults.logDays)", "letters; days, default \(defaults.deadLetterDays)",
            "Receipts; days, default \(defaults.receiptDays)", "default \(defaults.store)",
        ] {
            #expect(schema.contains(value), "\(value)")
        }
    }
}
