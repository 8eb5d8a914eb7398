import HubContracts
package import HubGeography
import HubHotspots
import HubJSON
package import HubStore
import HubTransport

/// Leads a figure back to the messages that it rests on.
package struct Lineage {
    /// One record in force that is in the figure.
    package struct Message: Sendable, Hashable {
        /// Who sent it.
        package var partner: String
        /// Its type.
        package var type: String
        /// The partner's reference.
        package var subject: String
        /// The id of the message that brought the revision in force.
        package var messageID: String
        /// That revision.
        package var revision: Int32
    }

    /// What was found.
    package struct Finding: Sendable {
        /// The figure as the newest published document has it; nil where none is published.
        package var published: Int64?
        /// The revision of that document.
        package var revision: Int64?
        /// The messages in order of id, partner and subject.
        package var messages: [Message]
    }

    private let reader: StateReader
    private let lookup: AreaLookup

    /// Over a store, with the areas that its documents show.
    package init(_ reader: StateReader, lookup: AreaLookup) {
        self.reader = reader
        self.lookup = lookup
    }

    /// The messages behind a figure; nil for an area that there is none of.
    ///
    /// Costs time by the number of records of the theme's types.
    package func find(_ figure: Figure) throws -> Finding? {
        guard let cell = cell(figure) else { return nil }
        return try reader.snapshot {
            var messages: [Message] = []
            try visit(figure.theme, figure.window) { evidence, partner, type in
                guard holds(cell, figure.kind, evidence.record.contribution),
                    counts(figure.part, evidence.record.contribution)
                else { return }
                messages.append(
                    Message(
                        partner: partner, type: type, subject: evidence.subject, messageID: evidence.messageID,
                        revision: evidence.record.revision))
            }
            messages.sort { ($0.messageID, $0.partner, $0.subject) < ($1.messageID, $1.partner, $1.subject) }
            var finding = Finding(published: nil, revision: nil, messages: messages)
            if let document = try published(figure) {
                finding.revision = document.revision
                finding.published = value(of: figure, in: document)
            }
            return finding
        }
    }

    /// Every record in force of a theme in a window, with who sent it.
    func visit(
        _ theme: Theme, _ window: Window, _ body: (StateReader.Evidence, String, String) throws -> Void
    ) throws {
        for input in try reader.inputs() {
            guard case .input(let partner, let type, _) = TopicName(input.partition.topic),
                StoredCounts.theme(ofType: type) == theme || theme == .knife && type == StoredCounts.emergencyType
            else { continue }
            try reader.evidence(of: input.partition, fromDay: window.from, toDay: window.to - 1) { evidence in
                let contribution = evidence.record.contribution
                guard Theme(series: contribution.series) == theme,
                    contribution.precision == BinRow.Precision.day.rawValue || window.isWholeMonths
                else { return }
                try body(evidence, partner, type)
            }
        }
    }

    private func cell(_ figure: Figure) -> Cell? {
        switch figure.code {
        case "unlocated": return .unlocated
        case "outside": return .outside
        default: break
        }
        guard let kind = figure.kind.cells else { return Cell(hexagonCode: figure.code) }
        return lookup.areas(kind).first { $0.code == figure.code }?.cell
    }

    private func holds(_ cell: Cell, _ kind: AreaKind, _ contribution: Contribution) -> Bool {
        if kind == .hex, cell.kind == .hexagon { return contribution.hexagon == cell.rawValue }
        if cell.kind == .nowhere { return contribution.area == cell.rawValue }
        guard let cells = kind.cells else { return false }
        return lookup.ancestor(of: Cell(rawValue: contribution.area), kind: cells) == cell
    }

    private func counts(_ part: Figure.Part, _ contribution: Contribution) -> Bool {
        let series = contribution.series
        let isCounted = Series(rawValue: series) == .asb || KnifeParts.isCounted(series)
        switch part {
        case .count: return isCounted
        case .day: return isCounted && contribution.dayNight == 1
        case .night: return isCounted && contribution.dayNight == 2
        case .repeats: return isCounted && contribution.repeated
        case .emergencyDepartment: return Series(rawValue: series) == .emergencyKnife
        case .possession: return !isCounted && Series(rawValue: series) != .emergencyKnife
        }
    }

    private func published(_ figure: Figure) throws -> SummaryDocument? {
        let key = SummaryDocument.key(figure.theme, figure.kind, figure.window)
        guard let stored = try reader.summary(topic: SummaryDocument.topic(figure.theme, .exact), key: key) else {
            return nil
        }
        return (try? JSONValue.parse(stored.document)).flatMap { SummaryDocument(published: $0, lookup: lookup) }
    }

    private func value(of figure: Figure, in document: SummaryDocument) -> Int64? {
        if figure.code == "unlocated" { return document.totals.unlocated }
        if figure.code == "outside" { return document.totals.outside }
        let item = document.items.first { $0.code == figure.code }
        // A hexagon that is not listed has no count.
        guard let item else { return figure.kind == .hex ? 0 : nil }
        switch figure.part {
        case .count: return item.measures.count
        case .day: return item.measures.daytime
        case .night: return item.measures.night
        case .repeats: return item.measures.repeats
        case .possession: return item.knife?.possession
        case .emergencyDepartment: return item.knife?.emergency
        }
    }
}
