import Glibc
import HubContracts
import HubExchange
import HubFeeds
import HubGateway
import HubGeography
import HubHotspots
import HubOperations
import HubStore
import HubTransport

enum DemoCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let clock = SystemClock()
        let started = clock.now()
        var settings = try HubSettings(invocation)
        let month = try DemoMonth()
        // A demonstration has a store of its own, whatever else is configured.
        settings.configuration.kafka = nil
        settings.store = try DemoStore(given: invocation.isGiven("store") ? settings.store : nil).path
        let engine = try HubEngine(settings, contracts: settings.contracts(), clock: clock)
        let seed = UInt64(invocation.integer("seed") ?? 0)
        let sent = try publish(month, seed: seed, to: engine.log, now: started)
        Talk.line("hub demo: \(sent.reduce(0) { $0 + $1.count }) messages published, taking them in")
        try engine.catchUp()

        let reader = try StateReader(directory: settings.store)
        let key = try AccessStore(directory: settings.store, clock: clock).addKey(partner: "vrp", tier: "exact").key
        let report = DemoReport(
            store: settings.store, seed: seed, sent: sent, seconds: Double(clock.now() - started) / 1000,
            reconciliation: try Reconciliation(reader), feed: HotspotFeed(reader), key: key)
        try invocation["output"] == "json" ? report.writeJSON() : report.writeText()
        return report.reconciliation.isBalanced ? .done : .notSo
    }

    /// Appends everybody's messages to their topics, as the partners' own systems would.
    private static func publish(
        _ month: DemoMonth, seed: UInt64, to log: any HubLog, now: Int64
    ) throws -> [DemoReport.Sent] {
        var sent: [DemoReport.Sent] = []
        let incidents = try LogDelivery(log: log, partner: "wyp", type: "asb.incident", partitions: 1)
        let file = try InputFile(month.path)
        var reading = PoliceUKImport(partner: "wyp", lookup: .shipped, clock: SystemClock()) {
            try incidents.send($0)
        }
        var bar = ProgressBar("publishing", total: file.size)
        try reading.read(CSVReader { try file.read(into: $0) }, file: file.name) { bar.update($0) }
        bar.finish()
        sent.append(.init(partner: "wyp", type: "asb.incident", count: incidents.sent, isReal: true))

        var synthetic = SyntheticMessages(seed: seed, month: month, now: now)
        var batches = [
            ("wyp", "knife.offence", synthetic.knifeOffences(240)), ("vrp", "violence.istv", synthetic.assaults(160)),
        ]
        let lookup = AreaLookup.shipped
        for area in lookup.areas(.district) {
            let partner = area.name.lowercased()
            batches.append(
                (partner, "asb.case_review.return", synthetic.caseReviews(partner: partner, district: area.code)))
        }
        for (partner, type, batch) in batches {
            try LogDelivery(log: log, partner: partner, type: type, partitions: 1).send(batch)
            sent.append(.init(partner: partner, type: type, count: batch.count, isReal: false))
        }
        return sent
    }
}
