import HubFeeds
import HubJSON
import HubStore

/// `/changes`: what was published or revised since a cursor.
enum ChangeRoutes {
    /// What was published or revised since a cursor, in the order it was written.
    static func changes(_ request: Request, _ session: Session) throws -> Response {
        let parameters = try Parameters(request, ["since", "limit"])
        let limit = min(try parameters.number("limit", minimum: 1) ?? 1000, QueryReading.maximumLimit)
        let tier = TierAccess.own(request)
        let store = String(try session.reader.storeID().prefix(8))
        var number: Int64 = 0
        if let since = parameters["since"] {
            let halves = since.split(separator: "-")
            guard halves.count == 2, let value = Int64(halves[1]), value >= 0, halves[0].utf8.count <= 8 else {
                throw Problem(400, "since is the cursor that an earlier answer gave as next.")
            }
            guard halves[0] == store else {
                throw Problem(404, "The cursor is of another store; start again without since.")
            }
            number = value
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("changes")
        writer.beginArray()
        // Of this tier alone: the cursor stands still while only others are revised.
        let topics = Theme.allCases.map { SummaryDocument.topic($0, tier) }
        for row in try session.reader.summaryChanges(after: number, limit: limit, of: topics) {
            number = row.number
            SummaryChange(row)?.write(tier, base: request.base, to: &writer)
        }
        writer.endArray()
        writer.key("next")
        writer.string("\(store)-\(number)")
        Link.write(
            [Link("\(request.base)/changes?since=\(store)-\(number)", "next", Response.json, "What comes after")],
            to: &writer)
        writer.endObject()
        return Response(200, type: Response.json, writer.bytes)
    }
}
