import HubContracts
import HubFeeds
import HubGeography
import HubJSON
import HubOperations
import HubStore

/// What holds for every command: the store and the configuration.
///
/// Order: arguments, environment, configuration file, defaults.
struct HubSettings: Sendable {
    /// The store's folder.
    var store: String
    var configuration: Configuration
    /// The folder that paths in the configuration are relative to.
    let folder: String

    /// - Throws: `CommandFailure` with `configuration` for a document with faults, all of them named.
    init(_ invocation: Invocation) throws {
        configuration = Configuration()
        if let path = invocation["config"] {
            configuration = try Configuration(parsing: InputFile(path).readAll(), reader: DocumentReader())
            folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        } else {
            folder = "."
        }
        if let bootstrap = invocation["kafka"], invocation.command.usesTransport {
            configuration.kafka = try Self.kafka(at: bootstrap, configuration.kafka)
        }
        store = invocation["store"] ?? configuration.store
        if !invocation.isGiven("store"), invocation["config"] != nil { store = configuration.store }
    }

    /// Whether topics lie on a Kafka cluster.
    var usesKafka: Bool { configuration.kafka != nil }

    private static func kafka(at bootstrap: String, _ configured: Configuration.Kafka?) throws -> Configuration.Kafka {
        let isList = bootstrap.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { address in
            guard let colon = address.lastIndex(of: ":"), colon > address.startIndex else { return false }
            return Int(address[address.index(after: colon)...]).map { (1...65_535).contains($0) } ?? false
        }
        guard isList else {
            throw CommandFailure(.usage, "--kafka is HOST:PORT, comma between several, not \(Quoted(bootstrap))")
        }
        var kafka = configured ?? Configuration.Kafka(bootstrap: bootstrap)
        kafka.bootstrap = bootstrap
        return kafka
    }

    /// The boundaries and look-ups that were imported into the store.
    func geography() throws -> ImportedGeography { try ImportedGeography.read(store: store) }

    /// The registry, the partner directory and the agreements in force.
    func contracts() throws -> Contracts {
        try Contracts.shipped(
            partners: configuration.partners.map { try document($0) },
            agreements: configuration.agreements.map { try document($0) })
    }

    /// How much of the disk the store may take.
    var budget: DiskBudget {
        DiskBudget(reserveBytes: configuration.budget.diskFreeBytes, storeBytes: configuration.budget.storeBytes)
    }

    /// What keeps those who send within bounds.
    var logOptions: LogOptions {
        var options = LogOptions()
        options.budget = budget
        options.quota = configuration.quota.map { SendQuota($0) }
        options.partnerQuotas = configuration.partnerQuotas.mapValues { SendQuota($0) }
        return options
    }

    /// Certificates that the configuration names, as the person who wrote it knows them.
    var certificatePaths: [String] {
        [
            configuration.http.certificate, configuration.http.clientAuthority, configuration.kafka?.certificate,
            configuration.kafka?.certificateAuthority,
        ].compactMap { $0 }
    }

    /// Key files that the configuration names.
    var secretPaths: [String] { [configuration.http.key, configuration.kafka?.key].compactMap { $0 } }

    /// The configuration in force, every member by its dotted name; secrets masked.
    var inForce: [(name: String, value: String)] {
        let quota: (Configuration.Quota) -> String = { "\($0.bytesPerSecond) bytes a second, \($0.burstBytes) at once" }
        var lines: [(name: String, value: String)] = [
            ("store", store), ("partners", configuration.partners ?? "shipped"),
            ("agreements", configuration.agreements ?? "shipped (none)"),
            ("limits.message_bytes", "\(configuration.messageBytes)"), ("limits.depth", "\(configuration.depth)"),
            ("publish_interval_seconds", "\(configuration.publishIntervalSeconds)"),
            ("hexagon_hectares", "\(configuration.hexagonHectares)"),
            ("retention.log_days", "\(configuration.logDays)"),
            ("retention.dead_letter_days", "\(configuration.deadLetterDays)"),
            ("retention.receipt_days", "\(configuration.receiptDays)"),
            ("budget.disk_free_bytes", "\(configuration.budget.diskFreeBytes)"),
            ("budget.store_bytes", configuration.budget.storeBytes.map { "\($0)" } ?? "no limit of its own"),
            ("quotas.each", configuration.quota.map(quota) ?? "none"),
            ("http.listen", configuration.http.listen ?? "loopback"),
            ("http.tls.certificate", configuration.http.certificate ?? "none"),
            ("http.tls.key", configuration.http.key == nil ? "none" : "********"),
            ("http.tls.client_ca", configuration.http.clientAuthority ?? "none"),
            ("kafka", configuration.kafka?.bootstrap ?? "none: the embedded log"),
        ]
        for (partner, value) in configuration.partnerQuotas.sorted(by: { $0.key < $1.key }) {
            lines.append(("quotas.partners.\(partner)", quota(value)))
        }
        guard let kafka = configuration.kafka else { return lines }
        lines.append(("kafka.group", kafka.group))
        lines.append(("kafka.tls.certificate", kafka.certificate ?? "none"))
        lines.append(("kafka.tls.key", kafka.key == nil ? "none" : "********"))
        // Raw options may hold passwords under many names; none of their values is shown.
        for name in kafka.librdkafka.keys.sorted() { lines.append(("kafka.librdkafka.\(name)", "********")) }
        return lines
    }

    /// What `hub status` looks at around the store.
    func surroundings() -> HealthReport.Surroundings {
        var found = HealthReport.Surroundings(store: store)
        found.budget = budget
        found.disk = try? DiskUsage(directory: store)
        found.certificates = certificatePaths.map { CertificateFile(path: $0, folder: folder) }
        found.publishInterval = Int64(configuration.publishIntervalSeconds) * 1000
        return found
    }

    /// The partners and the types they may send.
    ///
    /// The shipped directory is taken as it stands, since tests hold it against its schema; `hub status` has no time to
    /// compile every schema first.
    func expectedFeeds() throws -> [(partner: String, type: String)] {
        if configuration.partners != nil {
            return try contracts().partners.partners.flatMap { partner in
                partner.publications.map { (partner.id, $0.type) }
            }
        }
        let shipped = try EmbeddedFile.named("shipped/partners.json").map { try JSONValue.parse($0.bytes) }
        return (shipped?["partners"]?.array ?? []).flatMap { partner in
            (partner["publishes"]?.array ?? []).compactMap { entry in
                guard let id = partner["id"]?.string, let type = entry["type"]?.string else { return nil }
                return (id, type)
            }
        }
    }

    /// Where the agreements lie; nil for the shipped ones.
    var agreementsPath: String? { configuration.agreements.map { resolve($0) } }

    /// A path that the configuration names, relative to the configuration's own folder.
    func resolve(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

    /// Reads a document that the configuration names.
    func document(_ path: String) throws -> [UInt8] {
        do {
            return try InputFile(resolve(path)).readAll()
        } catch let failure as CommandFailure {
            throw CommandFailure(
                .configuration, "the configuration names a file that cannot be used: \(failure.message)")
        }
    }
}

extension Contracts {
    /// The directory's entry of a partner named on the command line.
    func partner(named id: String) throws -> PartnerDirectory.Partner {
        if let found = partners.partner(withID: id) { return found }
        let known = partners.partners.map(\.id)
        let hint = Suggestion.nearest(to: id, among: known).map { "; did you mean \($0)" } ?? ""
        throw CommandFailure(
            .usage,
            "there is no partner \(Quoted(id)) in the directory\(hint) (it has \(known.joined(separator: ", ")))")
    }
}

extension SendQuota {
    init(_ quota: Configuration.Quota) {
        self.init(bytesPerSecond: quota.bytesPerSecond, burstBytes: quota.burstBytes)
    }
}
