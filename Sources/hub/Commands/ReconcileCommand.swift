import HubJSON
import HubOperations
import HubStore

enum ReconcileCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let reader = try StoreCheck.reader(settings.store)
        let reconciliation = try Reconciliation(reader)
        if invocation["output"] == "json" {
            try Output.write(reconciliation.json())
            try Output.line("")
        } else {
            try Output.write(text(reconciliation))
        }
        return reconciliation.isBalanced ? .done : .notSo
    }

    /// The table, its sum, and whether it adds up.
    static func text(_ reconciliation: Reconciliation) -> String {
        var table = TextTable(
            [("partner", .left), ("type", .left), ("period", .left), ("received", .right)]
                + Ending.allCases.map { ($0.name, TextTable.Alignment.right) })
        for row in reconciliation.rows {
            table.add([row.partner, row.type, row.period] + cells(row.received, row.endings))
        }
        let sum = reconciliation.sum
        table.add(["all", "", ""] + cells(sum.received, sum.endings))
        let verdict =
            reconciliation.imbalance.map { "NOT balanced: \($0)\n" } ?? "balanced: every message is accounted for\n"
        return table.text() + verdict
    }

    private static func cells(_ received: Int64, _ endings: [Ending: Int64]) -> [String] {
        ["\(received)"] + Ending.allCases.map { "\(endings[$0] ?? 0)" }
    }
}
