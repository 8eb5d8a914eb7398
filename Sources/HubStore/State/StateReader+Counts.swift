extension StateReader {
    /// Calls `body` for each bin of a series from `fromDay` up to and including `toDay`, in the order of `BinKey`.
    ///
    /// - Parameters:
    ///   - days: days since 1970-01-01 in Europe/London; a month bin lies on its first day.
    ///   - precision: 1 for day bins only, 2 for month bins only, nil for both.
    package func bins(
        series: UInt8, fromDay: Int32, toDay: Int32, precision: UInt8? = nil, _ body: (BinKey, BinValue) throws -> Void
    ) throws {
        let statement = try connection.prepare(
            """
            SELECT precision, day, cell, partition, count, by_day, by_night, repeated FROM bin
            WHERE series = ?1 AND precision = ?2 AND day BETWEEN ?3 AND ?4 ORDER BY series, precision, day, cell, partition
            """)
        for wanted in precision.map({ [$0] }) ?? [0, 1, 2] {
            statement.bind(1, Int32(series))
            statement.bind(2, Int32(wanted))
            statement.bind(3, fromDay)
            statement.bind(4, toDay)
            defer { statement.reset() }
            while try statement.step() {
                let key = BinKey(
                    partition: statement.integer32(3), series: series, precision: wanted, day: statement.integer32(1),
                    cell: statement.integer(2))
                let value = BinValue(
                    count: statement.integer(4), day: statement.integer(5), night: statement.integer(6),
                    repeated: statement.integer(7))
                try body(key, value)
            }
        }
    }

    /// The first and the last day that a series has a bin on, or nil if it has none.
    package func dayRange(series: UInt8) throws -> ClosedRange<Int32>? {
        var found: ClosedRange<Int32>?
        for precision: Int32 in 0...2 {
            let range = try first(
                """
                SELECT (SELECT min(day) FROM bin WHERE series = ?1 AND precision = ?2),
                    (SELECT max(day) FROM bin WHERE series = ?1 AND precision = ?2)
                """,
                {
                    $0.bind(1, Int32(series))
                    $0.bind(2, precision)
                },
                { $0.isNull(0) ? nil : $0.integer32(0)...max($0.integer32(0), $0.integer32(1)) })
            guard let range = range ?? nil else { continue }
            found = min(found?.lowerBound ?? .max, range.lowerBound)...max(found?.upperBound ?? .min, range.upperBound)
        }
        return found
    }

    /// Every reconciliation counter, in the order of `TallyKey`.
    ///
    /// Their number grows with partners, types and months, not
    /// with messages.
    package func tallies() throws -> [(key: TallyKey, count: Int64)] {
        try all(
            """
            SELECT partner, type, period, ending, partition, count FROM tally
            ORDER BY partner, type, period, ending, partition
            """
        ) { row in
            guard let ending = Ending(rawValue: UInt8(truncatingIfNeeded: row.integer(3))) else {
                throw StoreError(.corrupt, "\(connection.path) is damaged: a counter has an unknown ending")
            }
            let key = TallyKey(
                partition: row.integer32(4), partner: row.integer32(0), type: row.integer32(1),
                period: row.integer32(2), ending: ending)
            return (key, row.integer(5))
        }
    }

    /// How many records are in force, by the counters.
    package func recordsInForce() throws -> Int64 {
        try first("SELECT coalesce(sum(count), 0) FROM tally WHERE ending IN (1, 2, 3)") { $0.integer(0) } ?? 0
    }

    /// The months whose summaries are to be published again, the earliest touched first.
    package func touchedMonths() throws -> [TouchedMonth] {
        try all("SELECT series, month, stamp FROM touched ORDER BY stamp, series, month") {
            TouchedMonth(
                series: UInt8(truncatingIfNeeded: $0.integer(0)), month: $0.integer32(1), stamp: $0.integer(2))
        }
    }
}
