import HubContracts
import HubFeeds
import HubGateway
import HubGeography
import HubHotspots
import HubStore
import HubTesting
import HubTransport
import Testing

/// Records in hotspots that a partner has drawn and named.
struct NamedHotspotTests {
    private let folder: TemporaryDirectory
    private let clock = ManualClock(1_785_000_000_000)
    private let log: InMemoryLog
    private let store: StateStore
    private let gateway: Gateway

    init() throws {
        folder = try TemporaryDirectory()
        log = InMemoryLog(clock: clock)
        store = try StateStore(directory: folder.path, clock: clock)
        gateway = Gateway(contracts: try Contracts.shipped(), store: store, source: log)
        for topic in ["in.wyp.asb.incident.v1", "in.vrp.hotspot.definition.v1"] {
            try log.createTopic(topic, partitions: 1)
        }
    }

    private func send(_ topic: String, _ subject: String, _ data: String?, revision: Int = 1) throws {
        let parts = topic.split(separator: ".")
        let kind = data == nil ? "withdrawal" : revision == 1 ? "report" : "correction"
        let text =
            #"{"specversion":"1.0","id":"m-\#(subject)-\#(revision)","source":"/partners/\#(parts[1])","type":"\#(parts[2..<parts.count - 1].joined(separator: "."))","#
            + #""subject":"\#(subject)","time":"2026-01-01T08:00:00Z","revision":\#(revision),"kind":"\#(kind)""#
            + (data.map { ",\"data\":\($0)" } ?? "") + "}"
        var batch = RecordBatch()
        batch.append(key: Array(subject.utf8), value: Array(text.utf8), timestamp: clock.now())
        try log.append(batch, to: TopicPartition(topic, 0))
    }

    private func incident(_ subject: String, _ longitude: Double, _ latitude: Double, hour: Int = 12) throws {
        try send(
            "in.wyp.asb.incident.v1", subject,
            #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"instant","#
                + #""from":"2016-07-05T\#(hour):00:00+01:00"},"place":{"point":{"crs":"wgs84","longitude":\#(longitude),"#
                + #""latitude":\#(latitude),"precision_m":0},"area":{"area_kind":"lsoa","code":"E01010568","vintage":2011}}}"#
        )
    }

    private func rows(_ window: String = "month:2016-07") throws -> (rows: [NamedHotspots.Row], records: Int64) {
        _ = try gateway.processAvailable()
        let named = NamedHotspots(try StateReader(directory: folder.path), log: log, lookup: .shipped)
        return try named.rows(.asb, try #require(Window(window)))
    }

    /// A quadrangle of some 660 by 1,100 m with a notch: points are told apart where a hexagon is not.
    private static let polygon =
        #""geometry":{"type":"Polygon","coordinates":[[[-1.55,53.79],[-1.54,53.79],[-1.54,53.80],[-1.545,53.795],[-1.55,53.80],[-1.55,53.79]]]}"#

    @Test func pointsAreCountedInPolygons() throws {
        let definition = "in.vrp.hotspot.definition.v1"
        try send(definition, "A", #"{"name":"Station","theme":"asb","valid_from":"2016-01-01",\#(Self.polygon)}"#)
        try send(
            definition, "B",
            #"{"name":"By area","theme":"asb","valid_from":"2016-01-01","areas":[{"area_kind":"lsoa","code":"E01010568","vintage":2011}]}"#
        )
        try send(definition, "C", #"{"name":"Knives","theme":"knife","valid_from":"2016-01-01",\#(Self.polygon)}"#)
        try send(
            definition, "D",
            #"{"name":"Over","theme":"asb","valid_from":"2015-01-01","valid_to":"2016-06-30",\#(Self.polygon)}"#)
        // In the middle, close to the west side within and without, in the notch, far away.
        let points = [
            (-1.5425, 53.7925, true), (-1.5499, 53.795, true), (-1.5501, 53.795, false), (-1.545, 53.7975, false),
            (-1.6, 53.8, false),
        ]
        for (number, point) in points.enumerated() {
            try incident("i\(number)", point.0, point.1, hour: number == 0 ? 23 : 12)
        }
        let found = try rows()
        #expect(found.records == 5 && found.rows.map(\.hotspot.name) == ["Station", "By area"])
        #expect(found.rows.map(\.count) == [2, 5])
        #expect(found.rows[0].night == 1 && found.rows[0].day == 1 && found.rows[0].byHexagon == 0)
        #expect(try rows("month:2016-06").rows.map(\.hotspot.subject) == ["A", "B", "D"])
    }

    @Test func aCorrectionMovesIt() throws {
        let definition = "in.vrp.hotspot.definition.v1"
        try send(definition, "A", #"{"name":"Station","theme":"asb","valid_from":"2016-01-01",\#(Self.polygon)}"#)
        try incident("i", -1.5425, 53.7925)
        #expect(try rows().rows.map(\.count) == [1])
        let hexagon = try #require(
            GridTransform().grid(longitude: -1.6, latitude: 53.8).flatMap {
                HexagonGrid().cell(easting: $0.easting, northing: $0.northing)
            })
        try send(
            definition, "A",
            #"{"name":"Elsewhere","theme":"asb","valid_from":"2016-01-01","hexagons":["\#(hexagon.code)"]}"#,
            revision: 2)
        try incident("j", -1.6, 53.8)
        let moved = try rows().rows
        #expect(moved.map(\.hotspot.name) == ["Elsewhere"] && moved.map(\.count) == [1])
        try send(definition, "A", nil, revision: 3)
        #expect(try rows().rows.isEmpty)
    }
}
