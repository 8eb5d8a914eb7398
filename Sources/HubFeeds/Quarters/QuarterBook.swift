package import HubAssurance
import HubContracts
import HubGeography
package import HubHotspots
package import HubJSON
package import HubStore
package import HubTransport

/// Makes the return of a quarter from a store, and keeps what was closed: the return, the messages it rests on, a signature.
///
/// A close never changes; figures that change later make a new close with the next number.
package final class QuarterBook {
    /// A closed quarter.
    package struct Close: Sendable {
        /// 1 for the first close of the quarter.
        package var number: Int64
        /// What was signed: JSON with the return, the published documents and the digest of the messages.
        package var statement: [UInt8]
        /// The messages: one line each, sorted: id, revision, partner, type, reference, with tabs between them.
        package var messages: [UInt8]
        /// The key it was signed with, in hexadecimal digits.
        package var publicKey: String
        /// The Ed25519 signature over the statement, in hexadecimal digits.
        package var signature: String

        /// Whether the signature is the key's over the statement, and the messages are those that it names.
        package var isGenuine: Bool {
            guard let key = Hexadecimal.bytes(publicKey).flatMap({ PublicKey($0) }),
                let signature = Hexadecimal.bytes(signature), key.verifies(signature, of: statement),
                let value = try? JSONValue.parse(statement)
            else { return false }
            return value["messages"]?["digest"]?.string == Blake2b.digest128(messages).hexadecimal
        }

        /// The figures of the return by `theme/code/column`.
        package var figures: [String: String] {
            let value = (try? JSONValue.parse(statement)) ?? .null
            return QuarterBook.figures(value["return"] ?? .null)
        }
    }

    private let reader: StateReader
    private let log: any RecordSource
    private let builder: SummaryBuilder

    /// Over a store and its log, with the areas that its documents show.
    package init(_ reader: StateReader, log: any RecordSource, builder: SummaryBuilder) {
        self.reader = reader
        self.log = log
        self.builder = builder
    }

    /// The return of a quarter as things stand; nil if nothing was reported for it.
    package func current(_ window: Window) throws -> QuarterReturn? {
        try reader.snapshot {
            var counts = try StoredCounts(reader)
            var found = QuarterReturn(window: window, asOf: counts.asOf, rows: [], caseReviews: [], missing: [])
            for theme in Theme.allCases where window.months.contains(where: { counts.isReported(theme, $0) }) {
                found.rows += try rows(theme, window, &counts)
                for contributor in try counts.contributors(theme, window) where !contributor.isWhole {
                    found.missing.append(
                        .init(
                            theme: theme, partner: contributor.partner, type: contributor.type,
                            months: contributor.missingMonths))
                }
            }
            found.caseReviews = try caseReviews(window)
            return found.rows.isEmpty && found.caseReviews.isEmpty ? nil : found
        }
    }

    private func rows(_ theme: Theme, _ window: Window, _ counts: inout StoredCounts) throws -> [QuarterReturn.Row] {
        let months = window.months.compactMap { Window(.month($0)) }
        let yearBefore: Window? =
            if case .quarter(let year, let quarter) = window.shape {
                Window(.quarter(year: year - 1, quarter: quarter))
            } else { nil }
        let districts = builder.lookup.areas(.district)
        func sums(_ window: Window?) throws -> (areas: [Int64], totals: SummaryDocument.Totals)? {
            guard let window, window.months.allSatisfy({ counts.isReported(theme, $0) }) else { return nil }
            let summed = try counts.tally(theme, window).summed(.district, builder.lookup)
            return (summed.areas.map(\.count), summed.totals)
        }
        let byMonth = try months.map { try sums($0) }
        let quarter = try sums(window)
        let previous = try sums(window.previous)
        let before = try sums(yearBefore)
        let hot = builder.scores(.lsoa, try counts.tally(theme, window))?.hot ?? []
        var rows = districts.indices.map { index in
            let area = districts[index]
            return QuarterReturn.Row(
                theme: theme, code: area.code, name: area.name, months: byMonth.map { $0?.areas[index] },
                quarter: quarter?.areas[index], previous: previous?.areas[index], yearBefore: before?.areas[index],
                rate: quarter.flatMap { Ranking.ratePerThousand($0.areas[index], population: area.population) },
                hot: hot.filter { builder.lookup.ancestor(of: $0, kind: .district) == area.cell }.count)
        }
        let others: [(String, String, (SummaryDocument.Totals) -> Int64)] = [
            ("no_area", "in the county, in no district that is known", { $0.noArea }),
            ("unlocated", "without a place", { $0.unlocated }), ("outside", "outside the county", { $0.outside }),
        ]
        for (code, name, value) in others {
            rows.append(
                QuarterReturn.Row(
                    theme: theme, code: code, name: name, months: byMonth.map { $0.map { value($0.totals) } },
                    quarter: quarter.map { value($0.totals) }, previous: previous.map { value($0.totals) },
                    yearBefore: before.map { value($0.totals) }, rate: nil, hot: nil))
        }
        return rows
    }

    /// The returns on ASB case reviews whose period touches the quarter, read back from the log.
    private func caseReviews(_ window: Window) throws -> [QuarterReturn.CaseReview] {
        var found: [QuarterReturn.CaseReview] = []
        for input in try reader.inputs() {
            guard case .input(let partner, "asb.case_review.return", _) = TopicName(input.partition.topic) else {
                continue
            }
            try reader.evidence(of: input.partition) { evidence in
                guard let data = try evidence.data(in: log), let review = review(data, partner),
                    let from = LondonCalendar.day(review.from), let to = LondonCalendar.day(review.to),
                    from < window.to, to >= window.from
                else { return }
                found.append(review)
            }
        }
        return found.sorted { ($0.code, $0.from, $0.partner) < ($1.code, $1.from, $1.partner) }
    }

    private func review(_ data: JSONValue, _ partner: String) -> QuarterReturn.CaseReview? {
        guard let code = data["area"]?.string, let from = data["period"]?["from"]?.string,
            let to = data["period"]?["to"]?.string, let received = data["applications_received"]?.int,
            let notMet = data["threshold_not_met"]?.int, let reviews = data["reviews_carried_out"]?.int,
            let recommendations = data["reviews_with_recommendations"]?.int
        else { return nil }
        let name = builder.lookup.areas(.district).first { $0.code == code }?.name ?? code
        return .init(
            code: code, name: name, from: from, to: to, partner: partner, received: Int64(received),
            notMet: Int64(notMet),
            reviews: Int64(reviews), recommendations: Int64(recommendations))
    }

    /// The messages that the figures of a quarter rest on, as `Close.messages` has them, and how many there are.
    package func messages(_ window: Window) throws -> (text: [UInt8], count: Int) {
        try reader.snapshot {
            var lines: [String] = []
            let lineage = Lineage(reader, lookup: builder.lookup)
            for theme in Theme.allCases {
                try lineage.visit(theme, window) { evidence, partner, type in
                    lines.append(
                        "\(evidence.messageID)\t\(evidence.record.revision)\t\(partner)\t\(type)\t\(evidence.subject)\n"
                    )
                }
            }
            return (Array(lines.sorted().joined().utf8), lines.count)
        }
    }

    /// The closes of a quarter, the first one first.
    package func closes(_ window: Window) throws -> [Int64] {
        try reader.summaryRevisions(topic: Self.place(window), key: "statement").map(\.revision)
    }

    /// The quarters that something was published for, the latest first.
    package func quarters() throws -> [Window] {
        let labels = try reader.summaryKeys().compactMap { row -> Substring? in
            guard row.topic.hasPrefix("hotspot."), row.topic.hasSuffix(".exact.v1") else { return nil }
            return row.key.split(separator: "/").last
        }
        return Set(labels.filter { $0.hasPrefix("quarter:") }).compactMap { Window(String($0)) }
            .sorted { $0.from > $1.from }
    }

    /// The return in force: that of a close, by default the last one; as things stand where there is no close.
    ///
    /// - Parameter number: of the close; nil for the last.
    /// - Returns: nil if there is no such close, and nothing was reported for the quarter.
    /// - Throws: `StoreError` where a close is not what was signed.
    package func inForce(
        _ window: Window, close number: Int64? = nil
    ) throws -> (figures: QuarterReturn, close: Close?)? {
        guard let number = try number ?? closes(window).last else { return try current(window).map { ($0, nil) } }
        guard let close = try close(window, number: number) else { return nil }
        guard close.isGenuine, let figures = QuarterReturn((try? JSONValue.parse(close.statement))?["return"] ?? .null)
        else {
            throw StoreError(
                .corrupt,
                "the signature of close \(number) of \(window.label) does not fit what is stored: it was changed")
        }
        return (figures, close)
    }

    /// A close by its number; nil if there is none.
    package func close(_ window: Window, number: Int64) throws -> Close? {
        try reader.snapshot {
            let place = Self.place(window)
            guard let statement = try reader.summary(topic: place, key: "statement", revision: number),
                let messages = try reader.summary(topic: place, key: "messages", revision: number),
                let seal = try reader.summary(topic: place, key: "signature", revision: number),
                let value = try? JSONValue.parse(seal.document), let key = value["public_key"]?.string,
                let signature = value["signature"]?.string
            else { return nil }
            return Close(
                number: number, statement: statement.document, messages: messages.document, publicKey: key,
                signature: signature)
        }
    }

    /// Where closes are kept: no topic has such a name.
    private static func place(_ window: Window) -> String { "quarter/" + window.label }

    /// Freezes a quarter.
    ///
    /// - Returns: the close that is in force, and whether it is new; it is not when nothing changed since the last.
    package func freeze(_ window: Window, in store: StateStore, key: SigningKey) throws -> (close: Close, isNew: Bool)?
    {
        guard let figures = try current(window) else { return nil }
        let (messages, count) = try messages(window)
        let last = try closes(window).last
        if let last, let former = try close(window, number: last), former.messages == messages,
            former.figures == Self.figures((try? JSONValue.parse(figures.json)) ?? .null)
        {
            return (former, false)
        }
        let number = (last ?? 0) + 1
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("quarter")
        writer.string(window.label)
        writer.key("close")
        writer.int(number)
        writer.key("return")
        writer.raw(figures.json)
        writer.key("documents")
        writer.beginArray()
        for row in try documents(window) {
            writer.beginObject()
            writer.key("key")
            writer.string(row.key)
            writer.key("revision")
            writer.int(row.revision)
            writer.endObject()
        }
        writer.endArray()
        writer.key("messages")
        writer.beginObject()
        writer.key("count")
        writer.int(Int64(count))
        writer.key("digest")
        writer.string(Blake2b.digest128(messages).hexadecimal)
        writer.endObject()
        writer.endObject()
        let close = Close(
            number: number, statement: writer.bytes, messages: messages,
            publicKey: Hexadecimal.text(key.publicKey.bytes),
            signature: Hexadecimal.text(key.signature(of: writer.bytes)))
        var seal = JSONWriter()
        seal.beginObject()
        seal.key("public_key")
        seal.string(close.publicKey)
        seal.key("signature")
        seal.string(close.signature)
        seal.endObject()
        try store.transaction { transaction in
            for (name, bytes) in [("statement", close.statement), ("messages", messages), ("signature", seal.bytes)] {
                let digest = Blake2b.digest128(bytes)
                try transaction.putSummary(
                    topic: Self.place(window), key: name, revision: number, asOf: figures.asOf,
                    contentHash: Array(digest.hexadecimal.utf8), document: bytes)
            }
        }
        return (close, true)
    }

    /// The published documents of the quarter and its months, with the revision that is frozen.
    private func documents(_ window: Window) throws -> [(key: String, revision: Int64)] {
        let labels = Set([window.label] + window.months.compactMap { Window(.month($0))?.label })
        return try reader.summaryKeys().compactMap { row in
            guard row.topic.hasPrefix("hotspot."), row.topic.hasSuffix(".exact.v1"),
                let label = row.key.split(separator: "/").last, labels.contains(String(label))
            else { return nil }
            return (row.key, row.revision)
        }
    }

    /// The figures of a return's JSON by name, for comparing two.
    package static func figures(_ value: JSONValue) -> [String: String] {
        var figures: [String: String] = [:]
        func collect(_ rows: [JSONValue], _ names: [String]) {
            for row in rows {
                let name = names.map { row[$0]?.string ?? "" }.joined(separator: "/")
                for (column, value) in row.object ?? JSONObject() where !names.contains(column) && column != "name" {
                    figures[name + "/" + column] =
                        value.string ?? value.double.map { Workbook.Value.number($0).field } ?? ""
                }
            }
        }
        collect(value["figures"]?.array ?? [], ["theme", "code"])
        collect(value["case_reviews"]?.array ?? [], ["code", "from", "sent_by"])
        return figures
    }
}
