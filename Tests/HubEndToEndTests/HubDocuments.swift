/// `hub reconcile --output json`.
struct Reconciliation: Decodable {
    struct Row: Decodable {
        var partner: String
        var type: String
        var period: String
        var received: Int
        var counted: Int
        var unlocated: Int
        var outside: Int
        var superseded: Int
        var withdrawals: Int
        var tests: Int
        var rejected: Int
        var withheld: Int
        var stale: Int
        var duplicate: Int

        /// The ten endings, those of none left out.
        var endings: [String: Int] {
            [
                "counted": counted, "unlocated": unlocated, "outside": outside, "superseded": superseded,
                "withdrawals": withdrawals, "tests": tests, "rejected": rejected, "withheld": withheld, "stale": stale,
                "duplicate": duplicate,
            ].filter { $0.value != 0 }
        }

        var isBalanced: Bool { received == endings.values.reduce(0, +) }
    }

    var rows: [Row]
    var balanced: Bool

    func sum(_ member: KeyPath<Row, Int>) -> Int { rows.map { $0[keyPath: member] }.reduce(0, +) }
}

/// The part of a summary document (`hub feed hotspots --format json`) that counts are checked by.
struct Summary: Decodable {
    struct Item: Decodable {
        struct Area: Decodable {
            var code: String
            var name: String
        }

        var area: Area
        var count: Int
    }

    struct Totals: Decodable {
        var counted: Int?
        var noArea: Int?
        var unlocated: Int?
        var outside: Int?
    }

    var theme: String
    var areaKind: String
    var revision: Int
    var totals: Totals?
    var items: [Item]

    /// Counts by area code, those of none left out.
    var counts: [String: Int] {
        Dictionary(items.filter { $0.count != 0 }.map { ($0.area.code, $0.count) }) { $0 + $1 }
    }
}

/// `hub deadletters list --output json`.
struct DeadLetterList: Decodable {
    struct Item: Decodable {
        var code: String
        var partner: String
        var topic: String
        var offset: Int64
        var state: String
        var id: Identifier
        var detail: String
    }

    /// A text or a number.
    struct Identifier: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let number = try? value.decode(Int64.self) {
                text = "\(number)"
            } else {
                text = try value.decode(String.self)
            }
        }
    }

    var items: [Item]
}

/// `hub import police-uk --output json`.
struct ImportReport: Decodable {
    struct Refusal: Decodable {
        var row: Int
        var field: String
        var expected: String
        var got: String
        var mend: String
    }

    var rows: Int
    var imported: Int
    var unchanged: Int?
    var refused: Int
    var notMapped: [String: Int]
    var refusals: [Refusal]
}

/// `hub publish --output json`.
struct PublishReport: Decodable {
    struct Fault: Decodable {
        var line: Int
        var code: String
    }

    var sent: Int
    var accepted: Int
    var duplicate: Int
    var rejected: Int
    var unanswered: Int
    var faults: [Fault]
}

/// One receipt, as its sender reads it.
struct Receipt: Decodable {
    var messageId: String?
    var subject: String?
    var revision: Int?
    var topic: String
    var offset: Int64
    var status: String
    var reason: String?
    var pointer: String?
    var detail: String?
}
