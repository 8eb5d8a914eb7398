/// One bin: an input partition's share of a series on a day (or in a month) in a cell.
package struct BinKey: Hashable, Sendable, Comparable {
    package var partition: Int32
    package var series: UInt8
    /// 1 a day, 2 a month (`day` is then its first day).
    package var precision: UInt8
    /// Days since 1970-01-01 in Europe/London.
    package var day: Int32
    /// The raw value of an area cell or a hexagon.
    package var cell: Int64

    package init(partition: Int32, series: UInt8, precision: UInt8, day: Int32, cell: Int64) {
        self.partition = partition
        self.series = series
        self.precision = precision
        self.day = day
        self.cell = cell
    }

    /// Two words instead of five members: hashing is paid for each message.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(cell)
        hasher.combine(
            UInt64(UInt32(bitPattern: day)) | UInt64(series) << 32 | UInt64(precision) << 40
                | UInt64(UInt32(bitPattern: partition)) << 48)
    }

    /// The order of the table.
    package static func < (left: BinKey, right: BinKey) -> Bool {
        if left.series != right.series { return left.series < right.series }
        if left.precision != right.precision { return left.precision < right.precision }
        if left.day != right.day { return left.day < right.day }
        if left.cell != right.cell { return left.cell < right.cell }
        return left.partition < right.partition
    }
}

/// What a bin holds (full values), or a change to it.
package struct BinValue: Sendable, Equatable {
    package var count: Int64
    package var day: Int64
    package var night: Int64
    package var repeated: Int64

    package init(count: Int64 = 0, day: Int64 = 0, night: Int64 = 0, repeated: Int64 = 0) {
        self.count = count
        self.day = day
        self.night = night
        self.repeated = repeated
    }

    var isZero: Bool { count | day | night | repeated == 0 }

    /// Whether adding this may leave a row without any value.
    var mayEmpty: Bool { count < 0 || day < 0 || night < 0 || repeated < 0 }

    package static func += (left: inout BinValue, right: BinValue) {
        left.count &+= right.count
        left.day &+= right.day
        left.night &+= right.night
        left.repeated &+= right.repeated
    }
}

/// One reconciliation counter.
package struct TallyKey: Hashable, Sendable, Comparable {
    package var partition: Int32
    /// The partner's interned name.
    package var partner: Int32
    /// The type's interned name.
    package var type: Int32
    /// Month of occurrence as YYYYMM; 0 is unknown.
    package var period: Int32
    package var ending: Ending

    package init(partition: Int32, partner: Int32, type: Int32, period: Int32, ending: Ending) {
        self.partition = partition
        self.partner = partner
        self.type = type
        self.period = period
        self.ending = ending
    }

    /// The order of the table.
    package static func < (left: TallyKey, right: TallyKey) -> Bool {
        if left.partner != right.partner { return left.partner < right.partner }
        if left.type != right.type { return left.type < right.type }
        if left.period != right.period { return left.period < right.period }
        if left.ending != right.ending { return left.ending.rawValue < right.ending.rawValue }
        return left.partition < right.partition
    }
}

/// A month of a series whose summaries are to be published again.
package struct TouchedMonth: Hashable, Sendable {
    package var series: UInt8
    /// YYYYMM.
    package var month: Int32
    /// When it was last touched, as a number that rises with each transaction.
    package var stamp: Int64

    package init(series: UInt8, month: Int32, stamp: Int64) {
        self.series = series
        self.month = month
        self.stamp = stamp
    }
}
