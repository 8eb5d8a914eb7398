package import HubHotspots

extension SummaryDocument {
    /// The months that trends and classes are made from.
    package struct Outlook: Sendable, Hashable {
        /// How many months; 0 where nothing was computed.
        package var steps = 0
        /// The last of them, as YYYYMM; nil where nothing was computed.
        package var lastMonth: Int32?
        /// Why nothing was computed; nil if it was.
        package var reason: String?

        /// Whether the seasonal form of the trend was used.
        package var isSeasonal: Bool { steps == Int(StepHistory.long) }

        /// Nothing computed, for a document that stands alone.
        package init() { reason = "no earlier months were given" }

        /// What a history says.
        package init(_ history: StepHistory) {
            steps = history.steps.count
            lastMonth = history.steps.isEmpty ? nil : history.lastMonth
            reason = history.reason
        }

        /// What a published document says.
        package init(steps: Int, lastMonth: Int32?, reason: String?) {
            self.steps = steps
            self.lastMonth = lastMonth
            self.reason = reason
        }
    }

    /// How the list of hot areas of the window before did in this one.
    package struct Judged: Sendable, Hashable {
        /// The label of the window whose list it is.
        package var list: String
        /// The figures; nil where there are none.
        package var judgement: Judgement?
        /// Why there are none; nil if there are.
        package var reason: String?

        /// A list with its figures or the reason why there are none.
        package init(list: String, judgement: Judgement?, reason: String? = nil) {
            self.list = list
            self.judgement = judgement
            self.reason = reason
        }
    }
}
