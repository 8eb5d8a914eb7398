import HubStore
import HubTesting
import HubTransport
import Testing

@Suite struct EmbeddedLogLimitTests {
    private let folder: TemporaryDirectory
    private let clock = ManualClock()

    init() throws { folder = try TemporaryDirectory() }

    private func log(_ change: (inout LogOptions) -> Void) throws -> EmbeddedLog {
        var options = LogOptions()
        change(&options)
        let log = try EmbeddedLog(directory: folder.path, clock: clock, options: options)
        for partner in ["wyp", "leeds"] { try log.createTopic("in.\(partner).asb.incident.v1", partitions: 1) }
        return log
    }

    private func append(_ bytes: Int, by partner: String = "wyp", to log: EmbeddedLog) throws {
        var batch = RecordBatch()
        batch.append(key: nil, value: [UInt8](repeating: 65, count: bytes), timestamp: clock.now())
        try log.append(batch, to: TopicPartition("in.\(partner).asb.incident.v1"))
    }

    @Test func aPartnerBeyondItsQuotaWaitsAndOthersDoNot() throws {
        let log = try log { $0.quota = SendQuota(bytesPerSecond: 100, burstBytes: 1_000) }
        try append(900, to: log)
        try append(900, to: log)
        let fault = #expect(throws: TransportError.self) { try append(1, to: log) }
        #expect(
            fault?.code == .quota && fault?.message.contains("send again in 9 s") == true,
            "\(String(describing: fault))")
        try append(900, by: "leeds", to: log)
        clock.advance(by: 9_000)
        try append(900, to: log)
        let place = TopicPartition("in.wyp.asb.incident.v1")
        #expect(try log.watermarks(of: place).high == 4)
        // Whoever opens the log next finds what is left of the quota.
        let other = try self.log { $0.quota = SendQuota(bytesPerSecond: 100, burstBytes: 1_000) }
        #expect(throws: TransportError.self) { try append(1, to: other) }
    }

    @Test func aQuotaOfItsOwnComesFirst() throws {
        let log = try log {
            $0.quota = SendQuota(bytesPerSecond: 1, burstBytes: 1)
            $0.partnerQuotas = ["wyp": SendQuota(bytesPerSecond: 1, burstBytes: 1 << 40)]
        }
        for _ in 0..<5 { try append(500, to: log) }
        try append(500, by: "leeds", to: log)
        #expect(throws: TransportError.self) { try append(500, by: "leeds", to: log) }
    }

    @Test func aFullBudgetRefusesPartnersAndNotTheHub() throws {
        let log = try log { $0.budget = DiskBudget(reserveBytes: .max) }
        let fault = #expect(throws: TransportError.self) { try append(1, to: log) }
        #expect(fault?.code == .full && fault?.message.contains("budget.disk_free_bytes") == true)
        try log.createTopic("receipt.wyp.v1", partitions: 1)
        var batch = RecordBatch()
        batch.append(key: nil, value: [1], timestamp: 1)
        try log.append([(TopicPartition("receipt.wyp.v1"), batch)], producer: "hub", sequence: 1)
        #expect(try log.watermarks(of: TopicPartition("receipt.wyp.v1")).high == 2)
        let small = try self.log { $0.budget = DiskBudget(reserveBytes: 0, storeBytes: 1) }
        #expect(throws: TransportError.self) { try append(1, to: small) }
    }

    @Test(arguments: [
        (Int64(0), "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (1 << 30, "1.0 GiB"), (300 << 20, "300 MiB"),
    ])
    func bytesAreReadable(bytes: Int64, text: String) { #expect(DiskBudget.text(bytes) == text) }
}
