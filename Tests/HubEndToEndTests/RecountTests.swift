import Foundation
import HubTesting
import Testing

/// The real month and the damaged file, against an independent recount of the raw rows.
@Suite(.serialized, .enabled(if: SharedData.isPresent, "the public data beside the repository are absent"))
struct RecountTests {
    private static let month = SharedData.path("data/street/2016-07-west-yorkshire-street.csv")
    private static let damaged = SharedData.path("data/street/2025-02-leeds-street-excel-mangled.csv")
    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }

    @Test(.timeLimit(.minutes(15))) func theDemonstrationAgreesWithARecount() throws {
        let recount = try Recount.of(Self.month)
        let demo = try HubProcess.run(["demo", "--store", store])
        #expect(demo.status == 0, "\(demo)")
        try expectCounts(recount)
        let document = try reconciliation()
        let rows = document.rows.filter { $0.partner == "wyp" && $0.type == "asb.incident" && $0.period == "2016-07" }
        try #require(rows.count == 1)
        #expect(rows[0].counted == recount.byDistrict.values.reduce(0, +))
        #expect(rows[0].unlocated == recount.unlocated)
        #expect(rows[0].outside == recount.outside)
        #expect(Set(document.rows.map(\.partner)).count == 7)

        let again = try HubProcess.run(["demo", "--store", store])
        #expect(again.status != 0, "a demonstration must not write into a store that holds something: \(again)")
    }

    @Test(.timeLimit(.minutes(15))) func anImportedMonthAgreesWithARecountAndTwiceChangesNothing() throws {
        let recount = try Recount.of(Self.month)
        let arguments = ["import", "police-uk", Self.month, "--partner", "wyp", "--store", store, "--output", "json"]
        let first = try HubProcess.run(arguments)
        #expect(first.status == 0, "\(first)")
        let report = try first.json(ImportReport.self)
        #expect(report.rows == recount.rows)
        #expect(report.imported == recount.asb)
        #expect(report.refused == 0)
        #expect(report.notMapped.values.reduce(0, +) == recount.other.values.reduce(0, +))
        try expectCounts(recount)
        var document = try reconciliation()
        #expect(document.sum(\.received) == recount.asb)
        #expect(document.sum(\.counted) == recount.byDistrict.values.reduce(0, +))
        #expect(document.sum(\.unlocated) == recount.unlocated)
        #expect(document.sum(\.outside) == recount.outside)

        // A renamed copy is the same file.
        let copy = folder.file("renamed.csv")
        try FileManager.default.copyItem(atPath: Self.month, toPath: copy)
        let second = try HubProcess.run(["import", "police-uk", copy, "--partner", "wyp", "--store", store])
        #expect(second.status == 0, "\(second)")
        try expectCounts(recount)
        document = try reconciliation()
        #expect(document.sum(\.counted) == recount.byDistrict.values.reduce(0, +))
        #expect(document.sum(\.received) == recount.asb + document.sum(\.duplicate))
    }

    @Test(.timeLimit(.minutes(15))) func aDamagedFileIsRefusedRowByRow() throws {
        let recount = try Recount.of(Self.damaged)
        try #require(recount.badMonth.count == 474)
        let outcome = try HubProcess.run([
            "import", "police-uk", Self.damaged, "--partner", "wyp", "--store", store, "--output", "json",
        ])
        #expect(outcome.status == 1, "\(outcome)")
        let report = try outcome.json(ImportReport.self)
        #expect(report.rows == recount.rows)
        #expect(report.imported == 0)
        #expect(report.imported + report.refused + report.notMapped.values.reduce(0, +) == report.rows)
        let refusals = Dictionary(report.refusals.map { ($0.row, $0) }) { first, _ in first }
        for row in recount.badMonth {
            let refusal = try #require(refusals[row], "row \(row) was not refused")
            #expect(refusal.field == "Month" && refusal.got == "Feb-25", "\(refusal)")
            #expect(!refusal.expected.isEmpty && !refusal.mend.isEmpty)
        }
    }

    /// Districts and every LSOA of the published summaries.
    private func expectCounts(_ recount: Recount) throws {
        let districts = try feed("district")
        let names = Dictionary(districts.items.map { ($0.area.name, $0.count) }) { $0 + $1 }
        #expect(names == recount.byDistrict)
        let areas = try feed("lsoa")
        #expect(areas.counts == recount.byLsoa)
        #expect(areas.items.count == 1_388, "areas without a count are listed too")
        #expect(areas.totals?.unlocated ?? recount.unlocated == recount.unlocated)
        #expect(areas.totals?.outside ?? recount.outside == recount.outside)
    }

    private func feed(_ area: String) throws -> Summary {
        let outcome = try HubProcess.run([
            "feed", "hotspots", "--theme", "asb", "--area", area, "--window", "month:2016-07", "--format", "json",
            "--store", store,
        ])
        #expect(outcome.status == 0, "\(outcome)")
        return try outcome.json(Summary.self)
    }

    private func reconciliation() throws -> Reconciliation {
        let outcome = try HubProcess.run(["reconcile", "--output", "json", "--store", store])
        #expect(outcome.status == 0, "\(outcome)")
        let document = try outcome.json(Reconciliation.self)
        #expect(document.balanced)
        for row in document.rows { #expect(row.isBalanced, "\(row)") }
        return document
    }
}
