import HubJSON

/// The one document that configures the hub, with a default for everything (`schemas/configuration/schema.json`).
package struct Configuration: Sendable, Equatable {
    /// A Kafka cluster in the place of the embedded log.
    package struct Kafka: Sendable, Equatable {
        /// `HOST:PORT`, comma between several.
        package var bootstrap: String
        package var group = "hub"
        package var sessionTimeoutSeconds = 10
        /// Paths of PEM files.
        package var certificateAuthority: String?
        package var certificate: String?
        package var key: String?
        /// Raw options of librdkafka.
        package var librdkafka: [String: String] = [:]

        package init(bootstrap: String) { self.bootstrap = bootstrap }
    }

    /// The HTTP server.
    package struct HTTP: Sendable, Equatable {
        /// `HOST:PORT`; nil for loopback.
        package var listen: String?
        /// Paths of PEM files.
        package var certificate: String?
        package var key: String?
        package var clientAuthority: String?
        /// Address of the map's tiles with `{z}`, `{x}` and `{y}`; nil for a map without a base.
        package var mapTiles: String?

        package init() {}
    }

    /// How much of the disk the hub may use.
    package struct Budget: Sendable, Equatable {
        /// Bytes of the disk that stay free.
        package var diskFreeBytes: Int64 = 256 << 20
        /// Most bytes the store takes; nil for no limit of its own.
        package var storeBytes: Int64?

        package init() {}
    }

    /// How much a partner may send to the embedded log.
    package struct Quota: Sendable, Equatable {
        package var bytesPerSecond: Int64
        /// What may come at once after a pause.
        package var burstBytes: Int64

        package init(bytesPerSecond: Int64, burstBytes: Int64) {
            self.bytesPerSecond = bytesPerSecond
            self.burstBytes = burstBytes
        }
    }

    /// Folder of the store.
    package var store = "./hub-data"
    /// Path of the partner directory; nil for the shipped one.
    package var partners: String?
    /// Path of the agreements; nil for the shipped ones.
    package var agreements: String?
    package var kafka: Kafka?
    package var http = HTTP()
    /// Largest value of a message, in bytes.
    package var messageBytes = 1 << 20
    /// Deepest nesting of a message, in levels.
    package var depth = 64
    /// Records that go into one state transaction at most.
    package var batchRecords = 20_000
    /// Time after which a state transaction ends, in milliseconds.
    package var batchMilliseconds = 200
    /// A changed document is published at least this often while input does not fall quiet, in seconds.
    package var publishIntervalSeconds = 30
    /// Area of a hexagon, in hectares.
    package var hexagonHectares = 7.0
    /// How long records of the embedded log, dead letters and receipts are kept, in days.
    package var logDays = 31
    package var deadLetterDays = 90
    package var receiptDays = 366
    package var budget = Budget()
    /// What every partner without an entry of its own may send; nil for no limit.
    package var quota: Quota?
    /// By partner.
    package var partnerQuotas: [String: Quota] = [:]

    /// The defaults.
    package init() {}

    /// Reads a document; members it does not name keep their defaults.
    ///
    /// - Throws: `ContractsError` with every fault; an unknown member is one.
    package init(parsing bytes: [UInt8], reader: DocumentReader) throws {
        self.init(try reader.read(bytes, schema: "configuration/schema.json", name: "the configuration"))
    }

    /// Takes a document that its schema has passed.
    init(_ document: JSONValue) {
        store = document["store"]?.string ?? store
        partners = document["partners"]?.string
        agreements = document["agreements"]?.string
        kafka = document["kafka"].flatMap { Kafka($0) }
        http = HTTP(document["http"])
        messageBytes = document["limits"]?["message_bytes"]?.int ?? messageBytes
        depth = document["limits"]?["depth"]?.int ?? depth
        batchRecords = document["batch"]?["records"]?.int ?? batchRecords
        batchMilliseconds = document["batch"]?["milliseconds"]?.int ?? batchMilliseconds
        publishIntervalSeconds = document["publish_interval_seconds"]?.int ?? publishIntervalSeconds
        hexagonHectares = document["hexagon_hectares"]?.double ?? hexagonHectares
        logDays = document["retention"]?["log_days"]?.int ?? logDays
        deadLetterDays = document["retention"]?["dead_letter_days"]?.int ?? deadLetterDays
        receiptDays = document["retention"]?["receipt_days"]?.int ?? receiptDays
        budget.diskFreeBytes = document["budget"]?["disk_free_bytes"]?.int.map(Int64.init) ?? budget.diskFreeBytes
        budget.storeBytes = document["budget"]?["store_bytes"]?.int.map(Int64.init)
        quota = document["quotas"]?["each"].flatMap { Quota($0) }
        for (partner, value) in document["quotas"]?["partners"]?.object?.members ?? [] {
            partnerQuotas[partner] = Quota(value)
        }
    }
}

extension Configuration.Quota {
    fileprivate init?(_ value: JSONValue) {
        guard let rate = value["bytes_per_second"]?.int else { return nil }
        self.init(
            bytesPerSecond: Int64(rate),
            burstBytes: value["burst_bytes"]?.int.map(Int64.init)
                ?? Int64(rate).multipliedReportingOverflow(by: 60).partialValue)
    }
}

extension Configuration.Kafka {
    fileprivate init?(_ value: JSONValue) {
        guard let bootstrap = value["bootstrap"]?.string else { return nil }
        self.init(bootstrap: bootstrap)
        group = value["group"]?.string ?? group
        sessionTimeoutSeconds = value["session_timeout_seconds"]?.int ?? sessionTimeoutSeconds
        certificateAuthority = value["tls"]?["ca"]?.string
        certificate = value["tls"]?["certificate"]?.string
        key = value["tls"]?["key"]?.string
        for (name, option) in value["librdkafka"]?.object?.members ?? [] { librdkafka[name] = option.string }
    }
}

extension Configuration.HTTP {
    fileprivate init(_ value: JSONValue?) {
        self.init()
        listen = value?["listen"]?.string
        certificate = value?["tls"]?["certificate"]?.string
        key = value?["tls"]?["key"]?.string
        clientAuthority = value?["tls"]?["client_ca"]?.string
        mapTiles = value?["map_tiles"]?.string
    }
}
