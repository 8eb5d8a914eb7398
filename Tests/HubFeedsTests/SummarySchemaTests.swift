import HubContracts
import HubFeeds
import HubJSON
import HubSchema
import HubTransport
import Testing

struct SummarySchemaTests {
    /// Documents and events are what `schemas/hotspot.summary/v1` says, split or whole.
    @Test(arguments: SummaryBuilder().kinds, ["month:2016-07", "rolling:28@2016-07-31"])
    func documentsKeepTheirContract(kind: AreaKind, window: String) throws {
        let contracts = try Contracts.shipped()
        let dataSchema = try #require(contracts.dataSchema(ofType: "hotspot.summary"))
        let eventSchema = try #require(contracts.eventSchema(ofType: "hotspot.summary"))
        var document = try #require(
            SummaryBuilder().document(.asb, kind, SummaryTests.tally(window, SummaryTests.rows())))
        document.contributors = [
            .init(
                partner: "wyp", type: "asb.incident", lastReportedAt: 1_467_370_800_000, missingMonths: [], messages: 9),
            .init(partner: "leeds", type: "asb.incident", lastReportedAt: nil, missingMonths: [201607], messages: 0),
        ]
        let tape = JSONTape(limits: .generous)
        let validator = SchemaValidator()
        func check(_ bytes: [UInt8], _ schema: CompiledSchema) {
            #expect(tape.parse(bytes) == nil)
            let faults = validator.validate(schema, tape, tape.root, limit: 3)
            #expect(faults.isEmpty, "\(faults)")
        }
        check(SummaryJSON.write(document), dataSchema)
        var batch = RecordBatch()
        for limit in [SummaryJSON.partLimit, 60_000] {
            document.revision += 1
            SummaryEvent.append(document, limit: limit, to: &batch)
        }
        for record in batch.records { check(batch.array(record.value) ?? [], eventSchema) }
    }
}
